"""How incidents stand: the figures of losses and breaches (K30), over what the actor may see."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Min, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import CIVIL, civil_date
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.queries.reading import ticking, visible
from muniment.governance.incidents.types import Counts, Figures, Kind, Stage

YEAR = timedelta(days=365)


def figures(
    actor: Profile,
    today: date,
    *,
    since: date | None = None,
    unit: str = "",
    now: datetime | None = None,
) -> Figures:
    """How incidents stand on a day, for a unit and those below it, or all that the actor may see:
    those reported or closed from `since` (a year ago) to that day, and those that are open. `now`:
    the moment by which clocks have passed; the beginning of that day where none is named."""
    start, moment = since or today - YEAR, now or _begin(today)
    units = _units(actor, unit)
    seen = visible(actor).filter(unit__reference__in=units).order_by()
    return Figures(
        on=today,
        since=start,
        staff=access.people().filter(is_active=True, unit__reference__in=units).count(),
        **_of_reports(seen.filter(**_between("reported_at", start, today)), moment),
        **_of_closed(seen.filter(**_between("closed_at", start, today))),
        **_of_open(seen, moment),
        stages=_stages(seen, today),
    )


def _units(actor: Profile, unit: str) -> list[str]:
    """The units that are counted: those that the actor reaches, of this one and below."""
    return [
        one
        for one, above in access.unit_lineages().items()
        if (not unit or unit in above)
        and access_rules.may(actor, Permission.INCIDENTS_SEE, Place(units=above))
    ]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CIVIL)


def _between(name: str, start: date, end: date) -> dict[str, datetime]:
    return {f"{name}__gte": _begin(start), f"{name}__lt": _begin(end + timedelta(days=1))}


def _of_reports(rows: QuerySet[Incident], now: datetime) -> dict[str, int]:
    # A breach whose hours still run is neither in time nor too late.
    judged = Q(breach=True, notify=True) & (Q(told_at__isnull=False) | Q(limit_at__lt=now))
    counted: dict[str, int] = rows.aggregate(
        reports=Count("pk"),
        near_misses=Count("pk", filter=Q(kind=Kind.NEAR_MISS)),
        notifiable=Count("pk", filter=judged),
        notified_in_time=Count("pk", filter=judged & Q(told_at__lte=F("limit_at"))),
    )
    return counted


def _of_closed(rows: QuerySet[Incident]) -> dict[str, int]:
    whole = Q(checked_on__isnull=False) & ~Q(cause="")
    counted: dict[str, int] = rows.aggregate(
        closed=Count("pk"), closed_whole=Count("pk", filter=whole)
    )
    return counted


def _of_open(rows: QuerySet[Incident], now: datetime) -> dict[str, int]:
    counted: dict[str, int] = rows.exclude(stage=Stage.CLOSED).aggregate(
        open=Count("pk"),
        running=Count("pk", filter=ticking()),
        overdue=Count("pk", filter=ticking() & Q(limit_at__lt=now)),
    )
    return counted


def _stages(rows: QuerySet[Incident], today: date) -> tuple[Counts, ...]:
    found: Sequence[tuple[str, int, datetime]] = list(
        rows.exclude(stage=Stage.CLOSED)
        .values_list("stage")
        .annotate(number=Count("pk"), oldest=Min("reported_at"))
    )
    by_stage = {stage: (number, oldest) for stage, number, oldest in found}
    return tuple(
        Counts(stage, number, (today - civil_date(oldest)).days)
        for stage in Stage
        if stage in by_stage
        for number, oldest in [by_stage[stage]]
    )
