"""The formulas: what is counted for each indicator, by unit, in few questions to the database.

A formula counts the whole body, whoever asks: what is shown of it is for the queries of the room to
say. It takes a period and gives what was counted in each unit by itself, not with those below.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta

from muniment.assurance.indicators.types import Period, Tally
from muniment.foundation.access import queries as access
from muniment.foundation.kernel.clock import CIVIL

Formula = Callable[[Period], Mapping[str, Tally]]
FORMULAS: dict[str, Formula] = {}


def formula(code: str) -> Callable[[Formula], Formula]:
    """Make a function the formula of an indicator."""

    def register(function: Formula) -> Formula:
        if code in FORMULAS:
            raise ValueError(f"{code} has a formula already")
        FORMULAS[code] = function
        return function

    return register


def moments(period: Period) -> tuple[datetime, datetime]:
    """The first moment of a period, and the first after it."""
    after = period.last + timedelta(days=1)
    return datetime.combine(period.first, time(), CIVIL), datetime.combine(after, time(), CIVIL)


def of_audiences(rows: Iterable[tuple[int, int, int]]) -> dict[str, Tally]:
    """Counts by audience (its number, numerator, denominator) as counts by the unit that owns."""
    listed = list(rows)
    places = access.places_of({audience for audience, _, _ in listed})
    found: dict[str, Tally] = defaultdict(Tally)
    for audience, numerator, denominator in listed:
        unit = next(iter(places[audience].units), "")
        found[unit] = found[unit] + Tally(numerator, denominator)
    return found


def whole(numerator: int, denominator: int) -> dict[str, Tally]:
    """A count of the whole body."""
    return {"": Tally(numerator, denominator)}
