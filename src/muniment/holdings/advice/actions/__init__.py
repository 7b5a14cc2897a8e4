"""Learning from what people filed, taking a suggestion, and filing by a rule that somebody set."""

from muniment.holdings.advice.actions.learning import forget, learn, take_suggestion
from muniment.holdings.advice.actions.ruling import end_rule, set_rule
from muniment.holdings.advice.actions.sorting import confirm, file_by_rule, put_back, sort

__all__ = [
    "confirm",
    "end_rule",
    "file_by_rule",
    "forget",
    "learn",
    "put_back",
    "set_rule",
    "sort",
    "take_suggestion",
]
