"""Choosing the passage that shows why a record was found."""

import re
from collections.abc import Iterator

from muniment.holdings.search.rules.folding import fold
from muniment.holdings.search.types import All, Any, Node, Not, Segment, Words

LOOKED_AT = 200_000  # characters of a text in which a passage is looked for
BEFORE, LENGTH = 60, 220
_WORD = re.compile(r"[^\W_]+")


def sought(node: Node | None) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that a query looks for, and the beginnings of words; not those it excludes."""
    found = list(_positive(node))
    whole = frozenset(word for one in found if not one.prefix for word in one.words)
    inner = frozenset(word for one in found if one.prefix for word in one.words[:-1])
    return whole | inner, tuple(one.words[-1] for one in found if one.prefix)


def _positive(node: Node | None) -> Iterator[Words]:
    if isinstance(node, Words):
        yield node
    elif isinstance(node, All | Any):
        for one in node.of:
            yield from _positive(one)
    elif isinstance(node, Not) and isinstance(node.of, Not):
        yield from _positive(node.of.of)


def passage(text: str, whole: frozenset[str], beginnings: tuple[str, ...]) -> tuple[Segment, ...]:
    """A passage of about two hundred characters around the first hit; its hits marked."""
    looked = text[:LOOKED_AT]
    first = next((m for m in _WORD.finditer(looked) if _hit(m[0], whole, beginnings)), None)
    start = max(0, (first.start() if first else 0) - BEFORE)
    start = 0 if start == 0 else looked.find(" ", start) + 1 or start
    return tuple(_marked(looked[start : start + LENGTH], whole, beginnings))


def _hit(word: str, whole: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    folded = fold(word)
    return folded in whole or (bool(beginnings) and folded.startswith(beginnings))


def _marked(part: str, whole: frozenset[str], beginnings: tuple[str, ...]) -> Iterator[Segment]:
    shown = " ".join(part.split())
    last = 0
    for found in _WORD.finditer(shown):
        if _hit(found[0], whole, beginnings):
            if found.start() > last:
                yield Segment(shown[last : found.start()])
            yield Segment(found[0], hit=True)
            last = found.end()
    if last < len(shown):
        yield Segment(shown[last:])
