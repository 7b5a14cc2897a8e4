"""Records that say nearly the same, and how two texts differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a stretch of two texts is: in both, or in one of them."""

    SAME = "same"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words, and in which of the texts they stand."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of each text beside the other, in stretches; empty where one has no such line."""

    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]

    @property
    def differs(self) -> bool:
        """Whether anything in it is in one text only."""
        return any(one.kind is not Kind.SAME for one in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records beside each other. `alike` is the share of their words in rows of three that
    both have, of 1; None where one has no text. `cut`: the texts are longer than is shown."""

    left: Any
    right: Any
    alike: float | None
    lines: tuple[Line, ...]
    cut: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Records that say nearly the same as some other of the group, the oldest first, each with how
    like the one before that it goes with it is (of 1; 1.0 for the first)."""

    records: Sequence[tuple[Any, float]]

    @property
    def least(self) -> float:
        """How like the least alike of them are."""
        return min(alike for _, alike in self.records)


@dataclass(slots=True)
class UnitDuplication:
    """How much of what one unit has is there more than once. Sizes in bytes.

    `copies` are places beyond the first of a record: stored once. `twins` are further records of
    the same content, which other people see: stored once too. `near` are records beyond the first
    of each group that says nearly the same: each is stored.
    """

    unit: str
    name: str
    records: int = 0
    copies: int = 0
    copies_size: int = 0
    twins: int = 0
    twins_size: int = 0
    near: int = 0
    near_size: int = 0
