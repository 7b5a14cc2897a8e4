"""Two texts beside each other, line by line, with the words that only one of them has."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from muniment.holdings.duplicates.types import Kind, Line, Stretch

MOST_LINES = 1_500
LONGEST_LINE = 2_000
# Pairs of like words that are weighed, of all lines together: a table of noughts has a million in
# each line, and whoever looks at the page would wait for minutes.
MOST_WEIGHED = 3_000_000
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
    left = MOST_WEIGHED
    # Lines that stand there over and over are no landmarks.
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs).get_opcodes():
        if tag == "equal":
            for line in ours[a:b]:
                same = (Stretch(Kind.SAME, line),)
                yield Line(same, same)
        else:
            for one, other in zip_longest(ours[a:b], theirs[c:d], fillvalue=""):
                pieces = _PIECES.findall(one), _PIECES.findall(other)
                left -= _pairs(*pieces)
                yield _line(*pieces, closely=left >= 0)


def _pairs(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many pairs of like words there are, one of each line."""
    there = Counter(theirs)
    return sum(number * there[word] for word, number in Counter(ours).items())


def _line(ours: Sequence[str], theirs: Sequence[str], *, closely: bool) -> Line:
    left: list[Stretch] = []
    right: list[Stretch] = []
    for tag, a, b, c, d in _steps(ours, theirs, closely=closely):
        kind = (Kind.SAME, Kind.SAME) if tag == "equal" else (Kind.LEFT, Kind.RIGHT)
        left += [Stretch(kind[0], "".join(ours[a:b]))] if b > a else []
        right += [Stretch(kind[1], "".join(theirs[c:d]))] if d > c else []
    return Line(tuple(left), tuple(right))


def _steps(
    ours: Sequence[str], theirs: Sequence[str], *, closely: bool
) -> Sequence[tuple[str, int, int, int, int]]:
    """How one line becomes the other: word by word, or else all between what both begin and end
    with."""
    if closely:
        return SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    shorter = min(len(ours), len(theirs))
    begin = next((n for n in range(shorter) if ours[n] != theirs[n]), shorter)
    rest = shorter - begin
    end = next((n for n in range(rest) if ours[-1 - n] != theirs[-1 - n]), rest)
    a, b = len(ours) - end, len(theirs) - end
    return [
        ("equal", 0, begin, 0, begin),
        ("replace", begin, a, begin, b),
        ("equal", a, len(ours), b, len(theirs)),
    ]
