"""Folding text to words. Done here and not in the database, so that both databases agree."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.foundation.kernel.words import MARKS as MARKS
from muniment.foundation.kernel.words import WORD_LENGTH as WORD_LENGTH
from muniment.foundation.kernel.words import fold as fold
from muniment.foundation.kernel.words import words_of as words_of

BODY_WORDS = 15_000  # words of a record's text kept in order; PostgreSQL counts no further
TAIL_WORDS = 50_000  # different words after those, found but not in phrases
TITLE_WORDS, PATH_WORDS = 200, 1_000
BUDGET = 950_000  # bytes of all that is kept of a record; PostgreSQL takes 2**20
OVERHEAD = 12  # bytes that PostgreSQL spends on a word besides its letters
GAP = "_"  # stands between words that are not neighbours; no word contains it


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a record as they are indexed, in order; `tail` in no order."""

    title: tuple[str, ...]
    path: tuple[str, ...]
    body: tuple[str, ...]
    tail: tuple[str, ...]


def index_terms(title: str, path: str, body: str) -> Terms:
    """The words that a record is found by, no more than either database can hold."""
    words = words_of(body)
    titled, placed = words_of(title)[:TITLE_WORDS], words_of(path)[:PATH_WORDS]
    # Those of title and path are kept twice: once more under the mark of their field.
    left = BUDGET - 2 * _cost(titled) - 2 * _cost(placed)
    head = words[: _fitting(words[:BODY_WORDS], left)]
    known = set(head)
    tail = sorted(set(words[len(head) :]) - known)[:TAIL_WORDS]
    spent = _cost(head)
    kept = tail[: _fitting(tail, left - spent, pairs=False)]
    return Terms(tuple(titled), tuple(placed), tuple(head), tuple(kept))


def _cost(words: Sequence[str]) -> int:
    """Bytes that words in order take, with their pairs, each counted as if it were new."""
    return sum(3 * len(word.encode()) + 2 * OVERHEAD for word in words)


def _fitting(words: Sequence[str], budget: int, *, pairs: bool = True) -> int:
    """How many of the words fit."""
    size = 3 if pairs else 1
    costs = (size * len(word.encode()) + 2 * OVERHEAD for word in words)
    running = itertools.accumulate(costs)
    return sum(1 for _ in itertools.takewhile(lambda spent: spent <= budget, running))
