"""The register of incidents, the page of one, and what somebody reported themselves."""

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.governance.incidents import queries
from muniment.governance.incidents.types import Figures, Kind, LessonState, Severity, Stage, Want
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.incidents import IncidentsFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import incident_facts as said_of
from muniment.web.views import todo
from muniment.web.words import count, day, moment

REGISTER = ("Incidents", "/governance/incidents/")
MINE = ("Reports by me", "/governance/incidents/mine/")
SHOWN = 90  # letters of a report in a list


def incidents(request: Request) -> HttpResponseBase:
    """The incidents that the reader may see, narrowed as they like."""
    form = IncidentsFilter(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    narrow = {name: said.get(name, "") for name in ("unit", "kind", "stage", "words")}
    want, now = Want(said.get("want", "")), request.now
    rows = queries.incidents(request.actor, want, **narrow, now=now)
    table = Table(
        request, _columns(now), rows, order="-reported", caption=REGISTER[0], exported=_whole(now)
    )
    figures = queries.figures(request.actor, civil_date(now), unit=narrow["unit"], now=now)
    return show(
        request,
        "incidents/incidents.html",
        table,
        name="incidents",
        filters=form,
        figures=_figures(figures, narrow["unit"]),
        stages=_stages(figures, narrow["unit"]),
        rates=_rates(figures, narrow["unit"]),
        narrowed=want != Want.OPEN or any(narrow.values()),
        waiting=queries.to_judge(request.actor).count(),
    )


def _figures(found: Figures, unit: str) -> list[todo.Figure]:
    here: dict[str, Any] = {"unit": unit} if unit else {}
    new = next((each.number for each in found.stages if each.stage is Stage.REPORTED), 0)
    late = "Decision or notification overdue"
    return [
        todo.figure("Open", found.open, "incidents", note=_oldest(found), **here),
        todo.figure("To be triaged", new, "incidents", urgent=True, want=Want.UNTRIAGED, **here),
        todo.figure("The clock is running", found.running, "incidents", want=Want.CLOCK, **here),
        todo.figure(late, found.overdue, "incidents", urgent=True, want=Want.OVERDUE, **here),
    ]


def _oldest(found: Figures) -> str:
    days = max((each.oldest_days for each in found.stages), default=0)
    return f"The oldest for {count(days, 'day')}" if days else ""


def _stages(found: Figures, unit: str) -> list[dict[str, str]]:
    """How many are open in each stage, and how old the oldest of them is."""
    here = {"unit": unit} if unit else {}
    return [
        {
            "label": one.stage.label,
            "text": f"{one.number:,}, the oldest reported {_ago(one.oldest_days)}",
            "href": reverse("incidents", query={"stage": one.stage.value, **here}),
        }
        for one in found.stages
    ]


def _ago(days: int) -> str:
    return f"{count(days, 'day')} ago" if days else "today"


def _rows(want: Want, unit: str) -> str:
    return reverse("incidents", query={"want": want.value, **({"unit": unit} if unit else {})})


def _rates(found: Figures, unit: str) -> list[dict[str, str]]:
    """The figures of losses and breaches over a year, in words."""
    thousand = "nobody works there"
    if found.staff:
        thousand = f"{found.per_thousand:,} for every 1,000 staff"
    return [
        {
            "href": _rows(Want.ALL, unit),
            "label": f"Reports since {day(found.since)}",
            "text": f"{found.reports:,}, {thousand}; {found.near_misses:,} of them near misses",
        },
        {
            "href": _rows(Want.BREACH, unit),
            "label": "Breaches notified within the limit",
            "text": f"{found.notified_in_time:,} of {found.notifiable:,}",
        },
        {
            "href": _rows(Want.CLOSED, unit),
            "label": "Closed with a cause and a check that it worked",
            "text": f"{found.closed_whole:,} of {found.closed:,}",
        },
    ]


def _columns(now: datetime) -> list[Column[Any]]:
    return [
        Column("reported", "Incident", _reference, "reported_at"),
        Column("unit", "Unit", lambda one: one.unit.name, "unit__name"),
        Column("severity", "Severity", _severity),
        Column("stage", "Stage", said_of.stage_of, "stage"),
        Column("clock", "Clock", lambda one: said_of.clock_of(one, now), "limit_at"),
        Column("handler", "Handler", _handler, "handler__name"),
    ]


def _whole(now: datetime) -> list[Column[Any]]:
    return [
        Column("reference", "Reference", lambda one: one.reference),
        Column("kind", "Kind", lambda one: Kind(one.kind).label),
        Column("what", "What happened", lambda one: one.what),
        Column("when", "Reported", lambda one: moment(one.reported_at)),
        *_columns(now)[1:],
        Column("limit", "Limit", lambda one: moment(one.limit_at)),
        Column("told", "Authority told", lambda one: moment(one.told_at)),
        Column("closed", "Closed", lambda one: moment(one.closed_at)),
    ]


def _reference(one: Any) -> Cell:
    words = one.what
    if len(words) > SHOWN:
        words = f"{words[:SHOWN].rpartition(' ')[0] or words[:SHOWN]}…"
    note = f"{Kind(one.kind).label}, {moment(one.reported_at)}. {words}"
    return Cell(one.reference, reverse("incident_case", args=[one.reference]), note=note)


def _severity(one: Any) -> str:
    return Severity(one.severity).label if one.severity else ""


def _handler(one: Any) -> Cell:
    if one.handler is None:
        return Cell("")
    return Cell(one.handler.name, note="" if one.handler.is_active else "Has left")


def incident_case(request: Request, reference: str) -> HttpResponseBase:
    """One incident: whole for those who may read it, and for its reporter how far it is."""
    try:
        one = queries.incident_named(request.actor, reference)
    except NotFound:
        return _own(request, queries.own_named(request.actor, reference))
    return render(
        request,
        "incidents/incident.html",
        one=one,
        kind=Kind(one.kind).label,
        stage=said_of.stage_of(one),
        clock=said_of.clock_in_words(one, request.now),
        deeds=said_of.deeds(request, one),
        facts=said_of.facts(one),
        concerns=one.concerns,
        found=said_of.found_out(one),
        tasks=_tasks(request, one),
        lessons=_lessons(one),
        stays=said_of.stays(one, request.now),
        alerts=list(queries.alerts(one)),
        story=said_of.story(one),
        crumbs=crumbs(REGISTER),
    )


def _own(request: Request, one: Any) -> HttpResponseBase:
    return render(
        request,
        "incidents/own.html",
        one=one,
        kind=Kind(one.kind).label,
        stage=said_of.stage_of(one),
        next=said_of.NEXT[Stage(one.stage)],
        crumbs=crumbs(MINE),
    )


def _tasks(request: Request, one: Any) -> list[dict[str, Any]]:
    today, handles = civil_date(request.now), queries.handles(request.actor, one.unit.reference)
    return [
        {
            "what": each.what,
            "who": each.person.name,
            "due": day(each.due_on),
            "words": each.settled_words,
            "state": _task_state(each, today),
            "finish": _address("finish_incident_task", each, handles),
            "drop": _address("drop_incident_task", each, handles),
        }
        for each in queries.tasks(one)
    ]


def _task_state(task: Any, today: Any) -> Cell:
    if task.done_at is not None:
        return Cell("Done", tag="green")
    if task.dropped_at is not None:
        return Cell("Dropped", tag="grey")
    return Cell("Overdue", tag="red") if task.due_on < today else Cell("To do", tag="blue")


def _address(route: str, task: Any, handles: bool) -> str:
    settled = task.done_at is not None or task.dropped_at is not None
    return reverse(route, args=[task.reference]) if handles and not settled else ""


def _lessons(one: Any) -> list[dict[str, Any]]:
    rows = []
    for each in queries.lessons_of(one):
        state = LessonState(each.state)
        href = reverse("lesson", args=[each.reference])
        tag = Cell(state.label, tag=said_of.LESSON_COLOURS[state])
        rows.append({"title": each.title, "href": href, "state": tag})
    return rows


def my_incidents(request: Request) -> HttpResponseBase:
    """What somebody reported, how far it is, and which corrective actions are theirs."""
    columns: list[Column[Any]] = [
        Column("reported", "Report", _own_reference, "reported_at"),
        Column("kind", "Kind", lambda one: Kind(one.kind).label, "kind"),
        Column("stage", "Stage", said_of.stage_of, "stage"),
        Column("next", "What happens next", lambda one: said_of.NEXT[Stage(one.stage)]),
    ]
    rows = queries.own(request.actor)
    table = Table(request, columns, rows, order="-reported", caption=MINE[0])
    today = civil_date(request.now)
    tasks = [
        {
            "what": each.what,
            "of": f"{each.incident.reference}, {Kind(each.incident.kind).label.lower()}",
            "due": day(each.due_on),
            "state": _task_state(each, today),
            "finish": reverse("finish_incident_task", args=[each.reference]),
        }
        for each in queries.own_tasks(request.actor)
    ]
    return show(request, "incidents/mine.html", table, name="my-reports", tasks=tasks)


def _own_reference(one: Any) -> Cell:
    address = reverse("incident_case", args=[one.reference])
    return Cell(one.reference, address, note=moment(one.reported_at))
