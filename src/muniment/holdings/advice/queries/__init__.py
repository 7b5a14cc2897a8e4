"""Suggestions for one reader, the rules that file by them, and what those have filed."""

from muniment.holdings.advice.queries.advising import (
    accuracy,
    edition,
    learnt_for,
    may_file,
    samples_of,
    suggestions,
    suggestions_for,
    words_of,
)
from muniment.holdings.advice.queries.previewing import foreseen
from muniment.holdings.advice.queries.sorting import (
    chosen_for,
    filed_as,
    filed_by_rule,
    rule_named,
    rules_in_force,
    standings,
    to_be_sorted,
)

__all__ = [
    "accuracy",
    "chosen_for",
    "edition",
    "filed_as",
    "filed_by_rule",
    "foreseen",
    "learnt_for",
    "may_file",
    "rule_named",
    "rules_in_force",
    "samples_of",
    "standings",
    "suggestions",
    "suggestions_for",
    "to_be_sorted",
    "words_of",
]
