"""Schedules as documents: the list, one with its editions, and what can be done to it."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types.schedules import (
    UNDER_WAY,
    EditionState,
    ScheduleState,
    ScheduleTerms,
)
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.schedules import (
    NewScheduleForm,
    ScheduleFilter,
    ScheduleForm,
    StartForm,
    state_in_words,
)
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
COLOURS = {
    EditionState.DRAFT: "grey",
    EditionState.CONSULTATION: "yellow",
    EditionState.APPROVED: "blue",
    EditionState.PUBLISHED: "green",
    EditionState.SUPERSEDED: "grey",
    EditionState.WITHDRAWN: "red",
}


def tagged(state: str) -> Cell:
    """The state of an edition as a tag."""
    return Cell(state_in_words(state), tag=COLOURS[EditionState(state)])


def _under_way(one: Any) -> Cell:
    if one.state == ScheduleState.WITHDRAWN:
        return Cell("Withdrawn", tag="red")
    if one.under_way:
        return tagged(one.under_way)
    return Cell("")


def _columns() -> list[Column[Any]]:
    units = access.names_of_units()
    return [
        Column(
            "code",
            "Schedule",
            lambda one: Cell(one.code, reverse("schedule", args=[one.code]), note=one.title),
            "code",
        ),
        Column(
            "owner", "Whose", lambda one: units.get(one.owner_unit, "") or one.area, "owner_unit"
        ),
        Column(
            "edition",
            "In force",
            lambda one: f"Edition {one.in_force}" if one.in_force else "None yet",
            tight=True,
        ),
        Column("rules", "Rules", lambda one: str(one.ruling), numeric=True),
        Column("under_way", "Under way", _under_way),
    ]


def schedules(request: Request) -> HttpResponseBase:
    """Every schedule."""
    form = ScheduleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.schedules().filter(state=wanted.get("state") or ScheduleState.ACTIVE)
    if words := wanted.get("words"):
        named = Q(code__icontains=words) | Q(title__icontains=words) | Q(area__icontains=words)
        rows = rows.filter(named)
    if wanted.get("unit"):
        rows = rows.filter(owner_unit=wanted["unit"])
    manages = P.RETENTION_MANAGE in request.actor.permissions
    return show(
        request,
        "list.html",
        Table(
            request,
            _columns(),
            rows,
            order="code",
            caption="Schedules",
            empty="No schedules here. Rules can be kept without one.",
        ),
        name="schedules",
        title="Schedules",
        intro=["A schedule is a document with editions. Its rules change through them alone."],
        filters=form,
        one="schedule",
        action={"href": reverse("open_schedule"), "text": "Open a schedule"} if manages else None,
        crumbs=crumbs(LIFECYCLE, RULES),
    )


RULES = ("Retention schedule", "/lifecycle/rules/")


def way(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way back to the schedules, and on."""
    return crumbs(LIFECYCLE, RULES, ("Schedules", reverse("schedules")), *more)


def schedule(request: Request, reference: str) -> HttpResponseBase:
    """One schedule: what it is for, and its editions."""
    found: Any = queries.schedule_named(reference)
    editions = list(queries.editions(reference))
    shown = _shown(editions)
    return render(
        request,
        "lifecycle/schedule.html",
        one=found,
        rows=_facts(found),
        editions=[(one, tagged(one.state), _when(one)) for one in editions],
        governed=queries.clauses_of(shown),
        plain=_plain(request, found.purpose),
        shown=shown,
        withdrawn=found.state == ScheduleState.WITHDRAWN,
        crumbs=way(),
    )


def _plain(request: Request, purpose: str) -> dict[str, Any] | None:
    """How plain the purpose is, for whoever may write it."""
    if not purpose or P.RETENTION_MANAGE not in request.actor.permissions:
        return None
    found = rules.plainness(purpose)
    return {"words": rules.plainness_in_words(found), "found": found}


def _shown(editions: list[Any]) -> Any:
    """The edition whose policy clauses the page shows: that in force, or the one under way."""
    by_state = {one.state: one for one in reversed(editions)}
    wanted = (EditionState.PUBLISHED, *sorted(UNDER_WAY))
    return next((by_state[state] for state in wanted if state in by_state), None)


