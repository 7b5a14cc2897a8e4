"""Incidents: reported by anybody, read by those who handle them, and the clock of breaches."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.incidents import actions, queries, rules
from muniment.governance.incidents.types import (
    CheckDraft,
    FindingsDraft,
    LessonDraft,
    ReportDraft,
    TriageDraft,
    Want,
)

router = Router(tags=["incidents"])
SEE, HANDLE = Permission.INCIDENTS_SEE, Permission.INCIDENTS_HANDLE
Text = Annotated[str, Field(max_length=10_000)]
Short = Annotated[str, Field(max_length=300)]
# Written out: schemas have one name each in the description, and other rooms have kinds and stages.
KindOf = Literal["lost", "damaged", "misdirected", "intrusion", "destroyed", "near_miss", "other"]
StageOf = Literal["reported", "triaged", "investigating", "putting_right", "checking", "closed"]
Wanted = Literal[
    "",
    "all",
    "mine",
    "untriaged",
    "breach",
    "clock",
    "overdue",
    "near_miss",
    "check_due",
    "orphaned",
    "closed",
]
Seen = Annotated[int, Field(ge=1, le=2**31)] | None


class IncidentReport(Given):
    """What happened. `kind`: lost, damaged, misdirected, intrusion, destroyed, near_miss or other;
    `personal_data`: yes, no or unsure; `unit`: your own without it; `concerns`: references of
    records, folders, boxes and information assets, with spaces between them."""

    what: Text
    kind: Short
    personal_data: Short = "unsure"
    noticed_on: date | None = None
    unit: Short = ""
    concerns: Annotated[str, Field(max_length=1000)] = ""


class IncidentTriage(Given):
    """How bad it is, who handles it, and whether it is a personal data breach (null: not known yet,
    the clock runs). What is not sent stays as it was reported."""

    severity: Short
    handler: Short
    breach: bool | None = None
    kind: Short = ""
    unit: Short = ""
    asset: Short = ""
    aware_at: datetime | None = None
    why: Text = ""
    seen: Seen = None


class IncidentFindings(Given):
    """What the investigation found; what is not sent is empty."""

    cause: Text = ""
    factors: Text = ""
    spoken_to: Text = ""
    salvage: Text = ""
    salvage_outcome: Text = ""
    seen: Seen = None


class IncidentAdvance(Given):
    """`deed`: investigate, put_right or check; `check_on`: the day of the check."""

    deed: Short
    check_on: date | None = None
    seen: Seen = None


class IncidentCheck(Given):
    """Whether it worked, and what was found."""

    worked: bool
    found: Text
    checked_on: date | None = None
    seen: Seen = None


class IncidentClosing(Given):
    """A lesson for others, or why there is none."""

    title: Short = ""
    words: Text = ""
    none_why: Text = ""
    seen: Seen = None


class IncidentReopening(Given):
    """Why it did not work."""

    why: Text
    seen: Seen = None


class OwnReport(Schema):
    """What you reported, and how far it is."""

    reference: str
    kind: str
    stage: str
    what: str
    reported_at: datetime


class IncidentLine(Schema):
    """An incident in the list. `handler` by reference; `clock`: how that of a breach stands."""

    reference: str
    kind: str
    stage: str
    severity: str
    unit: str
    handler: str
    reported_at: datetime
    breach: bool | None
    limit_at: datetime | None
    clock: str


class IncidentStay(Schema):
    """How long it was in a stage, and by whom it came there."""

    stage: str
    since: datetime
    until: datetime | None
    by: str


class IncidentStep(Schema):
    """Something that was done, why, and what was said."""

    at: datetime
    by: str
    deed: str
    why: str
    said: dict[str, str]


class IncidentShown(IncidentLine):
    """An incident whole."""

    version: int
    what: str
    personal_data: str
    noticed_on: date
    concerns: list[str]
    asset: str
    aware_at: datetime | None
    notify: bool | None
    told_at: datetime | None
    authority_reference: str
    tell_people: bool | None
    people_told_at: datetime | None
    cause: str
    factors: str
    spoken_to: str
    salvage: str
    salvage_outcome: str
    no_task_why: str
    check_on: date | None
    checked_on: date | None
    check_found: str
    closed_at: datetime | None
    alerts: list[int]
    lessons: list[str]
    stays: list[IncidentStay]
    steps: list[IncidentStep]


class StageCounted(Schema):
    """How many are in a stage, and how old the oldest is."""

    stage: str
    number: int
    oldest_days: int


class IncidentFigures(Schema):
    """Reports since a day and for every 1,000 staff, near misses among them; breaches that were to
    be notified, and those that were in time; what was closed, and with a cause and a check; what
    is open, whose clock runs, and whose has passed."""

    on: date
    since: date
    staff: int
    reports: int
    near_misses: int
    per_thousand: float | None
    notifiable: int
    notified_in_time: int
    closed: int
    closed_whole: int
    open: int
    running: int
    overdue: int
    stages: list[StageCounted]


@operation(router, "POST", "/incidents", needs=ANYBODY, answer=OwnReport, status=201)
def report_incident(request: Request, given: IncidentReport) -> Any:
    """Report a loss, damage, a breach or a near miss. Anybody who works here may."""
    draft = ReportDraft(**given.model_dump())
    return _own(actions.report(request.actor, draft, now=request.now))


def _own(one: Any) -> OwnReport:
    return OwnReport(**{name: getattr(one, name) for name in OwnReport.model_fields})


@operation(router, "GET", "/incidents/mine", needs=ANYBODY, answer=Page[OwnReport])
def list_own_reports(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """What you reported, and how far it is, the latest first."""
    some = list(_from(queries.own(request.actor), after)[: limit + 1])
    return page(request, some, limit, _own, lambda one: one.reference)


def _from(found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """What follows the incident with this reference, the latest first."""
    if not after:
        return found
    place = found.filter(reference=after).values_list("reported_at", "pk").first()
    if place is None:
        raise Refused(Reason("after", "There is no such place in this list.", "after"))
    at, number = place
    return found.filter(Q(reported_at__lt=at) | Q(reported_at=at, pk__lt=number))


@operation(router, "GET", "/incidents", needs=SEE, answer=Page[IncidentLine])
def list_incidents(
    request: Request,
    want: Wanted = "",
    unit: Annotated[str, Query(max_length=100)] = "",
    kind: KindOf | None = None,
    stage: StageOf | None = None,
    words: Annotated[str, Query(max_length=1000)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The incidents that you may read, the latest first: of a unit and those below it."""
    narrow = {"unit": unit, "kind": kind or "", "stage": stage or "", "words": words}
    found = queries.incidents(request.actor, Want(want), **narrow, now=request.now)
    some = list(_from(found, after)[: limit + 1])
    return page(request, some, limit, lambda one: _line(request, one), lambda one: one.reference)


