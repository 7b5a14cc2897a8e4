"""How figures, dates and sizes are written on the pages."""

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.languages import NAMES

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date | datetime | None) -> str:
    """`5 April 2026`, in civil time; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(CIVIL).date()
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_of(text: str) -> str:
    """`5 April 2026` for 2026-04-05, as certificates and the audit log write it."""
    return day(date.fromisoformat(text))


def as_day(text: str) -> str:
    """A day in words where the text is a day as the database writes it; any other text as it is."""
    try:
        return day_of(text) if len(text) == 10 and text[4] == text[7] == "-" else text
    except ValueError:
        return text


def moment(value: datetime | None) -> str:
    """`5 April 2026 at 2:05pm`, in civil time; empty for None."""
    if value is None:
        return ""
    local = value.astimezone(CIVIL)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)} at {local.hour % 12 or 12}:{local.minute:02}{half}"


def size(count: int | None) -> str:
    """`1.4 MB`, in units of a thousand bytes; empty for None."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} {'byte' if count == 1 else 'bytes'}"
    amount = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.5 or unit == "TB":
            break
    return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}"


def number(value: int) -> str:
    """`12,345`."""
    return f"{value:,}"


def pounds(value: Decimal) -> str:
    """`1,234.50`: at least two decimals, and four where they say something."""
    text = f"{value:,.4f}"
    return text[:-2] if text.endswith("00") else text.rstrip("0")


def language(code: str) -> str:
    """`Welsh` for cy."""
    return NAMES.get(code, code)


def count(value: int, one: str, many: str = "") -> str:
    """`1 record`, `12 records`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def span(seconds: float) -> str:
    """`30 seconds`, `5 minutes`: whole ones, rounded up."""
    if seconds < 120:
        return count(math.ceil(seconds), "second")
    return count(math.ceil(seconds / 60), "minute")


def sentence(code: str) -> str:
    """`information_request` as `Information request`."""
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "day_of": day_of,
    "as_day": as_day,
    "moment": moment,
    "size": size,
    "number": number,
    "pounds": pounds,
    "count": count,
    "sentence": sentence,
    "language": language,
}
