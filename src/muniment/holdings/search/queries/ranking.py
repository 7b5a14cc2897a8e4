"""Putting what was found in order: what says most of what was asked for first, then the newest.

The order of what a reader sees depends on nothing that they do not see, and is the same on both
databases.
"""

import itertools
from collections import Counter
from collections.abc import Sequence

from muniment.holdings.search.queries.compiling import Selection
from muniment.holdings.search.queries.dialects import Dialect
from muniment.holdings.search.queries.reading import Reading
from muniment.holdings.search.rules import weighing
from muniment.holdings.search.rules.ranking import (
    MARKED_WORDS,
    marked_words,
    scored,
    scores,
    side_by_side,
    takes_all,
)
from muniment.holdings.search.types import Node, Order, Words

RANKED = 1_000  # up to so many are weighed one by one
WEIGHED = 500  # of whom the weights are read at once
MARKED = 5_000  # up to so many that have a mark are put in order at once


def order_of(wanted: Selection, root: Node | None, total: int) -> Order:
    """In which order so many come."""
    marked = wanted.words is not None and marked_words(root)
    weighed = scored(root) if total <= RANKED else marked
    return Order.RELEVANCE if weighed else Order.NEWEST


def ordered(
    reading: Reading, wanted: Selection, bare: Node | None, root: Node, *, total: int, upto: int
) -> list[int]:
    """The numbers of the first `upto` of `total`, in their order, which is the same however many
    are asked for. `bare` are the words that are weighed, `root` is all that was asked."""
    if bare is None or order_of(wanted, bare, total) is Order.NEWEST:
        return reading.newest(wanted, upto, total=total)
    if total <= RANKED:
        return _weighed(reading, wanted, bare, root, total)[:upto]
    return _by_marks(reading, wanted, bare, total, upto)


def _weighed(reading: Reading, wanted: Selection, bare: Node, root: Node, total: int) -> list[int]:
    numbers = reading.newest(wanted, total, total=total)
    reading = reading.among(numbers)
    terms = scored(bare)
    # Where all must be there, all are; of others it is asked who has them.
    everywhere = set(numbers)
    having = [
        everywhere if takes_all(root) else set(_with(reading, wanted, [term], total))
        for term in terms
    ]
    together = side_by_side(bare)
    phrased = reading.with_pairs(numbers, together) if together else set()
    if phrased is None:
        phrased = set(_with(reading, wanted, together, total))
    found = scores(numbers, terms, having, _weights(reading, numbers), phrased)
    return sorted(numbers, key=lambda number: (-found[number], -number))


def _with(reading: Reading, wanted: Selection, terms: Sequence[Words], total: int) -> list[int]:
    """Those of what is wanted that have one of the terms."""
    dialect = reading.dialect
    words = dialect.either([dialect.words(term) for term in terms])
    if wanted.words is None:
        condition = dialect.having(words)
        narrowed = Selection(None, condition.also(wanted.condition))
    else:
        narrowed = Selection(dialect.both(wanted.words, words), wanted.condition)
    return reading.newest(narrowed, total, total=min(total, RANKED))


def _weights(reading: Reading, numbers: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(numbers), WEIGHED):
        found.update(reading.weights(numbers[start : start + WEIGHED]))
    return found


def _by_marks(reading: Reading, wanted: Selection, bare: Node, total: int, upto: int) -> list[int]:
    """From those in which the words are marked highest together, the newest of each first."""
    words = marked_words(bare)[:MARKED_WORDS]
    found: list[int] = []
    steps = range(weighing.LEVELS * len(words), -1, -1)
    # Of very many there are often enough among those in which all, or nearly all, are marked high.
    for step in steps[: reading.steps_tried] if len(words) > 1 else ():
        best = _of_step(reading.dialect, wanted, words, step)
        found += reading.newest(best, upto - len(found), total=RANKED + 1)
        if len(found) >= upto:
            return found
    found = []
    # One word has its marks by itself; of several the sums are reckoned, if they are not too many.
    levels = _levels(reading, wanted, words) if len(words) > 1 else None
    if levels is not None:
        found = sorted(levels, key=lambda number: (-levels[number], -number))[:upto]
        steps = range(0, -1, -1)
    for step in steps:
        if len(found) >= upto:
            break
        narrowed = _of_step(reading.dialect, wanted, words, step)
        # What is below all marks is what is left, and so is known to be much or little.
        left = total - len(found) if step == 0 else 0
        found += reading.newest(narrowed, upto - len(found), total=max(left, RANKED + 1))
    return found


def _levels(reading: Reading, wanted: Selection, words: Sequence[str]) -> dict[int, int] | None:
    """What the levels of the words come to in each that has a mark; None where very many do."""
    assert wanted.words is not None
    dialect, found = reading.dialect, Counter[int]()
    for word, level in itertools.product(words, range(1, weighing.LEVELS + 1)):
        mark = dialect.words(Words((weighing.marked(word, level),)))
        narrowed = Selection(dialect.both(wanted.words, mark), wanted.condition)
        if reading.is_more(narrowed, MARKED):
            return None
        having = reading.some(narrowed, MARKED + 1)
        if len(having) > MARKED:
            return None
        for number in having:
            found[number] += level
    return found


def _of_step(dialect: Dialect, wanted: Selection, words: Sequence[str], step: int) -> Selection:
    """What is wanted, where the levels of the words come to `step` together."""
    assert wanted.words is not None
    chosen = dialect.both(wanted.words, _at_least(dialect, words, step)) if step else wanted.words
    if step < weighing.LEVELS * len(words):
        chosen = dialect.without(chosen, _at_least(dialect, words, step + 1))
    return Selection(chosen, wanted.condition)


def _at_least(dialect: Dialect, words: Sequence[str], total: int) -> str:
    choices = []
    for choice in weighing.at_least(words, total):
        levels = [_from(dialect, word, own) for word, own in choice if own]
        choices.append(dialect.both(*levels))
    return dialect.either(choices)


def _from(dialect: Dialect, word: str, own: int) -> str:
    upward = range(own, weighing.LEVELS + 1)
    return dialect.either([dialect.words(Words((weighing.marked(word, at),))) for at in upward])
