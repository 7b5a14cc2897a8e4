"""Pure decisions of search: folding words, reading queries, weighing, choosing passages."""

from muniment.holdings.search.rules.certifying import reasons_not_to_certify
from muniment.holdings.search.rules.folding import BODY_WORDS, index_terms, words_of
from muniment.holdings.search.rules.keys import NUMBER, key_of, latest, spans
from muniment.holdings.search.rules.noting import PATIENCE, last_week, shared, words_of_week
from muniment.holdings.search.rules.parsing import parse, seen
from muniment.holdings.search.rules.passages import LOOKED_AT, passage, sought
from muniment.holdings.search.rules.saving import (
    KNOWN,
    LONGEST_TEXT,
    floor_of,
    newly_found,
    reasons_not_to_keep,
    reasons_not_to_share,
    words_of_found,
    words_of_sharing,
)
from muniment.holdings.search.rules.spelling import neighbours, respelled, retyped, typed_words
from muniment.holdings.search.rules.terms import as_words, span
from muniment.holdings.search.rules.weighing import marks, packed, telling
from muniment.holdings.search.rules.within import lines_found

__all__ = [
    "BODY_WORDS",
    "KNOWN",
    "LONGEST_TEXT",
    "LOOKED_AT",
    "NUMBER",
    "PATIENCE",
    "as_words",
    "floor_of",
    "index_terms",
    "key_of",
    "last_week",
    "latest",
    "lines_found",
    "marks",
    "neighbours",
    "newly_found",
    "packed",
    "parse",
    "passage",
    "reasons_not_to_certify",
    "reasons_not_to_keep",
    "reasons_not_to_share",
    "respelled",
    "retyped",
    "seen",
    "shared",
    "sought",
    "span",
    "spans",
    "telling",
    "typed_words",
    "words_of",
    "words_of_found",
    "words_of_sharing",
    "words_of_week",
]
