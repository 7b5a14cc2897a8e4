"""Which words of a query say how well a record fits, and how well it does."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from muniment.holdings.search.rules.weighing import PLAIN, rarity, saturated, usual_in, weight_in
from muniment.holdings.search.types import All, Any, Field, Near, Node, Not, Words

MARKED_WORDS = 3  # by which very many results are put in order
SCORED = 12
TOGETHER = 1.0  # what words side by side are worth in a text of one word, less in longer ones
PLAIN_WORTH = 0.2


def scored(root: Node | None) -> list[Words]:
    """The words that a query looks for, one by one, at most SCORED: those of phrases too."""
    found = dict.fromkeys(
        Words((word,), Field.ANY, one.prefix and at == len(one.words) - 1)
        for one in _positive(root)
        for at, word in enumerate(one.words)
    )
    return list(found)[:SCORED]


def _positive(node: Node | None) -> Iterator[Words]:
    if isinstance(node, Words):
        yield node
    elif isinstance(node, Near):
        yield Words(node.words)
    elif isinstance(node, All | Any):
        for one in node.of:
            yield from _positive(one)
    elif isinstance(node, Not) and isinstance(node.of, Not):
        yield from _positive(node.of.of)


def marked_words(root: Node | None) -> list[str]:
    """The whole words of a query, those that say little last."""
    words = [one.words[0] for one in scored(root) if not one.prefix]
    return sorted(words, key=lambda word: word in PLAIN)


def takes_all(root: Node) -> bool:
    """Whether everything found has all of the words that are looked for."""
    if isinstance(root, All):
        return all(takes_all(one) for one in root.of)
    return not isinstance(root, Any)


def side_by_side(root: Node) -> list[Words]:
    """The pairs of words that stand side by side in what was typed."""
    if not isinstance(root, All):
        return []
    words = [one.words[0] for one in root.of if _is_plain(one) and isinstance(one, Words)]
    return [Words(pair) for pair in itertools.pairwise(words) if pair[0] != pair[1]]


def _is_plain(node: Node) -> bool:
    return (
        isinstance(node, Words)
        and len(node.words) == 1
        and not node.prefix
        and node.field is Field.ANY
    )


def scores(
    numbers: Sequence[int],
    terms: Sequence[Words],
    having: Sequence[Collection[int]],
    weights: Mapping[int, str],
    phrased: Collection[int],
) -> dict[int, float]:
    """How well each record fits: the weight of each term in it, saturated, by how few of those
    found have the term; a word that all of them have is worth 1. `having`: who has each term.
    Rounded, so that no machine and no order of adding puts one before another."""
    worth = [
        _worth(term, len(those), len(numbers)) for term, those in zip(terms, having, strict=True)
    ]
    found = {}
    for number in numbers:
        packed = weights.get(number, "")
        score = TOGETHER * saturated(usual_in(packed)) if number in phrased else 0.0
        for term, those, value in zip(terms, having, worth, strict=True):
            if number in those:
                weight = weight_in(packed, term.words[0], prefix=term.prefix)
                score += value * saturated(weight)
        found[number] = round(score, 9)
    return found


def _worth(term: Words, having: int, among: int) -> float:
    worth = 1.0 + (rarity(having, among) if having < among else 0.0)
    return worth * (PLAIN_WORTH if term.words[0] in PLAIN else 1.0)
