"""How much a word says about a record, from the record alone.

After BM25F (Robertson and Zaragoza 2009): how often a word comes, saturating, less in long texts,
more in titles. What BM25 takes from all the holdings, the average length and how rare each word
is, would tell a reader of records that they may not see. Here the length is held against a fixed
one, and rarity is that among the newest records that the reader may see.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from muniment.holdings.search.rules.folding import GAP, Terms

USUAL_LENGTH = 100  # words of a text that is neither long nor short
LENGTH_COUNTS = 0.75  # b of BM25
SATURATION = 1.2  # k1 of BM25
TITLE, PATH = 6.0, 1.0  # what a word there counts, where one in the text counts 1
SHORTEST_SHARE, LONGEST_SHARE = 0.7, 20.0
KEPT = 150  # words of a record whose weight is kept
HIGH, SOME = 4.0, 2.0  # weights from which a word is marked so in the index
LEVELS = 2
# Words that hold a sentence together and say little of what it is about.
PLAIN = frozenset(
    "a about after all also an and any are as at be been before between but by can for from had "
    "has have he her his how if in into is it its may more most must no not of on or other our "
    "out she should so some such than that the their them then there these they this those to "
    "under up was we were what when where which who will with would you your".split()
)
_HUNDREDTHS = 100
_MOST = 99_999


def word_weights(terms: Terms) -> tuple[float, dict[str, float]]:
    """The weight of a word that comes once in the text, and of each word that weighs more."""
    share = (1 - LENGTH_COUNTS) + LENGTH_COUNTS * len(terms.body) / USUAL_LENGTH
    usual = 1 / min(max(share, SHORTEST_SHARE), LONGEST_SHARE)
    found = {word: count * usual for word, count in Counter(terms.body).items() if count > 1}
    for words, worth in ((terms.title, TITLE), (terms.path, PATH)):
        for word in set(words):
            found[word] = found.get(word, usual if word in terms.body else 0.0) + worth
    return usual, found


def marks(terms: Terms) -> list[str]:
    """The words of a record that weigh much (2) or something (1), marked as such."""
    _, found = word_weights(terms)
    levels = ((word, level(weight)) for word, weight in found.items())
    return sorted(marked(word, one) for word, one in levels if one)


def level(weight: float) -> int:
    """0, 1 or 2: how much a weight is, coarsely."""
    return 2 if weight >= HIGH else 1 if weight >= SOME else 0


def marked(word: str, level: int) -> str:
    """The word as the index has it at this level. No word of a text looks like it."""
    return f"{GAP}{level}{word}"


def packed(terms: Terms) -> str:
    """The weights as they are kept beside the index, in hundredths: ` 66 roof:520 survey:198 `."""
    usual, found = word_weights(terms)
    chosen = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:KEPT]
    said = [f"{word}:{_hundredths(weight)}" for word, weight in chosen]
    return " ".join(["", str(_hundredths(usual)), *said, ""])


def _hundredths(weight: float) -> int:
    return min(round(weight * _HUNDREDTHS), _MOST)


def weight_in(kept: str, word: str, *, prefix: bool = False) -> float:
    """The weight of a word, or of the first that begins so, in what was kept of a record that has
    it: that of a word that comes once where nothing else is kept."""
    at = kept.find(f" {word}" if prefix else f" {word}:")
    if at < 0:
        return usual_in(kept)
    begins = kept.index(":", at) + 1
    return int(kept[begins : kept.index(" ", begins)]) / _HUNDREDTHS


def usual_in(kept: str) -> float:
    """The weight of a word that comes once, in what was kept of a record."""
    return int(kept[1 : kept.index(" ", 1)]) / _HUNDREDTHS if kept else 0.0


def rarity(having: int, among: int) -> float:
    """What a word is worth by how few of `among` records have it: the inverse document frequency
    of BM25, never below zero."""
    return log(1 + (among - having + 0.5) / (having + 0.5))


def saturated(weight: float) -> float:
    """From 0 to 1: the tenth time a word comes says less than the second."""
    return weight / (weight + SATURATION)


def at_least(words: Sequence[str], total: int) -> Iterator[tuple[tuple[str, int], ...]]:
    """The least levels of the words that come to `total` together, one choice after another."""
    if not words:
        if total <= 0:
            yield ()
        return
    for own in range(min(LEVELS, max(total, 0)) + 1):
        if total - own > LEVELS * (len(words) - 1):
            continue
        for others in at_least(words[1:], total - own):
            yield ((words[0], own), *others)


def telling(kept: str, count: int) -> list[str]:
    """The words that weigh most in what was kept of a record, of those that come more than once or
    stand in its title; none that hold sentences together, no numbers, none of one or two letters.
    """
    least = max(usual_in(kept), PATH)
    pairs = (one.partition(":") for one in kept.split()[1:])
    words = (word for word, _, weight in pairs if int(weight) / _HUNDREDTHS > least)
    chosen = (one for one in words if len(one) > 2 and not one[0].isdigit() and one not in PLAIN)
    return list(itertools.islice(chosen, count))