def _facts(found: Any) -> list[dict[str, str]]:
    rows = [
        {"label": "What it is for", "text": found.purpose},
        {
            "label": "Unit",
            "text": access.names_of_units([found.owner_unit]).get(
                found.owner_unit, found.owner_unit
            ),
        },
        {"label": "Business area", "text": found.area},
        {"label": "Withdrawn", "text": day(found.withdrawn_at), "note": found.reason},
    ]
    rules = {
        "label": "Rules in force",
        "text": count(found.ruling, "rule"),
    }
    return [*(one for one in rows if one["text"]), *_model(found.code), rules]


def _model(code: str) -> list[dict[str, str]]:
    """The model that the schedule follows, with the way to where it differs from it."""
    last = queries.taken_over(code)
    if last is None:
        return []
    return [
        {
            "label": "Model",
            "text": f"{last.provider}, version {last.version}",
            "href": reverse("model_differences", args=[code]),
            "note": "See where we differ from it",
        }
    ]


def _when(one: Any) -> str:
    """What happened to an edition last, and when."""
    last = (
        (one.ended_at, "Until"),
        (one.published_at, "In force since"),
        (one.approved_at, "Approved on"),
        (one.started_at, "Begun on"),
    )
    return next(f"{word} {day(at)}" for at, word in last if at)


def open_schedule(request: Request) -> HttpResponseBase:
    """Open a schedule."""

    def do(values: dict[str, Any]) -> HttpResponse:
        code = values.pop("code")
        actions.open_schedule(request.actor, code, ScheduleTerms(**values), now=request.now)
        return see_other(request, "schedule", "The schedule is open. Begin an edition.", code)

    return ask(
        request,
        filled(request, NewScheduleForm),
        do,
        title="Open a schedule",
        button="Open schedule",
        back=reverse("schedules"),
        crumbs=way(),
    )


def change_schedule(request: Request, reference: str) -> HttpResponseBase:
    """Change what a schedule is called and for."""
    found: Any = queries.schedule_named(reference)
    names = ("title", "purpose", "owner_unit", "area")

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_schedule(request.actor, reference, ScheduleTerms(**values), now=request.now)
        return see_other(request, "schedule", "The schedule has been changed.", reference)

    return ask(
        request,
        filled(request, ScheduleForm, initial={name: getattr(found, name) for name in names}),
        do,
        title="Change a schedule",
        caption=f"{found.code} {found.title}",
        button="Save schedule",
        back=reverse("schedule", args=[reference]),
        crumbs=way((found.code, reverse("schedule", args=[reference]))),
    )


def withdraw_schedule(request: Request, reference: str) -> HttpResponseBase:
    """Withdraw a schedule."""
    found: Any = queries.schedule_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw_schedule(request.actor, reference, **values, now=request.now)
        return see_other(request, "schedule", "The schedule has been withdrawn.", reference)

    rules = count(found.ruling, "rule")
    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Withdraw a schedule",
        caption=f"{found.code} {found.title}",
        button="Withdraw schedule",
        warning=f"{sentence(rules)} will be retired. What {'it' if found.ruling == 1 else 'they'} "
        "dated is kept until its class has another rule; disposal reviews that are under way "
        "destroy nothing of it.",
        back=reverse("schedule", args=[reference]),
        crumbs=way((found.code, reverse("schedule", args=[reference]))),
    )


def start_edition(request: Request, reference: str) -> HttpResponseBase:
    """Begin the next edition of a schedule."""
    found: Any = queries.schedule_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.start_edition(request.actor, reference, **values, now=request.now)
        said = f"Edition {made.number} is a draft now."
        return see_other(request, "edition", said, reference, made.number)

    return ask(
        request,
        filled(request, StartForm),
        do,
        title="Begin an edition",
        caption=f"{found.code} {found.title}",
        button="Begin edition",
        intro=[
            f"It begins with the rules of edition {found.in_force}."
            if found.in_force
            else "It begins without rules. They can be written or imported.",
            "Until it is published, nothing is dated by it.",
        ],
        back=reverse("schedule", args=[reference]),
        crumbs=way((found.code, reverse("schedule", args=[reference]))),
    )
