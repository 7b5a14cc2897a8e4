"""What is learnt from records that people filed, and what is suggested from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

Features = Mapping[int, int]  # number of a word, and how often it stands there


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words (by number, in order) stand in the records of one class."""

    records: int
    numbers: "NDArray[Any]"
    counts: "NDArray[Any]"

    @property
    def total(self) -> int:
        """All words together."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class Near:
    """A record like the one in hand, which the reader may see."""

    reference: str
    title: str
    likeness: int  # in per cent


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class that a record may belong in, and why. `folder`: the folder there that holds most of
    the records like it; blank where the reader sees none that is open."""

    file_class: str
    title: str
    rule: str
    words: tuple[str, ...]
    near: tuple[Near, ...]
    folder: str = ""
    folder_title: str = ""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of the held-back records of a class: how many there are, of how many the class was the first
    suggestion, and of how many one of the first three."""

    file_class: str
    title: str
    tried: int
    first: int
    among_three: int
