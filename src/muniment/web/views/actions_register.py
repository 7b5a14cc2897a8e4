"""The register of actions: the list, one action with its story, and figures told apart."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.plans import queries, rules
from muniment.governance.plans.types import By, Narrow, Part, PlanState, Stage, Want
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.plan_actions import ActionsFilter, FiguresFilter, source_label
from muniment.web.tables import Cell, Column, Table, as_csv, show
from muniment.web.views.plans import (
    PLANS,
    STAGE_COLOURS,
    due_in_words,
    figures_of,
    shown,
    stages_of,
)
from muniment.web.words import count, day

REGISTER = ("Actions", "/governance/actions/")
DEEDS = {
    "made": "Added",
    "changed": "Changed",
    "turned": "Status changed",
    "checked": "Looked at: it is still so",
    "noted": "Note",
}
FIELDS = {
    "what": "What is to be done",
    "timeline": "Timeline",
    "due_on": "Due",
    "owner": "Who does it",
    "answers": "Who answers for it",
    "status": "Status",
    "every": "Checked every so many months",
    "check_on": "Next check",
    "ended_on": "Ended",
    "evidence": "What shows it",
    "record": "Record that shows it",
    "confidential": "Confidential",
    "unit": "Unit",
    "objective": "Objective",
}


def actions(request: Request) -> HttpResponseBase:
    """The actions of the body, what is due first at the top."""
    form, today = ActionsFilter(request.GET or None, actor=request.actor), civil_date(request.now)
    want, narrow = form.want_and_narrow()
    if request.GET.get("format") == "csv":
        return _as_csv(queries.register(request.actor, want, narrow, today=today))
    labels: dict[int, str] = {}
    table = Table(
        request,
        _columns(labels, today),
        queries.actions(request.actor, want, narrow, today=today),
        caption=REGISTER[0],
        prepare=lambda some: labels.update(queries.labels_of(some)),
    )
    found = queries.figures(request.actor, today, narrow=narrow)
    here = _here(narrow)
    return render(
        request,
        "plans/actions.html",
        table=table,
        filters=form,
        figures=figures_of(found, **here),
        stages=stages_of(found, **{name: text for name, text in here.items() if name != "stage"}),
        only=_only(request.actor, narrow),
        narrowed=want is not Want.OPEN or narrow != Narrow(),
        adds=bool(queries.managed(request.actor)),
    )


def _here(narrow: Narrow) -> dict[str, str]:
    """What the list is narrowed by, as its address says it."""
    said = {name: getattr(narrow, name) for name in narrow.__slots__ if name != "mine"}
    return {name: text for name, text in said.items() if text} | (
        {"mine": "on"} if narrow.mine else {}
    )


def _only(actor: Profile, narrow: Narrow) -> list[str]:
    """In words, that the list is of one plan, outcome, owner or thing that actions come of."""
    found = []
    if narrow.plan:
        found.append(f"Of the plan {queries.plan_named(actor, narrow.plan).title}.")
    if narrow.outcome:
        found.append(f"Of the outcome: {queries.heading_named(actor, narrow.outcome).words}")
    if narrow.owner:
        found.append(f"Of {access.names_at([narrow.owner]).get(narrow.owner, 'one person')}.")
    return found


def _as_csv(rows: Any) -> HttpResponseBase:
    heads = queries.REGISTER
    lines = ([sheets.cell(row[name]) for name in heads] for row in rows)
    return as_csv((line for some in ([[*heads.values()]], lines) for line in some), "actions")


def _columns(labels: Mapping[int, str], today: date) -> list[Column[Any]]:
    return [
        Column("what", "Action", _what),
        Column("source", "Comes from", lambda one: _from(one)),
        Column("owner", "Who", owner_of, "owner__name"),
        Column("due", "Due", lambda one: _due(one, today), "next_on"),
        Column("status", "Status", lambda one: _status(one, labels[one.pk]), "status"),
    ]


def _what(one: Any) -> Cell:
    return Cell(one.what, reverse("action", args=[one.reference]), note=one.reference)


def _from(one: Any) -> Cell:
    if one.plan is not None:
        return Cell(one.plan.title, note=one.unit.name)
    kind = one.source.partition(":")[0]
    return Cell(source_label(kind) if kind else "", note=one.unit.name)


def owner_of(one: Any) -> Cell:
    """Who does an action; that nobody does stands out."""
    if one.owner is not None and one.owner.is_active:
        return Cell(one.owner.name)
    if one.owner is not None:
        return Cell("Nobody", tag="red", note=f"{one.owner.name} has left")
    return Cell(one.answers) if one.answers else Cell("Nobody", tag="red")


def _due(one: Any, today: date) -> Cell:
    late = rules.days_late(one.next_on, today)
    check = "Next check" if one.stage == Stage.MAINTAIN else ""
    when = f"{count(late, 'day')} late" if late else check
    said = one.timeline if one.timeline != rules.in_words(one.next_on or today) else ""
    text = day(one.next_on) if one.next_on else due_in_words(one) or "No date"
    return Cell(text, note=". ".join(filter(None, (when, said))))


def _status(one: Any, label: str) -> Cell:
    return Cell(label, tag=STAGE_COLOURS[Stage(one.stage)])


def action(request: Request, reference: str) -> HttpResponseBase:
    """One action: what it is, how it stands, and all that was said of it."""
    one = queries.action_named(request.actor, reference)
    today = civil_date(request.now)
    kind = one.source.partition(":")[0]
    plan = reverse("plan", args=[one.plan.reference]) if one.plan else ""
    return render(
        request,
        "plans/action.html",
        one=one,
        shown=shown(one, queries.labels_of([one]), today),
        owner=owner_of(one),
        stage=Stage(one.stage).label,
        source={
            "label": source_label(kind),
            "text": one.source.partition(":")[2],
            "href": events.address(one.source, request.actor),
        }
        if kind
        else None,
        record=_record(request, one),
        deeds=_deeds(request, one),
        steps=_story(list(queries.steps(one))),
        crumbs=crumbs(PLANS, (one.plan.title, plan)) if one.plan else crumbs(REGISTER),
    )


def _record(request: Request, one: Any) -> str:
    """The page of the record that shows that an action is done; blank where the reader sees
    none."""
    there = bool(one.record) and records.visible(request.actor).filter(reference=one.record)
    return reverse("record", args=[one.record]) if there else ""


def _deeds(request: Request, one: Any) -> dict[str, bool]:
    """What the reader may do with an action, as it stands."""
    does = queries.does(request.actor, one)
    closed = one.plan is not None and one.plan.state == PlanState.CLOSED
    return {
        "turn": does,
        "note": does,
        "check": does and one.stage == Stage.MAINTAIN,
        "change": queries.keeps(request.actor, one) and not closed,
    }


def _story(steps: Sequence[Any]) -> list[dict[str, Any]]:
    """What was done with an action, the latest first, each field as it was and as it is."""
    names = {"system": "The system", **access.names_at({one.by for one in steps})}
    return [
        {
            "deed": DEEDS.get(one.deed, one.deed),
            "by": names.get(one.by, ""),
            "at": one.at,
            "note": one.note,
            "fields": _changes(one) if one.deed != "made" else [],
        }
        for one in steps
    ]


def _changes(step: Any) -> list[dict[str, str]]:
    before = queries.values_in_words(step.before)
    after = queries.values_in_words(step.after)
    return [
        {"label": FIELDS.get(name, name), "before": before.get(name, ""), "after": after[name]}
        for name in sorted(after, key=list(FIELDS).index)
    ]


def figures(request: Request) -> HttpResponseBase:
    """How actions stand, for each plan, outcome, unit or owner."""
    form, today = FiguresFilter(request.GET or None), civil_date(request.now)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    by, unit = By(said.get("by") or By.PLAN), said.get("unit", "")
    narrow = Narrow(unit=unit)
    here = {"unit": unit} if unit else {}
    table = Table(
        request,
        _parts_columns(by, here),
        queries.parts(request.actor, by, today, narrow=narrow),
        caption=f"Actions by {by.value}",
    )
    found = queries.figures(request.actor, today, unit)
    return show(
        request,
        "plans/figures.html",
        table,
        name=f"actions-by-{by.value}",
        filters=form,
        figures=figures_of(found, **here),
        by=by,
        crumbs=crumbs(REGISTER),
    )


def _parts_columns(by: By, here: Mapping[str, str]) -> list[Column[Part]]:
    def to_rows(want: Want, name: str) -> Callable[[Part], Cell]:
        def cell(one: Part) -> Cell:
            to = {**here, by.value: one.key, "want": want.value}
            many = getattr(one, name)
            return Cell(str(many), reverse("actions", query=to) if one.key and many else "")

        return cell

    return [
        Column("label", by.label, lambda one: one.label),
        Column("open", "Open", to_rows(Want.OPEN, "open"), numeric=True),
        Column("overdue", "Overdue", to_rows(Want.OVERDUE, "overdue"), numeric=True),
        Column(
            "late",
            "Days late, median",
            lambda one: f"{one.median_late:g}" if one.median_late else "",
            numeric=True,
        ),
        Column("actions", "In all", to_rows(Want.ALL, "actions"), numeric=True),
    ]