def _said(request: Request, one: Any) -> dict[str, Any]:
    names = ("reference", "kind", "stage", "severity", "reported_at", "breach", "limit_at")
    return {
        **{name: getattr(one, name) for name in names},
        "unit": one.unit.reference,
        "handler": one.handler.reference if one.handler else "",
        "clock": rules.state_of(one.clock, request.now).value,
    }


def _line(request: Request, one: Any) -> IncidentLine:
    return IncidentLine(**_said(request, one))


@operation(router, "GET", "/incidents/figures", needs=SEE, answer=IncidentFigures)
def count_incidents(
    request: Request,
    unit: Annotated[str, Query(max_length=100)] = "",
    since: date | None = None,
) -> Any:
    """Reports, breaches and closings since a day (a year ago), over what you may read."""
    today = civil_date(request.now)
    found = queries.figures(request.actor, today, since=since, unit=unit, now=request.now)
    names = [name for name in found.__slots__ if name != "stages"]
    return IncidentFigures(
        **{name: getattr(found, name) for name in names},
        per_thousand=found.per_thousand,
        stages=[
            StageCounted(stage=one.stage, number=one.number, oldest_days=one.oldest_days)
            for one in found.stages
        ],
    )


@operation(router, "GET", "/incidents/{reference}", needs=SEE, answer=IncidentShown)
def get_incident(request: Request, reference: str) -> Any:
    """One incident: its clock, what was found, its stages and its story."""
    return shown(request, queries.incident_named(request.actor, reference))


