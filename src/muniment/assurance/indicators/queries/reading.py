"""Figures as their reader may see them, and counting them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from muniment.assurance.indicators import rules
from muniment.assurance.indicators.models import Answering, Measured, Target
from muniment.assurance.indicators.queries.formulas import FORMULAS
from muniment.assurance.indicators.queries.of_holdings import people_by_unit
from muniment.assurance.indicators.types import (
    PERIODS_SHOWN,
    Better,
    Indicator,
    Line,
    Period,
    Reading,
    Tally,
)
from muniment.assurance.indicators.types.catalogue import BY_CODE, INDICATORS
from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason


def sees(actor: Profile) -> bool:
    """Whether the actor may read figures at all: those of the whole body and of their own units."""
    return access_rules.may(actor, Permission.INDICATORS_SEE)


def units_seen(actor: Profile) -> set[str]:
    """The units (by reference) whose figures the actor may read: their own and those above it, and
    all over which they have oversight; blank: the whole body."""
    if not sees(actor):
        return set()
    found = {"", *actor.unit_lineage}
    for unit, above in access.unit_lineages().items():
        if access_rules.may(actor, Permission.INDICATORS_OVERSEE, Place(units=above)):
            found.add(unit)
    return found


def manages(actor: Profile) -> bool:
    """Whether the actor sets targets and says who answers for which indicator."""
    return access_rules.may(actor, Permission.INDICATORS_MANAGE, Place())


def indicator_named(code: str) -> Indicator:
    """The indicator with this code. Raises NotFound."""
    found = BY_CODE.get(code.strip().upper())
    if found is None:
        raise NotFound("indicator", code)
    return found


def require_unit(actor: Profile, unit: str) -> str:
    """The unit, where the actor may read its figures. Raises NotFound, NotPermitted."""
    if unit and unit not in access.unit_lineages():
        raise NotFound("unit", unit)
    if unit not in units_seen(actor):
        said = "The figures of that unit are for its people and for those who oversee it."
        raise NotPermitted(Reason("not_permitted", said))
    return unit


def counted(indicator: Indicator, period: Period) -> dict[str, Tally]:
    """What was counted of every unit with all below it, and of the whole body (blank)."""
    own = FORMULAS[indicator.code](period)
    if indicator.whole:
        return {"": sum(own.values(), Tally())}
    return rules.rolled_up(own, access.unit_lineages())


def people_below() -> dict[str, int]:
    """How many people work in each unit and all below it, and in the whole body (blank)."""
    own = {unit: Tally(count) for unit, count in people_by_unit().items()}
    found = rules.rolled_up(own, access.unit_lineages())
    return {unit: int(tally.numerator) for unit, tally in found.items()}


def readings(actor: Profile, code: str, *, unit: str = "") -> list[Reading]:
    """The figures of an indicator for a unit (blank: the whole body), the latest first. Raises
    NotFound, NotPermitted."""
    indicator = indicator_named(code)
    require_unit(actor, unit)
    rows = Measured.objects.filter(code=indicator.code, unit=unit).order_by("-first")
    return [as_reading(one) for one in rows[: 4 * PERIODS_SHOWN]]


def as_reading(row: Measured) -> Reading:
    """A stored figure as a value."""
    return Reading(
        code=row.code,
        unit=row.unit,
        period=Period(row.period, row.first, row.last),
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        version=row.version,
        at=row.at,
        final=row.final,
        note=row.note,
    )


def scorecard(
    actor: Profile, *, unit: str = "", codes: Iterable[str] = (), upto: date | None = None
) -> list[Line]:
    """Every indicator with its latest figure for a unit, how it stands, and the figures before.
    `upto`: only final figures of periods that had ended by that day, so that a report says again
    later what it said. Raises NotFound, NotPermitted."""
    require_unit(actor, unit)
    chosen = [BY_CODE[code] for code in codes if code in BY_CODE] or list(INDICATORS)
    history = _history([one.code for one in chosen], unit, upto)
    targets, owners = _targets(unit, upto), _owners()
    peers = _peers(history, chosen)
    found = []
    for one in chosen:
        if one.whole and unit:
            continue
        past = history.get(one.code, ())
        latest = past[0] if past else None
        target = targets.get(one.code, one.target)
        value = latest.value if latest else None
        beside = peers.get(one.code)
        found.append(
            Line(
                indicator=one,
                reading=latest,
                target=target,
                stands=rules.stands(one, value, target, beside),
                before=past[1] if len(past) > 1 else None,
                peers=beside,
                owner=owners.get(one.code, ""),
                history=tuple(past[:PERIODS_SHOWN]),
            )
        )
    return found


def _history(codes: Sequence[str], unit: str, upto: date | None) -> dict[str, tuple[Reading, ...]]:
    rows = Measured.objects.filter(unit=unit, code__in=codes).order_by("code", "-first")
    rows = rows.filter(final=True, last__lte=upto) if upto else rows
    found: dict[str, list[Reading]] = defaultdict(list)
    for row in rows:
        found[row.code].append(as_reading(row))
    return {code: tuple(some) for code, some in found.items()}


def _targets(unit: str, upto: date | None = None) -> dict[str, Decimal]:
    """What a unit aims at: what was set for it last, or for the nearest unit above it, or for the
    whole body."""
    chain = [unit, *access.unit_lineages().get(unit, ())[1:], ""] if unit else [""]
    rows = Target.objects.filter(unit__in=chain).order_by("set_at", "pk")
    rows = rows.filter(set_at__date__lte=upto) if upto else rows
    newest = {(one.code, one.unit): one.value for one in rows}
    found: dict[str, Decimal] = {}
    for of in reversed(chain):
        found |= {code: value for (code, each), value in newest.items() if each == of}
    return found


def _owners() -> dict[str, str]:
    rows = Answering.objects.select_related("person").order_by("set_at", "pk")
    return {one.code: one.person.name for one in rows if one.person.is_active}


def _peers(
    history: Mapping[str, Sequence[Reading]], chosen: Sequence[Indicator]
) -> dict[str, Decimal | None]:
    """The median of the units that have records of their own, for what is compared."""
    found = {}
    for one in chosen:
        past = history.get(one.code, ())
        if one.better is Better.COMPARED and past:
            rows = Measured.objects.filter(code=one.code, period=past[0].period.label)
            found[one.code] = rules.median_of(rows.exclude(unit="").values_list("value", flat=True))
    return found


def by_unit(actor: Profile, code: str, period: str = "") -> list[Reading]:
    """The figures of every unit that the actor may read, for one period (blank: the latest), by
    unit. Raises NotFound."""
    indicator = indicator_named(code)
    seen = units_seen(actor) - {""}
    rows = Measured.objects.filter(code=indicator.code).exclude(unit="")
    last = rows.order_by("-first").values_list("period", flat=True).first()
    wanted = rows.filter(period=period or last or "").order_by("unit")
    return [as_reading(one) for one in wanted if one.unit in seen]


def targets_of(code: str) -> QuerySet[Target]:
    """What was aimed at, the newest first."""
    return Target.objects.filter(code=code).order_by("-set_at", "-pk")


def stored(codes: Iterable[str], periods: Iterable[str], *, final: bool) -> set[tuple[str, str]]:
    """Which of these indicators have a figure of the whole body for which of these periods."""
    rows = Measured.objects.filter(code__in=list(codes), period__in=list(periods), unit="")
    return set(rows.filter(final=final).values_list("code", "period"))
