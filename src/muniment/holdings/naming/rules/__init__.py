"""Pure decisions about titles: what is wrong with one, what would be right, how good it is."""

from muniment.holdings.naming.rules.checking import example, faults
from muniment.holdings.naming.rules.detecting import personal_data
from muniment.holdings.naming.rules.inheriting import (
    in_force,
    judged,
    looked_at,
    origin_words,
    reasons_not_to_ask,
)
from muniment.holdings.naming.rules.scoring import score
from muniment.holdings.naming.rules.suggesting import suggest

__all__ = [
    "example",
    "faults",
    "in_force",
    "judged",
    "looked_at",
    "origin_words",
    "personal_data",
    "reasons_not_to_ask",
    "score",
    "suggest",
]
