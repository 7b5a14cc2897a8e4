"""Signatures by rensa (MinHash): a few numbers that are alike as often as the texts are."""

from array import array
from collections.abc import Collection

from rensa import RMinHash

from muniment.holdings.duplicates.rules import PERMUTATIONS

SEED = 42  # any, but the same for ever: signatures of two seeds cannot be compared
VERSION = f"rensa-{RMinHash.ALGORITHM_VERSION}"


def signature(rows: Collection[str]) -> list[int]:
    """The numbers for these rows of words."""
    made = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    made.update(sorted(rows))
    return list(made.digest())


def as_bytes(numbers: Collection[int]) -> bytes:
    """The numbers as they are kept: four bytes each."""
    return array("I", numbers).tobytes()
