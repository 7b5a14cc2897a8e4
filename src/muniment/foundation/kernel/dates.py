"""Date arithmetic for retention: pure, in civil dates, resolved later rather than earlier."""

import calendar
from datetime import date, timedelta
from typing import Literal

PeriodUnit = Literal["days", "months", "years"]
LAST_DATE = date(9999, 12, 31)


def add_period(start: date, count: int, unit: PeriodUnit) -> date:
    """The date on which a period of `count` `unit` that starts on `start` ends.

     Where the month has no such day the result is the first of the next month, so that nothing
     is ever let go a day early: 29 February + 1 year is 1 March; 31 January + 1 month is 1 March
    . A result past the year 9999 is 31 December 9999.

     Raises ValueError for a negative count or an unknown unit.
    """
    if count < 0:
        raise ValueError("a period cannot be negative")
    if unit == "days":
        return _plus_days(start, count)
    if unit == "months":
        return _plus_months(start, count)
    if unit == "years":
        return _plus_months(start, count * 12)
    raise ValueError(f"unknown unit of time: {unit}")


def _plus_days(start: date, days: int) -> date:
    if days > (LAST_DATE - start).days:
        return LAST_DATE
    return start + timedelta(days=days)


def _plus_months(start: date, months: int) -> date:
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > LAST_DATE.year:
        return LAST_DATE
    last = calendar.monthrange(year, month0 + 1)[1]
    if start.day <= last:
        return date(year, month0 + 1, start.day)
    return date(year, month0 + 1, last) + timedelta(days=1)
