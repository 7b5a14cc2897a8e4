"""Pure arithmetic of indicators: periods, adding up along the tree of units, and standing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from muniment.assurance.indicators.types import (
    FEW,
    Better,
    Every,
    Indicator,
    Measure,
    Period,
    Stands,
    Tally,
)
from muniment.foundation.kernel.errors import Reason

WHY = 500  # letters
NEAR = Decimal("0.1")  # of the target
ONE_OF = {"records": "record", "entries": "entry", "days": "day"}
LOW, HIGH = Decimal("0.5"), Decimal(2)  # of what others have


def period_of(day: date, every: Every) -> Period:
    """The month, or the quarter of the financial year, that a day falls in."""
    if every is Every.MONTH:
        first = day.replace(day=1)
        return Period(f"{first:%Y-%m}", first, _after(first, 1) - timedelta(days=1))
    number = (day.month - 4) % 12 // 3 + 1
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    year = first.year if first.month >= 4 else first.year - 1
    label = f"{year}-{(year + 1) % 100:02d} Q{number}"
    return Period(label, first, _after(first, 3) - timedelta(days=1))


def _after(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def period_named(label: str, every: Every) -> Period:
    """The period with this label. Raises ValueError."""
    if every is Every.MONTH:
        return period_of(date.fromisoformat(f"{label}-01"), every)
    year, number = int(label[:4]), int(label[-1])
    first = _after(date(year, 4, 1), 3 * (number - 1))
    found = period_of(first, every)
    if found.label != label:
        raise ValueError(f"no such quarter: {label}")
    return found


def months_before(day: date, months: int) -> date:
    """The day so many months before; the last of the month where it has no such day."""
    first = _after(day.replace(day=1), -months)
    return min(first + timedelta(days=day.day - 1), _after(first, 1) - timedelta(days=1))


def before(period: Period, every: Every) -> Period:
    """The period before this one."""
    return period_of(period.first - timedelta(days=1), every)


def latest(today: date, every: Every, count: int) -> list[Period]:
    """The last periods that have ended by a day, the latest first."""
    found = [before(period_of(today, every), every)]
    while len(found) < count:
        found.append(before(found[-1], every))
    return found


def rolled_up(
    tallies: Mapping[str, Tally], lineages: Mapping[str, Sequence[str]]
) -> dict[str, Tally]:
    """What was counted in each unit and all below it, and in the whole body (blank). What belongs
    to no unit that there is counts for the whole body alone. `lineages`: each unit with all above
    it, itself among them."""
    found: dict[str, Tally] = {"": Tally(), **{unit: Tally() for unit in lineages}}
    for unit, tally in tallies.items():
        for one in {"", *lineages.get(unit, ())}:
            found[one] = found[one] + tally
    return found


def value_of(indicator: Indicator, tally: Tally) -> Decimal | None:
    """The figure, to four places; None where there was nothing to count over."""
    match indicator.measure:
        case Measure.COUNT:
            return _rounded(Decimal(tally.numerator))
        case Measure.MEDIAN:
            return _rounded(median(map(Decimal, tally.values))) if tally.values else None
        case Measure.PERCENT:
            return _divided(100 * Decimal(tally.numerator), tally.denominator)
        case _:
            return _divided(Decimal(tally.numerator), tally.denominator)


def _divided(number: Decimal, over: Decimal | int) -> Decimal | None:
    return _rounded(number / Decimal(over)) if over else None


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def counted(tally: Tally, measure: Measure) -> tuple[Decimal, Decimal]:
    """What is kept as numerator and denominator: of a median, it and how many values."""
    if measure is Measure.MEDIAN:
        middle = median(map(Decimal, tally.values)) if tally.values else Decimal(0)
        return _rounded(middle), Decimal(len(tally.values))
    return Decimal(tally.numerator), Decimal(tally.denominator)


def too_few(indicator: Indicator, people: int) -> bool:
    """Whether so few people are in a unit that nothing is said of what they did."""
    return indicator.of_people and people < FEW


def stands(
    indicator: Indicator, value: Decimal | None, target: Decimal | None, peers: Decimal | None
) -> Stands:
    """How a figure stands: it has met its target, is within a tenth of it, or has missed it. What
    is compared stands between half and twice the median of the others."""
    if value is None:
        return Stands.NO_DATA
    if indicator.better is Better.COMPARED:
        return _beside(value, peers)
    if indicator.better is Better.NEITHER or target is None:
        return Stands.NO_TARGET
    short = target - value if indicator.better is Better.UP else value - target
    if short <= 0:
        return Stands.MET
    return Stands.NEAR if short <= abs(target) * NEAR else Stands.MISSED


def _beside(value: Decimal, peers: Decimal | None) -> Stands:
    if peers is None:
        return Stands.NO_TARGET
    return Stands.MET if LOW * peers <= value <= HIGH * peers else Stands.MISSED


def median_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The median of the values that there are; None of none."""
    there = [one for one in values if one is not None]
    return _rounded(median(there)) if there else None


def reasons_not_to_aim(indicator: Indicator, target: Decimal | None, why: str) -> list[Reason]:
    """Why a target is not set so."""
    found = []
    if indicator.better in (Better.COMPARED, Better.NEITHER):
        found.append(Reason("code", f"{indicator.name} has no target.", "code"))
    if target is None or not target.is_finite() or not 0 <= target <= 10**9:
        found.append(Reason("target", "Give a number that is not below 0.", "target"))
    elif indicator.measure is Measure.PERCENT and target > 100:
        found.append(Reason("target", "Give at most 100 per cent.", "target"))
    if not why.strip():
        found.append(Reason("why", "Say why.", "why"))
    elif len(why.strip()) > WHY:
        found.append(Reason("why", f"Use at most {WHY} letters.", "why"))
    return found


def in_words(indicator: Indicator, value: Decimal | None) -> str:
    """A figure as people read it: `93.4%`, `12 days`, `0.08`."""
    if value is None:
        return "No data"
    plain = f"{value:.1f}" if indicator.measure is not Measure.RATIO else f"{value:.2f}"
    bare = plain.rstrip("0").rstrip(".") if "." in plain else plain
    grouped = f"{Decimal(bare):,}"
    if indicator.measure is Measure.PERCENT:
        return f"{grouped}%"
    unit = ONE_OF.get(indicator.unit, indicator.unit) if bare == "1" else indicator.unit
    return f"{grouped} {unit}".strip()
