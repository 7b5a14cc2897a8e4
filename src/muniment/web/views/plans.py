"""Action plans: the list, one plan laid out by outcome, and on paper."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.plans import queries, rules
from muniment.governance.plans.types import (
    ENDED,
    STAGES,
    TRANSITIONS,
    Figures,
    Narrow,
    PlanState,
    Stage,
    Want,
)
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.plans import PlansFilter
from muniment.web.tables import Cell, Column, Table, as_csv, show
from muniment.web.views import todo
from muniment.web.words import count, day

PLANS = ("Action plans", "/governance/plans/")
COLOURS = {PlanState.DRAFT: "blue", PlanState.AGREED: "green", PlanState.CLOSED: "grey"}
STAGE_COLOURS = {
    Stage.NOT_STARTED: "grey",
    Stage.UNDER_WAY: "blue",
    Stage.UNDER_REVIEW: "purple",
    Stage.MAINTAIN: "turquoise",
    Stage.DONE: "green",
    Stage.DROPPED: "grey",
}


def plans(request: Request) -> HttpResponseBase:
    """The plans of the body, the latest period first."""
    form, today = PlansFilter(request.GET or None), civil_date(request.now)
    narrow = form.narrow()
    found: dict[int, Figures] = {}
    table = Table(
        request,
        _columns(found),
        queries.plans(request.actor, **narrow),
        order="-period",
        caption=PLANS[0],
        prepare=lambda some: found.update(queries.figures_of_plans(request.actor, some, today)),
    )
    return show(
        request,
        "plans/plans.html",
        table,
        name="action-plans",
        filters=form,
        narrowed=any(narrow.values()),
        adds=bool(queries.managed(request.actor)),
        figures=figures_of(queries.figures(request.actor, today)),
    )


def _columns(found: Mapping[int, Figures]) -> list[Column[Any]]:
    return [
        Column("title", "Plan", _title, "sort_key"),
        Column("period", "Period", period_of, "starts_on"),
        Column("unit", "Unit", lambda one: one.unit.name, "unit__name"),
        Column("owner", "Owner", lambda one: one.owner.name, "owner__name"),
        Column("state", "State", state_of, "state"),
        Column("open", "Open", lambda one: _open(one, found[one.pk]), numeric=True),
        Column("overdue", "Overdue", lambda one: _overdue(one, found[one.pk]), numeric=True),
    ]


def _title(one: Any) -> Cell:
    return Cell(one.title, reverse("plan", args=[one.reference]), note=one.reference)


def period_of(one: Any) -> str:
    """The period of a plan in words."""
    return rules.period_in_words(one.starts_on, one.ends_on)


def state_of(one: Any) -> Cell:
    """How a plan stands, as a tag."""
    state = PlanState(one.state)
    return Cell(state.label, tag=COLOURS[state])


def _open(one: Any, found: Figures) -> Cell:
    return Cell(
        str(found.open),
        reverse("actions", query={"plan": one.reference}),
        note=f"of {found.actions}",
    )


def _overdue(one: Any, found: Figures) -> Cell:
    if not found.overdue:
        return Cell("0")
    to = reverse("actions", query={"plan": one.reference, "want": Want.OVERDUE.value})
    return Cell(str(found.overdue), to)


def figures_of(found: Figures, **here: Any) -> list[todo.Figure]:
    """The figures of some actions, each leading to its rows. `here`: what they are narrowed by."""
    share = f"{found.share:.0f}% of what is open" if found.share is not None else ""
    late = f", {found.median_late:g} days late at the median" if found.median_late else ""
    return [
        todo.figure("Open", found.open, "actions", note=f"of {found.actions} in all", **here),
        todo.figure(
            "Overdue",
            found.overdue,
            "actions",
            urgent=True,
            note=share + late,
            want=Want.OVERDUE,
            **here,
        ),
        todo.figure("Without a date", found.undated, "actions", want=Want.UNDATED, **here),
        todo.figure("With nobody here", found.unowned, "actions", want=Want.UNOWNED, **here),
    ]


def stages_of(found: Figures, **here: str) -> list[dict[str, Any]]:
    """How many actions are in each stage, each leading to its rows."""
    return [
        {
            "label": STAGES[stage],
            "count": many,
            "href": reverse(
                "actions", query={**here, "stage": stage.value, "want": Want.ALL.value}
            ),
        }
        for stage, many in found.stages.items()
        if many
    ]


def plan(request: Request, reference: str) -> HttpResponseBase:
    """One plan, laid out by outcome and objective, or as a CSV file in four columns."""
    one = queries.plan_named(request.actor, reference)
    if request.GET.get("format") == "csv":
        return _as_csv(request, one)
    today, here = civil_date(request.now), {"plan": one.reference}
    found = queries.figures(request.actor, today, narrow=Narrow(plan=one.reference))
    return render(
        request,
        "plans/plan.html",
        one=one,
        period=period_of(one),
        state=state_of(one),
        deeds=deeds_of(request, one),
        figures=figures_of(found, **here),
        stages=stages_of(found, **here),
        rows=rows_of(request, one),
        crumbs=crumbs(PLANS),
    )


def _as_csv(request: Request, one: Any) -> HttpResponseBase:
    whole = request.GET.get("columns") == "all"
    rows = queries.four_columns(request.actor, one, whole=whole)
    heads = [rules.COLUMNS[name] for name in (rules.COLUMNS if whole else rules.FOUR)]
    lines = ([sheets.cell(row[head]) for head in heads] for row in rows)
    return as_csv((line for some in ([heads], lines) for line in some), "action-plan")


def print_plan(request: Request, reference: str) -> HttpResponseBase:
    """One plan in four columns, for paper."""
    one = queries.plan_named(request.actor, reference)
    return render(
        request,
        "plans/print.html",
        one=one,
        period=period_of(one),
        rows=rows_of(request, one),
        today=civil_date(request.now),
        crumbs=crumbs(PLANS, (one.title, reverse("plan", args=[one.reference]))),
    )


def deeds_of(request: Request, one: Any) -> dict[str, bool]:
    """What the reader may do with a plan, as it stands."""
    keeps, state = queries.keeps_plan(request.actor, one), PlanState(one.state)
    found = {deed: keeps and (state, deed) in TRANSITIONS for deed in ("agree", "close", "reopen")}
    return {**found, "change": keeps and state is not PlanState.CLOSED}


def rows_of(request: Request, one: Any) -> list[dict[str, Any]]:
    """The rows of a plan as it is laid out: one for each action, its outcome and objective where
    they begin, with how many rows they go on."""
    branches = queries.laid_out(request.actor, one)
    some = [each for outcome in branches for under in outcome.objectives for each in under.actions]
    labels, today = queries.labels_of(some), civil_date(request.now)
    found: list[dict[str, Any]] = []
    for outcome in branches:
        spans = [max(1, len(each.actions)) for each in outcome.objectives]
        first = {"outcome": outcome, "outcome_rows": sum(spans) or 1}
        for under, span in zip(outcome.objectives, spans, strict=True):
            begins = {**first, "objective": under, "objective_rows": span}
            first = {}
            shown_here = [shown(each, labels, today) for each in under.actions]
            for each in shown_here or [{}]:
                found.append({**begins, "action": each})
                begins = {}
        if first:
            found.append({**first, "action": None})
    return found


def shown(one: Any, labels: Mapping[int, str], today: Any) -> dict[str, Any]:
    """An action as a plan shows it."""
    late = rules.days_late(one.next_on, today)
    return {
        "one": one,
        "owner": one.owner.name if one.owner else one.answers,
        "status": labels[one.pk],
        "tag": STAGE_COLOURS[Stage(one.stage)],
        "due": due_in_words(one),
        "late": f"{count(late, 'day')} late" if late else "",
    }


def due_in_words(one: Any) -> str:
    """When an action is due, or looked at next; blank where it has ended or names no day."""
    if one.stage in ENDED:
        return f"Ended on {day(one.ended_on)}"
    if one.next_on is None:
        return ""
    return f"{'Next check' if one.stage == Stage.MAINTAIN else 'Due'} {day(one.next_on)}"
