"""Two texts beside each other, line by line, with the words that only one of them has."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from muniment.holdings.duplicates.types import Kind, Line, Stretch

MOST_LINES = 1_500
LONGEST_LINE = 2_000
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def beside(left: str, right: str) -> tuple[tuple[Line, ...], bool]:
    """The lines of both texts beside each other, and whether they were cut to what can be shown:
    1,500 lines of 2,000 characters each."""
    ours, cut_left = _lines(left)
    theirs, cut_right = _lines(right)
    return tuple(_rows(ours, theirs)), cut_left or cut_right


def _lines(text: str) -> tuple[list[str], bool]:
    """The lines that say something; long ones in pieces."""
    found = [one.strip() for one in text.splitlines() if one.strip()]
    pieces = [
        line[start : start + LONGEST_LINE]
        for line in found[: MOST_LINES + 1]
        for start in range(0, len(line), LONGEST_LINE)
    ]
    return pieces[:MOST_LINES], len(pieces) > MOST_LINES


def _rows(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for line in ours[a:b]:
                same = (Stretch(Kind.SAME, line),)
                yield Line(same, same)
        else:
            for one, other in zip_longest(ours[a:b], theirs[c:d], fillvalue=""):
                yield _line(one, other)


def _line(one: str, other: str) -> Line:
    ours, theirs = _PIECES.findall(one), _PIECES.findall(other)
    left: list[Stretch] = []
    right: list[Stretch] = []
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        kind = (Kind.SAME, Kind.SAME) if tag == "equal" else (Kind.LEFT, Kind.RIGHT)
        left += [Stretch(kind[0], "".join(ours[a:b]))] if b > a else []
        right += [Stretch(kind[1], "".join(theirs[c:d]))] if d > c else []
    return Line(tuple(left), tuple(right))
