"""Rows of words of a text, and the bands by which texts that share many are found.

A. Broder, On the resemblance and containment of documents (1997). With 24 bands of 4 numbers two
texts that share 60 of 100 rows are found 96 times of 100, of 70 of 100 nearly always.
"""

import hashlib
import re
from collections.abc import Collection, Sequence

THRESHOLD = 0.6  # of the rows of words of both texts, in both: what is reported at all
ROW = 3  # words
LONGEST = 1_000_000  # characters of a text that are looked at
ROWS_PER_BAND, BANDS = 4, 24
PERMUTATIONS = ROWS_PER_BAND * BANDS
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[str]:
    """The rows of three words of a text, in small letters; the one row of a shorter text."""
    words = _WORD.findall(text[:LONGEST].casefold())
    if not words:
        return frozenset()
    ends = range(max(len(words) - ROW + 1, 1))
    return frozenset(" ".join(words[start : start + ROW]) for start in ends)


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """The share of all rows that are in both, from 0 to 1."""
    left, right = frozenset(one), frozenset(other)
    return len(left & right) / len(left | right) if left or right else 0.0


def band_keys(digest: Sequence[int]) -> list[int]:
    """A whole number of 63 bits for each band; texts that share one are compared."""
    return [
        int.from_bytes(_band(number, digest[start : start + ROWS_PER_BAND])[:8], "big") >> 1
        for number, start in enumerate(range(0, PERMUTATIONS, ROWS_PER_BAND))
    ]


def _band(number: int, values: Sequence[int]) -> bytes:
    said = ",".join(map(str, (number, *values)))
    return hashlib.blake2b(said.encode(), digest_size=8).digest()
