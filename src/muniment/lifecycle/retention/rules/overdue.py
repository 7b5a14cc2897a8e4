"""What is kept longer than it has to be: how long it is overdue, why it is still there, what it
costs (UK GDPR art. 5(1)(e): no longer than is necessary)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from muniment.foundation.kernel.dates import PeriodUnit, add_period
from muniment.foundation.kernel.errors import Reason

GIGABYTE = 10**9
# The columns of the report, in order.
COLUMNS = ("class", "title", "unit", "owner", "overdue", "why", "records", "bytes", "pounds_a_year")
MOST = Decimal("100000")


class Age(StrEnum):
    """How long something is past its date."""

    MONTH = "up to 1 month"
    YEAR = "up to 1 year"
    THREE_YEARS = "up to 3 years"
    MORE = "more than 3 years"


_BOUNDS: tuple[tuple[Age, int, PeriodUnit], ...] = (
    (Age.MONTH, 1, "months"),
    (Age.YEAR, 1, "years"),
    (Age.THREE_YEARS, 3, "years"),
)


class Why(StrEnum):
    """Why something overdue is still there."""

    FAILED = "its destruction failed"
    IN_REVIEW = "it is in a review"
    ON_HOLD = "it is on hold"
    RULE_ENDED = "its rule has run out"
    TRANSFER = "it waits to be transferred"
    UNPROPOSED = "nobody has proposed it"


@dataclass(frozen=True, slots=True)
class Volume:
    """How much: records, and the bytes of their content."""

    records: int = 0
    size: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        return Volume(self.records + other.records, self.size + other.size)

    def __sub__(self, other: "Volume") -> "Volume":
        return Volume(self.records - other.records, self.size - other.size)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue in one class for one owner, of one age and for one reason."""

    file_class: str
    title: str
    unit: str
    owner: str
    age: Age
    why: Why
    volume: Volume


def first_days(today: date) -> list[tuple[Age, date]]:
    """The first due date of each age but the last, the youngest age first: what was due on it or
    later is of that age on the civil date `today`."""
    return [(age, _first_day(today, count, unit)) for age, count, unit in _BOUNDS]


def _first_day(today: date, count: int, unit: PeriodUnit) -> date:
    # From a day that is certainly too early: months and years are never longer than this.
    longest = timedelta(days=count * (31 if unit == "months" else 366) + 1)
    day = today - longest
    while add_period(day, count, unit) < today:
        day += timedelta(days=1)
    return day


def summed(lines: Iterable[Overdue], of: Callable[[Overdue], str]) -> list[tuple[str, Volume]]:
    """The lines added up by what `of` says of each, the most records first."""
    found: dict[str, Volume] = {}
    for one in lines:
        found[of(one)] = found.get(of(one), Volume()) + one.volume
    return sorted(found.items(), key=lambda pair: (-pair[1].records, pair[0]))


def cost_of(size: int, rate: Decimal) -> Decimal:
    """What `size` bytes cost in a year, in pounds and pence, at `rate` pounds for a GB and year."""
    return (Decimal(size) * rate / GIGABYTE).quantize(Decimal("0.01"), ROUND_HALF_UP)


def line_cells(one: Overdue, rate: Decimal | None) -> dict[str, object]:
    """One line of the report as a row of `COLUMNS`. `rate`: pounds for a GB and year, if known."""
    return {
        "class": one.file_class,
        "title": one.title,
        "unit": one.unit,
        "owner": one.owner,
        "overdue": one.age.value,
        "why": one.why.value,
        "records": one.volume.records,
        "bytes": one.volume.size,
        "pounds_a_year": "" if rate is None else str(cost_of(one.volume.size, rate)),
    }


def ends_of_months(days: Iterable[date], months: int) -> list[date]:
    """The last of the days in each month that has one, in so many months up to the latest day."""
    last = {one.year * 12 + one.month: one for one in sorted(days)}
    return [one for month, one in last.items() if month > max(last) - months]


def reasons_not_to_set_cost(
    rate: Decimal, basis: str, before: tuple[Decimal, str] | None
) -> list[Reason]:
    """Why `rate` pounds for a GB and year, as `basis` explains, cannot be the cost of storage."""
    reasons = []
    if not rate.is_finite() or not 0 <= rate <= MOST or rate != rate.quantize(Decimal("0.0001")):
        said = "Enter pounds from 0 to 100,000, such as 0.25, with at most four decimals."
        reasons.append(Reason("cost", said, "rate"))
    if not basis.strip() or len(basis) > 500:
        said = "Say in at most 500 letters what the figure is made of."
        reasons.append(Reason("basis", said, "basis"))
    if not reasons and before == (rate, basis.strip()):
        reasons.append(Reason("same", "That is the cost already."))
    return reasons
