"""Writing the rules of an edition, one by one."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.retention import actions, queries
from muniment.web.door import Request, ask, filled, see_other
from muniment.web.forms.rules import draft_from, initial_of
from muniment.web.forms.schedules import DraftForm
from muniment.web.views.schedules import way


def add_draft(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Write a new rule into an edition."""
    found = queries.edition_named(reference, number)
    form = filled(request, DraftForm, initial={"seen": 0})
    return _save(request, found, form, "Add a rule")


def change_draft(request: Request, reference: str, number: int, rule: str) -> HttpResponseBase:
    """Change a rule in an edition."""
    found = queries.edition_named(reference, number)
    last = queries.draft_named(found, rule)
    initial = {**initial_of(queries.draft_of(last)), "seen": last.revision}
    drop = reverse("drop_draft", args=[reference, number, rule])
    return _save(request, found, filled(request, DraftForm, initial=initial), "Change a rule", drop)


def _save(
    request: Request, found: Any, form: DraftForm, title: str, drop: str = ""
) -> HttpResponseBase:
    code, number = found.schedule.code, found.number

    def do(values: dict[str, Any]) -> HttpResponse:
        seen = values.pop("seen")
        draft = draft_from(values)
        actions.draft_rule(request.actor, code, number, draft, seen=seen or 0, now=request.now)
        return see_other(request, "edition", f"{draft.code} is in the draft.", code, number)

    return ask(
        request,
        form,
        do,
        template="lifecycle/draft_rule.html",
        title=title,
        button="Save rule",
        intro=["It dates nothing before the edition is published."],
        drop=drop,
        **_page(found),
    )


def _page(found: Any) -> dict[str, Any]:
    code, number = found.schedule.code, found.number
    here = reverse("edition", args=[code, number])
    return {
        "caption": f"{code}, edition {number}",
        "back": here,
        "crumbs": way((code, reverse("schedule", args=[code])), (f"Edition {number}", here)),
    }


def drop_draft(request: Request, reference: str, number: int, rule: str) -> HttpResponseBase:
    """Take a rule out of an edition."""
    found = queries.edition_named(reference, number)
    last = queries.draft_named(found, rule)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.drop_rule(request.actor, reference, number, rule, now=request.now)
        return see_other(request, "edition", f"{rule} is taken out.", reference, number)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title=f"Take out {last.code}",
        button="Take it out",
        warning="If the rule is in force, it is retired when this edition is published.",
        **_page(found),
    )
