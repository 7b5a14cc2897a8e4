"""Choosing the passage that shows why a record was found."""

import itertools
import re
from collections.abc import Iterator

from muniment.foundation.kernel.words import normalised
from muniment.holdings.search.rules.folding import MARKS, WORD_LENGTH, fold
from muniment.holdings.search.types import All, Any, Fuzzy, Near, Node, Not, Segment, Words

LOOKED_AT = 100_000  # characters of a text in which a passage is looked for
BEFORE, LENGTH = 60, 220
PHRASE_MOST = 30  # words of a phrase by which it is told in a text
_LETTER, _OTHER = rf"(?:[^\W_]|[{MARKS}])", rf"(?:[^\w{MARKS}]|_)"
# What folds to several letters stays one character in the text that is looked at.
_EXPANDED = {
    "ffi": "\ufb03",
    "ffl": "\ufb04",
    "ff": "\ufb00",
    "fi": "\ufb01",
    "fl": "\ufb02",
    "ss": "\u00df",
}
_SEVERAL = re.compile("|".join(_EXPANDED))


def sought(node: Node | None) -> "re.Pattern[str] | None":
    """A pattern, over folded text, of the words that a query looks for; not of those it excludes.
    None where it looks for none."""
    wanted = list(dict.fromkeys(_positive(node)))
    # What must be true before any word is looked at once for all, and not for each in turn.
    spaced = _one_of([_pattern(one) for one in wanted if not _alone(one.words[0])])
    alone = _one_of([_pattern(one) for one in wanted if _alone(one.words[0])])
    either = [f"(?<!{_LETTER}){spaced}"] if spaced else []
    return re.compile("|".join([*either, alone] if alone else either)) if wanted else None


def _one_of(patterns: list[str]) -> str:
    """The longest first, so that it is what is marked."""
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})" if patterns else ""


def _positive(node: Node | None) -> Iterator[Words]:
    if isinstance(node, Words):
        yield node
    elif isinstance(node, Near):
        yield from (Words((word,)) for word in node.words)
    elif isinstance(node, Fuzzy):
        yield Words((node.word,))
    elif isinstance(node, All | Any):
        for one in node.of:
            yield from _positive(one)
    elif isinstance(node, Not) and isinstance(node.of, Not):
        yield from _positive(node.of.of)


def _pattern(words: Words) -> str:
    looked_for = words.words[:PHRASE_MOST]
    phrase = _spelled(looked_for[0])
    for before, word in itertools.pairwise(looked_for):
        apart = "*" if _alone(before) or _alone(word) else "+"
        phrase += f"{_OTHER}{apart}{_spelled(word)}"
    closing = "" if _alone(looked_for[-1]) else f"(?!{_LETTER})"
    begins = words.prefix and looked_for == words.words
    return phrase + (f"{_LETTER}*" if begins else closing)


def _spelled(word: str) -> str:
    text = _SEVERAL.sub(lambda found: f"(?:{found[0]}|{_EXPANDED[found[0]]})", word)
    return text if len(word) < WORD_LENGTH else f"{text}{_LETTER}*"


def _alone(word: str) -> bool:
    return len(word) == 1 and word >= "\u0e00"


def passage(text: str, pattern: "re.Pattern[str] | None") -> tuple[Segment, ...]:
    """A passage of about two hundred characters around the first hit, whole words; its hits
    marked."""
    looked = normalised("NFC", text[:LOOKED_AT])
    first = pattern.search(leveled(looked)) if pattern else None
    start = max(0, (first.start() if first else 0) - BEFORE)
    if start:
        space = looked.find(" ", start, start + BEFORE)
        start = space + 1 if space >= 0 else start
    end = start + LENGTH
    if end < len(looked):
        space = looked.rfind(" ", end - BEFORE, end)
        end = space if space >= 0 else end
    return tuple(_marked(looked[start:end], pattern))


class _Folded(dict[int, str]):
    """What each character folds to, where that is one character; otherwise the character."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDED = _Folded()


def leveled(text: str) -> str:
    """The text folded, each character in its place."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def _marked(part: str, pattern: "re.Pattern[str] | None") -> Iterator[Segment]:
    shown = " ".join(part.split())
    last = 0
    for found in pattern.finditer(leveled(shown)) if pattern else ():
        if found.start() > last:
            yield Segment(shown[last : found.start()])
        yield Segment(shown[found.start() : found.end()], hit=True)
        last = found.end()
    if last < len(shown):
        yield Segment(shown[last:])
