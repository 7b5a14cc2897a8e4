"""Pure decisions about figures of mailboxes."""

from muniment.holdings.habits.rules.effects import effect, large_only, reasons_not_to_tell, side
from muniment.holdings.habits.rules.reading import columns_of, read_rows, size_of
from muniment.holdings.habits.rules.settling import limits_of, reasons_not_to_limit
from muniment.holdings.habits.rules.tips import (
    DAYS_OF_FILING,
    advice_for,
    reasons_not_to_choose,
)

__all__ = [
    "DAYS_OF_FILING",
    "advice_for",
    "columns_of",
    "effect",
    "large_only",
    "limits_of",
    "read_rows",
    "reasons_not_to_choose",
    "reasons_not_to_limit",
    "reasons_not_to_tell",
    "side",
    "size_of",
]