OWN = (
    *("version", "what", "personal_data", "noticed_on", "concerns", "asset", "aware_at", "notify"),
    *("told_at", "authority_reference", "tell_people", "people_told_at", "cause", "factors"),
    *("spoken_to", "salvage", "salvage_outcome", "no_task_why", "check_on", "checked_on"),
    *("check_found", "closed_at"),
)


def shown(request: Request, one: Any) -> IncidentShown:
    """An incident whole, as it is answered."""
    return IncidentShown(
        **_said(request, one),
        **{name: getattr(one, name) for name in OWN},
        alerts=[each.hours for each in queries.alerts(one)],
        lessons=[each.reference for each in queries.lessons_of(one)],
        stays=[
            IncidentStay(stage=each.stage, since=each.since, until=each.until, by=each.by)
            for each in queries.stays(one)
        ],
        steps=[_step(each) for each in queries.steps(one)],
    )


def _step(one: Any) -> IncidentStep:
    said = {name: str(value) for name, value in one.said.items()}
    return IncidentStep(at=one.at, by=one.by, deed=one.deed, why=one.why, said=said)


@operation(router, "POST", "/incidents/{reference}/triage", needs=HANDLE, answer=IncidentLine)
def triage_incident(request: Request, reference: str, given: IncidentTriage) -> Any:
    """Say how bad it is, who handles it, and whether it is a personal data breach."""
    one = queries.incident_named(request.actor, reference)
    said = given.model_dump(exclude={"seen"})
    said |= {"kind": given.kind or one.kind, "unit": given.unit or one.unit.reference}
    done = actions.triage(
        request.actor, reference, TriageDraft(**said), seen=given.seen, now=request.now
    )
    return _line(request, done)


@operation(router, "PUT", "/incidents/{reference}/findings", needs=HANDLE, answer=IncidentShown)
def set_findings(request: Request, reference: str, given: IncidentFindings) -> Any:
    """Say what the investigation found."""
    draft = FindingsDraft(**given.model_dump(exclude={"seen"}))
    return shown(
        request, actions.find(request.actor, reference, draft, seen=given.seen, now=request.now)
    )


@operation(router, "POST", "/incidents/{reference}/advance", needs=HANDLE, answer=IncidentShown)
def advance_incident(request: Request, reference: str, given: IncidentAdvance) -> Any:
    """Have an incident go on to the next stage."""
    return shown(
        request, actions.advance(request.actor, reference, **given.model_dump(), now=request.now)
    )


@operation(router, "POST", "/incidents/{reference}/check", needs=HANDLE, answer=IncidentShown)
def check_incident(request: Request, reference: str, given: IncidentCheck) -> Any:
    """Say whether what was done has worked. Where it has not, it is investigated again."""
    draft = CheckDraft(**given.model_dump(exclude={"seen"}))
    return shown(
        request, actions.check(request.actor, reference, draft, seen=given.seen, now=request.now)
    )


@operation(router, "POST", "/incidents/{reference}/close", needs=HANDLE, answer=IncidentShown)
def close_incident_case(request: Request, reference: str, given: IncidentClosing) -> Any:
    """Close an incident, with a lesson for others or a reason why there is none."""
    draft = LessonDraft(**given.model_dump(exclude={"seen"}))
    return shown(
        request, actions.close(request.actor, reference, draft, seen=given.seen, now=request.now)
    )


@operation(router, "POST", "/incidents/{reference}/reopen", needs=HANDLE, answer=IncidentShown)
def reopen_incident(request: Request, reference: str, given: IncidentReopening) -> Any:
    """Open an incident again, since what was done did not work."""
    return shown(
        request, actions.reopen(request.actor, reference, **given.model_dump(), now=request.now)
    )
