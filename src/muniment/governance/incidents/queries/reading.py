"""Incidents and what was done about them: all that an actor may see, and what is their own."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.incidents.models import Alert, Incident, Step, Task
from muniment.governance.incidents.types import Concern, Facts, Kind, Stage, Want


@dataclass(frozen=True, slots=True)
class Stay:
    """How long an incident was in a stage: since when, until when (None: still), and by whom."""

    stage: Stage
    since: datetime
    until: datetime | None
    by: str


def every() -> QuerySet[Incident]:
    """Every incident, the latest first."""
    return Incident.objects.select_related("unit", "handler", "reporter").order_by(
        "-reported_at", "-pk"
    )


def sees(actor: Profile) -> bool:
    """Whether the actor may read incidents of any unit."""
    return access_rules.may(actor, Permission.INCIDENTS_SEE)


def handles(actor: Profile, unit: str = "") -> bool:
    """Whether the actor may handle incidents of this unit (by reference; blank: of any)."""
    place = Place(units=access.unit_lineages().get(unit, ())) if unit else None
    return access_rules.may(actor, Permission.INCIDENTS_HANDLE, place)


def visible(actor: Profile) -> QuerySet[Incident]:
    """Every incident that the actor may read whole: those of the units that their role reaches."""
    if not sees(actor):
        return every().none()
    seen = [
        unit
        for unit, above in access.unit_lineages().items()
        if access_rules.may(actor, Permission.INCIDENTS_SEE, Place(units=above))
    ]
    return every().filter(unit__reference__in=seen)


def own(actor: Profile) -> QuerySet[Incident]:
    """What the actor has reported."""
    return every().filter(reporter__reference=actor.reference)


def incidents(
    actor: Profile,
    want: Want = Want.OPEN,
    *,
    unit: str = "",
    kind: str = "",
    stage: str = "",
    words: str = "",
    now: datetime,
) -> QuerySet[Incident]:
    """The incidents that the actor may read and wants to see, the latest first: of this unit (by
    reference) and those below it, of this kind, in this stage, with all these words (or the
    beginnings of words) in the report."""
    found = visible(actor)
    if unit:
        found = found.filter(unit__reference__in=_below(unit))
    if kind:
        found = found.filter(kind=kind)
    if stage:
        found = found.filter(stage=stage)
    for word in words_of(words):
        found = found.filter(words__contains=f" {word}")
    return found.filter(_wanted(actor, want, now))


def _below(unit: str) -> list[str]:
    return [one for one, above in access.unit_lineages().items() if unit in above]


def _wanted(actor: Profile, want: Want, now: datetime) -> Q:
    match want:
        case Want.ALL:
            return Q()
        case Want.MINE:
            return ~Q(stage=Stage.CLOSED) & Q(handler__reference=actor.reference)
        case Want.UNTRIAGED:
            return Q(stage=Stage.REPORTED)
        case Want.BREACH:
            return Q(breach=True)
        case Want.CLOCK:
            return ticking()
        case Want.OVERDUE:
            return ticking() & Q(limit_at__lt=now)
        case Want.NEAR_MISS:
            return Q(kind=Kind.NEAR_MISS)
        case Want.CHECK_DUE:
            due = Q(stage=Stage.CHECKING, check_on__lte=civil_date(now))
            return due & Q(checked_on=None)
        case Want.ORPHANED:
            return ~Q(stage=Stage.CLOSED) & Q(handler__is_active=False)
        case Want.CLOSED:
            return Q(stage=Stage.CLOSED)
        case _:
            return ~Q(stage=Stage.CLOSED)


def ticking() -> Q:
    """The condition that somebody still has to decide about a possible breach, or to tell the
    authority of it. `Clock.runs` says the same of one."""
    possible = Q(aware_at__isnull=False) & (Q(breach=True) | Q(breach=None))
    undecided = Q(notify=True) | Q(notify=None)
    return possible & undecided & Q(told_at=None)


def incident_named(actor: Profile, reference: str) -> Incident:
    """The incident with this reference. Raises NotFound where the actor may not read it whole."""
    return _named(visible(actor), reference)


def own_named(actor: Profile, reference: str) -> Incident:
    """The same of what the actor has reported: they see what they said, and how far it is."""
    return _named(own(actor), reference)


def _named(rows: QuerySet[Incident], reference: str) -> Incident:
    found = rows.filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("incident", reference)
    return found


def steps(one: Incident) -> QuerySet[Step]:
    """All that was done to an incident, the latest first."""
    return one.steps.order_by("-number")


def stays(one: Incident) -> list[Stay]:
    """How long an incident was in each stage, from the first."""
    found: list[Stay] = []
    for step in one.steps.order_by("number"):
        if found and found[-1].stage == step.stage:
            continue
        if found:
            found[-1] = Stay(found[-1].stage, found[-1].since, step.at, found[-1].by)
        found.append(Stay(Stage(step.stage), step.at, None, step.by))
    return found


def alerts(one: Incident) -> QuerySet[Alert]:
    """The warnings that the clock gave, the latest first."""
    return one.alerts.order_by("-at", "-hours")


def tasks(one: Incident) -> QuerySet[Task]:
    """The corrective actions of an incident, in the order in which they are due."""
    return one.tasks.select_related("person").order_by("due_on", "pk")


def own_tasks(actor: Profile) -> QuerySet[Task]:
    """The corrective actions that the actor is to do and has not done, the first due first."""
    rows = Task.objects.filter(person__reference=actor.reference, done_at=None, dropped_at=None)
    return rows.select_related("incident").order_by("due_on", "pk")


def task_named(actor: Profile, reference: str) -> Task:
    """A corrective action that is the actor's own, or of an incident that they may read whole.
    Raises NotFound."""
    mine = Q(person__reference=actor.reference)
    rows = Task.objects.select_related("incident", "person", "incident__unit")
    allowed = mine | Q(incident__in=visible(actor).order_by().values("pk"))
    found = rows.filter(allowed, reference=normalise(reference)).first()
    if found is None:
        raise NotFound("corrective action", reference)
    return found


def facts_of(one: Incident) -> Facts:
    """What rules ask of an incident that is to go on."""
    rows = one.tasks.all()
    done = rows.filter(done_at__isnull=False)
    if one.reopened_at is not None:
        # What was done before did not work: it takes another action.
        done = done.filter(done_at__gt=one.reopened_at)
    return Facts(
        stage=Stage(one.stage),
        kind=Kind(one.kind),
        cause=one.cause,
        salvage=one.salvage,
        salvage_outcome=one.salvage_outcome,
        tasks_open=rows.filter(done_at=None, dropped_at=None).count(),
        tasks_done=done.count(),
        no_task_why=one.no_task_why,
        checked=one.checked_on is not None,
        breach=one.breach,
        possible_breach=one.personal_data != Concern.NO or one.aware_at is not None,
        notify=one.notify,
        authority_told=one.told_at is not None,
        tell_people=one.tell_people,
        people_told=one.people_told_at is not None,
    )
