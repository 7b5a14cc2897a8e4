"""Pure decisions: which words of a record count, how alike two are, and which class speaks most.

The words are counted, class by class. A class is ranked by how little the words look like those of
all other classes together: complement naive Bayes (J. Rennie and others, Tackling the poor
assumptions of naive Bayes text classifiers, 2003), which a class with few records does not lose by.
Counts can be added up for the records that one reader may see, and taken back to the last word when
a record is destroyed.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from muniment.foundation.kernel.words import words_of
from muniment.holdings.advice.types import Counts, Features

NUMBERS = 2**15  # that words are given; some share one
MOST = 64  # words of a record that count
TEXT_WORDS = 3000
SHORTEST, LONGEST = 3, 30
TITLE_WEIGHT, PATH_WEIGHT = 5, 3
MOST_OFTEN = 12  # as which a word counts at most
SMOOTHING = 0.2
# Chosen on the departments of the shared drive alone, ten times nine tenths against the rest; the
# other half of the drive measures it (tests/holdings/advice/test_drive_advice.py).
COMPLEMENT = 0.5
HELD_BACK = 10  # one record in so many teaches nothing: by it the suggestions are measured
NEAR_ENOUGH = 10  # per cent
T = TypeVar("T", int, str)
_PAIR = np.dtype([("number", "<u2"), ("count", "<u4")])
_COMMON = frozenset(
    "the and for are was were that this with from have has had not but you your our their its his"
    " her they them she who which will would shall should can could may might must been being did"
    " does done into onto upon about above after again all any some such than then there these"
    " those what when where why how also only other more most out over under off per via yn yr mae"
    " oedd bod wedi gan ond sydd hyn hynny neu fel pdf doc docx txt xls xlsx eml msg copy final"
    " draft http https www com".split()
)


def telling_words(title: str, path: str, text: str, sender: str = "") -> Counter[str]:
    """The words that say what a record is about, and how much each counts: those of the title
    most, then those of the path and the sender, then the text."""
    counted: Counter[str] = Counter()
    given = ((title, TITLE_WEIGHT), (f"{path} {sender}", PATH_WEIGHT), (text[:40_000], 1))
    for words, weight in given:
        for word in words_of(words)[:TEXT_WORDS]:
            if SHORTEST <= len(word) <= LONGEST and not word.isdigit() and word not in _COMMON:
                counted[word] += weight
    ranked = sorted(counted, key=lambda word: (-counted[word], word))[:MOST]
    return Counter({word: min(counted[word], MOST_OFTEN) for word in ranked})


def number_of(word: str) -> int:
    """The number that stands for a word."""
    return zlib.crc32(word.encode()) % NUMBERS


def features_of(words: Mapping[str, int]) -> dict[int, int]:
    """Words as numbers."""
    made: Counter[int] = Counter()
    for word, count in words.items():
        made[number_of(word)] += count
    return dict(made)


def packed(features: Features) -> bytes:
    """Numbers and counts as bytes, in order; those of nought are left out."""
    kept = [(number, count) for number, count in sorted(features.items()) if count > 0]
    return np.array(kept, dtype=_PAIR).tobytes()


def unpacked(data: bytes) -> dict[int, int]:
    """What was packed."""
    pairs = np.frombuffer(data, dtype=_PAIR)
    return dict(zip(pairs["number"].tolist(), pairs["count"].tolist(), strict=True))


def changed(before: Features, by: Iterable[Features], sign: int) -> dict[int, int]:
    """Counts after records came (1) or went (-1)."""
    after = Counter(before)
    for features in by:
        for number, count in features.items():
            after[number] += sign * count
    return {number: count for number, count in after.items() if count > 0}


def added_up(parts: Iterable[tuple[int, bytes]]) -> Counts:
    """Records and packed counts of one class, of several places, as one."""
    sums = np.zeros(NUMBERS, dtype=np.int64)
    records = 0
    for count, data in parts:
        pairs = np.frombuffer(data, dtype=_PAIR)
        sums[pairs["number"]] += pairs["count"]
        records += count
    numbers = np.flatnonzero(sums)
    return Counts(records, numbers, sums[numbers])


def is_held_back(number: int) -> bool:
    """Whether a record (by number) measures the suggestions instead of teaching them."""
    return number % HELD_BACK == HELD_BACK - 1


def ranked(features: Features, classes: Mapping[int, Counts]) -> list[int]:
    """The classes, the likeliest first: those whose words the others have least of."""
    numbers = np.array(sorted(features), dtype=np.int64)
    weights = np.array([features[int(number)] for number in numbers], dtype=np.float64)
    counts = {one: _counted(numbers, has) for one, has in classes.items()}
    every = sum(counts.values(), np.zeros(len(numbers)))
    total = sum(has.total for has in classes.values())
    scores = {}
    for one, has in classes.items():
        rest = every - counts[one] + COMPLEMENT
        scores[one] = -float(weights @ np.log(rest / (total - has.total + COMPLEMENT * NUMBERS)))
    return sorted(scores, key=lambda one: (-scores[one], one))


def _counted(numbers: "np.ndarray", has: Counts) -> "np.ndarray":
    """How often each word stands in a class."""
    counts = np.zeros(len(numbers))
    if len(has.numbers):
        at = np.minimum(np.searchsorted(has.numbers, numbers), len(has.numbers) - 1)
        found = has.numbers[at] == numbers
        counts[found] = has.counts[at[found]]
    return counts


def _likely(numbers: "np.ndarray", has: Counts) -> "np.ndarray":
    """The logarithm of how likely each word is in a class."""
    counts = _counted(numbers, has)
    return np.log((counts + SMOOTHING) / (has.total + SMOOTHING * NUMBERS))


def words_for(
    words: Mapping[str, int], chosen: int, classes: Mapping[int, Counts], most: int = 5
) -> tuple[str, ...]:
    """The words of the record itself that speak for a class more than for the others together."""
    names = sorted(words)
    numbers = np.array([number_of(word) for word in names], dtype=np.int64)
    if not names:
        return ()
    mine = _likely(numbers, classes[chosen])
    others = [_likely(numbers, has) for one, has in classes.items() if one != chosen]
    rest = np.mean(others, axis=0) if others else np.full(len(names), math.log(1 / NUMBERS))
    gain = (mine - rest) * np.array([words[word] for word in names])
    order = sorted(range(len(names)), key=lambda at: (-gain[at], names[at]))
    known = set(classes[chosen].numbers.tolist())
    return tuple(names[at] for at in order if gain[at] > 0 and int(numbers[at]) in known)[:most]


def likeness(one: Features, other: Features) -> int:
    """How alike two records are, in per cent: the cosine of their counts, of which the logarithm
    is taken so that the words of a title do not drown all others."""
    common = one.keys() & other.keys()
    product = sum(_damped(one[number]) * _damped(other[number]) for number in common)
    length = math.sqrt(_square(one) * _square(other))
    return round(100 * product / length) if length else 0


def _damped(count: int) -> float:
    return 1 + math.log(count)


def _square(features: Features) -> float:
    return sum(_damped(count) ** 2 for count in features.values())


def most_common(found: Sequence[T]) -> T | None:
    """What stands there most often, the earliest of equals."""
    return Counter(found).most_common(1)[0][0] if found else None
