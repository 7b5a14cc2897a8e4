"""How the documents stand: what is overdue, what is missing, what says different things."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies import queries
from muniment.governance.policies.types import Conflict, Figures
from muniment.web.door import Request, crumbs, render
from muniment.web.views import todo
from muniment.web.views.policies import REGISTER
from muniment.web.views.policy_text import anchor_of
from muniment.web.words import day


def policy_health(request: Request) -> HttpResponseBase:
    """Everything that wants attention, with figures that lead to its rows."""
    today = civil_date(request.now)
    found = queries.health(request.actor, today)
    figures = queries.figures(request.actor, request.now, today)
    titles = queries.titles([each.target for each in found.broken])
    return render(
        request,
        "policies/health.html",
        figures=[*_figures(figures), *_asked(figures)],
        parts=[
            _part("overdue", "Overdue for review", _overdue(found.overdue)),
            _part("incomplete", "Not complete", _incomplete(found.incomplete)),
            _part("stale", "Desk aids that fell behind", _stale(found.stale)),
            _part("broken", "Links to what is retired", _broken(found.broken, titles)),
        ],
        conflicts=[_conflict(each) for each in found.conflicts],
        crumbs=crumbs(REGISTER),
    )


def _figures(found: Figures) -> list[todo.Figure]:
    here = "policy_health"
    rows = [
        ("Overdue for review", found.overdue, "overdue"),
        ("Not complete", found.incomplete, "incomplete"),
        ("Values that differ", found.conflicts, "conflicts"),
        ("Desk aids that fell behind", found.stale, "stale"),
    ]
    note = f"{found.in_date} reviewed in time"
    first = todo.figure("In force", found.published, "policies", note=note, state="published")
    some = [todo.figure(label, many, here, urgent=True) for label, many, _ in rows]
    places = [{**one, "href": f"#{row[2]}"} for one, row in zip(some, rows, strict=True)]
    return [first, *places]


def _asked(found: Figures) -> list[todo.Figure]:
    """How many have acknowledged what they were asked to 30 days ago or more."""
    if not found.asked:
        return []
    share = f"of {found.asked} who were asked 30 days ago or more"
    return [todo.figure("Have acknowledged", found.acknowledged, "policies", note=share)]


def _part(name: str, title: str, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "title": title, "rows": rows}


def _row(one: Any, words: str, paragraph: str = "") -> dict[str, str]:
    here = reverse("policy", args=[one.reference])
    at = f"#{anchor_of(paragraph)}" if paragraph[:1].isdigit() else ""
    return {"title": one.title, "href": f"{here}{at}", "words": words}


def _overdue(rows: Sequence[Any]) -> list[dict[str, str]]:
    said = "It was to be looked at by"
    return [
        _row(each.policy, f"{said} {day(each.review_on)}. {each.policy.owner.name} answers for it.")
        for each in rows
    ]


def _incomplete(rows: Sequence[tuple[Any, Sequence[Any]]]) -> list[dict[str, str]]:
    return [
        _row(each.policy, f"It does not say: {'; '.join(one.label for one in missing)}.")
        for each, missing in rows
    ]


def _stale(rows: Sequence[Any]) -> list[dict[str, str]]:
    said = "Source changed: review it."
    return [
        _row(
            each.aid, f"{said} “{each.source.title}”, paragraph {each.paragraph}. {each.stale_why}"
        )
        for each in rows
    ]


def _broken(rows: Sequence[Any], titles: dict[str, str]) -> list[dict[str, str]]:
    return [
        _row(each.policy, f"“{titles.get(each.target, each.target)}” is retired.") for each in rows
    ]


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "name": one.name,
        "stated": [
            {
                "title": each.title,
                "href": f"{reverse('policy', args=[each.policy])}#{anchor_of(each.paragraph)}"
                if each.policy
                else "",
                "paragraph": each.paragraph,
                "value": each.value,
            }
            for each in one.stated
        ],
    }
