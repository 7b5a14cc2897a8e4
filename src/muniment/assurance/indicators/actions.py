"""Verbs on indicators: counting them, and saying what is aimed at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from muniment.assurance.indicators import queries, rules
from muniment.assurance.indicators.models import Answering, Measured, Target
from muniment.assurance.indicators.types import (
    PERIODS_SHOWN,
    Indicator,
    Period,
    Tally,
)
from muniment.assurance.indicators.types.catalogue import INDICATORS
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.records.rules import printable

FEW_NOTE = "fewer than five people"
Counted = tuple[Indicator, Period, bool, list[Measured]]  # True: the period has ended


def measure(*, now: datetime) -> int | None:
    """Count every indicator: for good for each period that has ended and was not counted, and for
    the time being for the one that runs; how many figures are other than they were, None for none.
    What happened in a period can be counted later too, so that the last thirteen are; how things
    stood cannot, so that only the last is. Everything is counted first and then written at once:
    who writes meanwhile waits for the writing alone."""
    counted = [one for indicator in INDICATORS for one in _counted(indicator, now)]
    with transaction.atomic():
        made = sum(_write(indicator, period, rows) for indicator, period, _, rows in counted)
        if final := [one for one in counted if one[2]]:
            _tell_final(final, now)
    return made or None


def _counted(indicator: Indicator, now: datetime) -> Iterator[Counted]:
    """What is counted of an indicator, for each period that wants it."""
    today = civil_date(now)
    wanted = rules.latest(today, indicator.every, PERIODS_SHOWN if indicator.flow else 1)
    done = queries.stored([indicator.code], [one.label for one in wanted], final=True)
    for period in wanted:
        if (indicator.code, period.label) not in done:
            yield indicator, period, True, _figures(indicator, period, now, final=True)
    running = rules.period_of(today, indicator.every)
    yield indicator, running, False, _figures(indicator, running, now, final=False)


def _figures(indicator: Indicator, period: Period, now: datetime, *, final: bool) -> list[Measured]:
    tallies = queries.counted(indicator, period)
    people = queries.people_below() if indicator.of_people else {}
    return [
        _figure(indicator, period, unit, tally, people, now, final)
        for unit, tally in tallies.items()
        if unit == "" or _says_anything(tally)
    ]


def _write(indicator: Indicator, period: Period, made: list[Measured]) -> int:
    """Have the figures of a period be these; how many are other than they were. One that is as it
    was stays as it is, with the moment at which it was found so."""
    rows = Measured.objects.filter(code=indicator.code, period=period.label)
    if rows.filter(final=True).exists():
        return 0  # another run was quicker: what is for good stays
    before = {one.unit: _said(one) for one in rows}
    new = [one for one in made if before.get(one.unit) != _said(one)]
    gone = sorted(set(before) - {one.unit for one in made})
    for start in range(0, len(gone), 500):
        rows.filter(unit__in=gone[start : start + 500]).delete()
    Measured.objects.bulk_create(
        new,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["code", "unit", "period"],
        update_fields=["numerator", "denominator", "value", "version", "at", "final", "note"],
    )
    return len(new) + len(gone)


def _said(one: Measured) -> tuple[Decimal, Decimal, Decimal | None, int, bool, str]:
    return one.numerator, one.denominator, one.value, one.version, one.final, one.note


def _says_anything(tally: Tally) -> bool:
    return bool(tally.denominator or tally.values or tally.numerator)


def _figure(
    indicator: Indicator,
    period: Period,
    unit: str,
    tally: Tally,
    people: Mapping[str, int],
    now: datetime,
    final: bool,
) -> Measured:
    few = bool(unit) and rules.too_few(indicator, people.get(unit, 0))
    # Of too few people neither the figure nor what it is made of is kept.
    numerator, denominator = rules.counted(Tally() if few else tally, indicator.measure)
    return Measured(
        code=indicator.code,
        unit=unit,
        period=period.label,
        first=period.first,
        last=period.last,
        numerator=numerator,
        denominator=denominator,
        value=None if few else rules.value_of(indicator, tally),
        version=indicator.version,
        at=now,
        final=final,
        note=FEW_NOTE if few else "",
    )


def _tell_final(final: Sequence[Counted], now: datetime) -> None:
    """Tell the log which figures are for good now, with a digest of what they say."""
    said: list[JSON] = [
        [one.code, one.unit, one.period, str(one.numerator), str(one.denominator), one.version]
        for _, _, _, rows in final
        for one in rows
    ]
    periods: list[JSON] = [*sorted({period.label for _, period, _, _ in final})]
    detail: dict[str, JSON] = {
        "figures": len(said),
        "periods": periods,
        "digest": sha256(canonical_json(said).encode()).hexdigest(),
    }
    kind = "indicators:figures:written"
    record(EventDraft(kind, "system", "indicators:figures", detail=detail), at=now)


@verb("indicators:target:aim")
def aim(
    actor: Profile, code: str, target: Decimal | None, *, unit: str = "", why: str, now: datetime
) -> Target:
    """Set what the whole body (or a unit and those below it) aims at from now. Raises Refused with
    every reason."""
    access.require(actor, Permission.INDICATORS_MANAGE, at=Place())
    indicator = queries.indicator_named(code)
    wrong = rules.reasons_not_to_aim(indicator, target, why)
    if unit and unit not in access.unit_lineages():
        wrong.append(Reason("unit", f"There is no unit {unit[:60]}.", "unit"))
    if unit and indicator.whole:
        wrong.append(Reason("unit", "It is counted for the whole body alone.", "unit"))
    refuse_if(wrong)
    if target is None:
        raise AssertionError("reasons_not_to_aim says so")
    rows = Target.objects.filter(code=indicator.code, unit=unit).order_by("-set_at", "-pk")
    last = rows.first()
    before = last.value if last else (indicator.target if not unit else None)
    if before is not None and before == target:
        raise Refused(Reason("same", "That is the target already.", "target"))
    words = printable(" ".join(why.split()))
    made = Target.objects.create(
        code=indicator.code, unit=unit, value=target, why=words, set_by=actor.reference, set_at=now
    )
    detail: dict[str, JSON] = {"unit": unit, "target": str(target)}
    about = f"indicator:{indicator.code}"
    kind = "indicators:target:aimed"
    record(EventDraft(kind, actor.reference, about, reason=words, detail=detail), at=now)
    return made


@verb("indicators:owner:name")
def name_owner(actor: Profile, code: str, person: str, *, now: datetime) -> Answering:
    """Say who answers for an indicator from now (user name, e-mail or reference). Raises Refused
    where nobody who works here is meant, or they do already."""
    access.require(actor, Permission.INDICATORS_MANAGE, at=Place())
    indicator = queries.indicator_named(code)
    who = access.find_person(person) if person.strip() else None
    if who is None or not who.is_active:
        said = f"Nobody who works here has the user name, e-mail or reference “{person[:60]}”."
        raise Refused(Reason("person", said if person.strip() else "Name the person.", "person"))
    last = Answering.objects.filter(code=indicator.code).order_by("-set_at", "-pk").first()
    if last is not None and last.person_id == who.pk:
        raise Refused(Reason("same", "They answer for it already.", "person"))
    made = Answering.objects.create(
        code=indicator.code, person=who, set_by=actor.reference, set_at=now
    )
    detail: dict[str, JSON] = {"person": who.reference}
    about = f"indicator:{indicator.code}"
    record(EventDraft("indicators:owner:named", actor.reference, about, detail=detail), at=now)
    return made
