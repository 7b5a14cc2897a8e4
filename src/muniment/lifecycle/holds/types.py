"""What a hold is placed on, why, and in what state it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class HoldState(StrEnum):
    """A hold is active until it is lifted; a lifted hold stays in the history."""

    ACTIVE = "active"
    LIFTED = "lifted"


TRANSITIONS: dict[HoldState, frozenset[HoldState]] = {
    HoldState.ACTIVE: frozenset({HoldState.LIFTED}),
    HoldState.LIFTED: frozenset(),
}


class ScopeKind(StrEnum):
    """What a hold covers: one record, a folder, a class and everything below it, or a box of
    papers. A hold on a folder, class or box also covers what comes into it later."""

    RECORD = "record"
    FOLDER = "folder"
    CLASS = "class"
    BOX = "box"


class HoldKind(StrEnum):
    """Why records are held."""

    LITIGATION = "litigation"
    INQUIRY = "inquiry"
    AUDIT = "audit"
    INFORMATION_REQUEST = "information_request"
    BUSINESS = "business"

    @property
    def label(self) -> str:
        """The reason in words."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """A hold as somebody wrote it down, before it is checked."""

    name: str
    kind: str
    reason: str
    authority: str
    contact: str = ""
    review_on: date | None = None
    case: str = ""


class LeftOut(StrEnum):
    """Why a record of a long list could not be held."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    TOO_LATE = "too_late"
    OUT_OF_REACH = "out_of_reach"

    @property
    def label(self) -> str:
        """The reason in words."""
        return LEFT_OUT[self]


LEFT_OUT = {
    LeftOut.UNREADABLE: "This is not the reference of a record.",
    LeftOut.UNKNOWN: "There is no such record that the person who asked can see.",
    LeftOut.TOO_LATE: "It is destroyed or being destroyed.",
    LeftOut.OUT_OF_REACH: "The role of the person who asked does not reach it.",
}


@dataclass(frozen=True, slots=True)
class Things:
    """What a hold is to be put on, by reference; `searches` are queries of the search room."""

    records: Sequence[str] = ()
    folders: Sequence[str] = ()
    classes: Sequence[str] = ()
    searches: Sequence[str] = ()
    boxes: Sequence[str] = ()

    def __len__(self) -> int:
        named = (self.records, self.folders, self.classes, self.searches, self.boxes)
        return sum(map(len, named))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a hold has got with what it was put on by lists: records done, all of them, and
    those of them that were left out; `searching` while a search has not been gone through."""

    done: int
    total: int
    left_out: int
    searching: bool

    @property
    def complete(self) -> bool:
        """Whether it covers all that it can."""
        return self.done == self.total and not self.searching


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found, and how much of it since it was first gone through."""

    total: int
    later: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What is newly held: numbers of records, folders and boxes, tree paths of classes."""

    records: tuple[int, ...] = ()
    folders: tuple[int, ...] = ()
    class_paths: tuple[str, ...] = ()
    boxes: tuple[int, ...] = ()


class Withdrawal(Protocol):
    """Takes what is newly held out of whatever is under way against it. Named in the setting
    MUNIMENT_HOLD_PLACED, because disposal lives above the holds that stop it."""

    def __call__(self, reach: Reach, *, hold: str, actor: str, now: datetime) -> Sequence[str]:
        """Runs in the transaction that places the hold; what it was taken out of."""
        ...
