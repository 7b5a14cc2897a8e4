"""Pure decisions of search: folding words, reading queries, choosing passages."""

from muniment.holdings.search.rules.folding import BODY_WORDS, index_terms, words_of
from muniment.holdings.search.rules.parsing import parse, seen
from muniment.holdings.search.rules.passages import passage, sought

__all__ = ["BODY_WORDS", "index_terms", "parse", "passage", "seen", "sought", "words_of"]
