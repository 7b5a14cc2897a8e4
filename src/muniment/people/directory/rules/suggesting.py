"""What somebody may know, going by what they file."""

from collections.abc import Iterable
from datetime import date, timedelta

DAYS = 180
LEAST = 10  # records; of fewer nothing is concluded


def since(today: date) -> date:
    """The first day of what is looked at: of a whole month, so that it can be said in a word."""
    return (today - timedelta(days=DAYS)).replace(day=1)


def reason(records: int, titles: Iterable[str], start: date) -> str:
    """Why something is suggested, with the figures. `titles`: of the class and those above it,
    the highest first."""
    where = " > ".join(titles)
    return f"You filed {records:,} records in {where} since {start:%B %Y}."
