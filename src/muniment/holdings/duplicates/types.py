"""Records that say nearly the same, and how two texts differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from muniment.foundation.kernel.errors import Reason


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
    of each group that says nearly the same: each is stored. `merged` are records that were merged
    into others: by so many there are fewer.
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
    merged: int = 0


@dataclass(frozen=True, slots=True)
class MonthOfDuplication:
    """How much of what one unit has was there more than once in a month. `counted`: the day of
    the count."""

    month: date
    counted: date
    line: UnitDuplication


class Verdict(StrEnum):
    """What a person said of two records: versions of one document, or not."""

    VERSIONS = "versions"
    NOT_VERSIONS = "not_versions"


@dataclass(frozen=True, slots=True)
class Side:
    """What is looked at of a record to tell whether it is a version of another."""

    number: int
    reference: str
    title: str
    record_date: date
    modified_on: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """A title taken apart: its words, and the marks of a version that stood in it. `stage`: 0 for
    a draft, 2 for what was amended, 3 for what is final; None where nothing is said."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    stage: int | None
    copied: bool
    day: date | None

    @property
    def marks(self) -> tuple[object, ...]:
        """All that marks a version, but for a date."""
        return (self.numbers, self.stage, self.copied)

    @property
    def said(self) -> str:
        """The marks in words."""
        stage = {None: "", 0: "draft", 2: "amended", 3: "final"}[self.stage]
        number = f"version {'.'.join(map(str, self.numbers))}" if self.numbers else ""
        copied = "copy" if self.copied else ""
        day = self.day.isoformat() if self.day else ""
        return ", ".join(one for one in (number, stage, copied, day) if one)


@dataclass(frozen=True, slots=True)
class Offered:
    """Two records that look like versions of one document, the earlier first, and why. `alike` is
    the share of their texts that is in both, of 1; None where it is not known to be large."""

    earlier: Side
    later: Side
    why: tuple[str, ...]
    alike: float | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A record of which it is said that it is a version of another."""

    number: int
    reference: str
    declared: bool


@dataclass(frozen=True, slots=True)
class ToMerge:
    """A record that is to be merged with another. `digests`: of its original, then of its
    attachments; `message`: how a message names itself; `guards`: what rests on it by itself."""

    number: int
    reference: str
    declared: bool
    digests: tuple[str, ...]
    audience: int
    rule: str
    action: str
    due_on: date | None
    guards: tuple[Reason, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge of two records would do, or why it cannot be done. `places` come over; `fills`
    are details that the kept one lacks; `beside` are those that differ and are kept beside it.
    `exact`: both have the same content; else somebody has to say that one stands for the other,
    and `contents` (their names) are kept with it."""

    kept: Any
    gone: Any
    exact: bool
    contents: tuple[str, ...]
    reasons: tuple[Reason, ...]
    places: tuple[str, ...]
    fills: tuple[str, ...]
    beside: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Records of the same content that the same people see, the oldest first; `size` of one."""

    records: Sequence[Any]
    size: int
