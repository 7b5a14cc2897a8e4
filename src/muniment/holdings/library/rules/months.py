"""Months in which use is counted."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def year_before(day: date) -> date:
    """The first day of the twelve months of which this day's is the last."""
    whole = day.year * 12 + day.month - 1 - 11
    return date(whole // 12, whole % 12 + 1, 1)


def cost_of_each(cost: Decimal | None, opened: int) -> Decimal | None:
    """What one use came to, in pounds; None where it was not used, or the cost is not known."""
    if cost is None or not opened:
        return None
    return (cost / opened).quantize(Decimal("0.01"), ROUND_HALF_UP)
