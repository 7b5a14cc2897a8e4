"""Pure decisions about the directory."""

from muniment.people.directory.rules.confirming import (
    REMINDERS,
    due_on,
    last_told,
    latest_due,
    latest_lapsed,
    standing,
    words_of_notice,
)
from muniment.people.directory.rules.entries import (
    missing,
    percent,
    reasons_not_to_change,
    reasons_not_to_set,
    reasons_of_level,
    reasons_of_reason,
)
from muniment.people.directory.rules.reading import MOST_ROWS, columns_of, read_rows
from muniment.people.directory.rules.stewards import overlaps, reasons_not_to_name
from muniment.people.directory.rules.suggesting import DAYS, LEAST, reason, since

__all__ = [
    "DAYS",
    "LEAST",
    "MOST_ROWS",
    "REMINDERS",
    "columns_of",
    "due_on",
    "last_told",
    "latest_due",
    "latest_lapsed",
    "missing",
    "overlaps",
    "percent",
    "read_rows",
    "reason",
    "reasons_not_to_change",
    "reasons_not_to_name",
    "reasons_not_to_set",
    "reasons_of_level",
    "reasons_of_reason",
    "since",
    "standing",
    "words_of_notice",
]
