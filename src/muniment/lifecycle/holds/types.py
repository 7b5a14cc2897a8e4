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
    """What a hold covers: one record, a folder, or a class and everything below it. A folder or
    class hold also covers what is filed there later."""

    RECORD = "record"
    FOLDER = "folder"
    CLASS = "class"


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


@dataclass(frozen=True, slots=True)
class Reach:
    """What is newly held: numbers of records and folders, tree paths of classes."""

    records: tuple[int, ...] = ()
    folders: tuple[int, ...] = ()
    class_paths: tuple[str, ...] = ()


class Withdrawal(Protocol):
    """Takes what is newly held out of whatever is under way against it. Named in the setting
    MUNIMENT_HOLD_PLACED, because disposal lives above the holds that stop it."""

    def __call__(self, reach: Reach, *, hold: str, actor: str, now: datetime) -> Sequence[str]:
        """Runs in the transaction that places the hold; what it was taken out of."""
        ...
