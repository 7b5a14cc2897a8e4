"""The only place that reads the clock. Verbs are handed `now`; doors and workers ask here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CIVIL = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, in UTC, with its zone."""
    return datetime.now(UTC)  # noqa: TID251


def civil_date(moment: datetime) -> date:
    """The calendar date in the United Kingdom at `moment` (which must carry a zone)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone has no civil date")
    return moment.astimezone(CIVIL).date()


def today() -> date:
    """The present calendar date in the United Kingdom."""
    return civil_date(now())
