"""Pure decisions about figures of mailboxes."""

from muniment.holdings.habits.rules.effects import effect, large_only, reasons_not_to_tell, side
from muniment.holdings.habits.rules.pilots import (
    mean_of,
    reasons_not_to_answer,
    reasons_not_to_end,
    reasons_not_to_open,
    reasons_of_ways,
    ways_of,
)
from muniment.holdings.habits.rules.reading import columns_of, read_rows, size_of
from muniment.holdings.habits.rules.settling import limits_of, reasons_not_to_limit
from muniment.holdings.habits.rules.shares import (
    LEAST_RECORDS,
    a_year_before,
    reasons_not_to_act,
    reasons_not_to_finish,
    shares,
)
from muniment.holdings.habits.rules.tips import (
    DAYS_OF_FILING,
    advice_for,
    reasons_not_to_choose,
)

__all__ = [
    "DAYS_OF_FILING",
    "LEAST_RECORDS",
    "a_year_before",
    "advice_for",
    "columns_of",
    "effect",
    "large_only",
    "limits_of",
    "mean_of",
    "read_rows",
    "reasons_not_to_act",
    "reasons_not_to_answer",
    "reasons_not_to_choose",
    "reasons_not_to_end",
    "reasons_not_to_finish",
    "reasons_not_to_limit",
    "reasons_not_to_open",
    "reasons_not_to_tell",
    "reasons_of_ways",
    "shares",
    "side",
    "size_of",
    "ways_of",
]
