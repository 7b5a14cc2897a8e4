"""The states of a record and the parts of its components."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class RecordState(StrEnum):
    """A record is declared when it is filed; from then on its content cannot change.

    DESTROYING: everything of it has gone from the database and the bytes are being removed;
    there is no way back from it, only on to DESTROYED.
    """

    DECLARED = "declared"
    DESTROYING = "destroying"
    DESTROYED = "destroyed"


TRANSITIONS: dict[RecordState, frozenset[RecordState]] = {
    RecordState.DECLARED: frozenset({RecordState.DESTROYING}),
    RecordState.DESTROYING: frozenset({RecordState.DESTROYED}),
    RecordState.DESTROYED: frozenset(),
}


class ComponentRole(StrEnum):
    """What a component is to its record."""

    ORIGINAL = "original"
    ATTACHMENT = "attachment"


class DateSource(StrEnum):
    """Where the date of a record comes from."""

    MODIFIED = "modified"
    MESSAGE = "message"
    GIVEN = "given"
    CAPTURED = "captured"


DATE_SOURCE_LABELS = {
    DateSource.MODIFIED: "when the file was last changed",
    DateSource.MESSAGE: "the date of the message",
    DateSource.GIVEN: "entered by hand",
    DateSource.CAPTURED: "when it was captured, because the file had no date that can be trusted",
}


@dataclass(frozen=True, slots=True)
class Filing:
    """What the retention room is told of a record so that it can say when its time is up.

    `scopes` are the references that a named event may have been entered for, the nearest first:
    the record itself, its folder, its class and every class above.
    """

    rule: str
    record_date: date
    date_source: str
    modified_on: date | None
    folder_closed_on: date | None
    keep_until: date | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """What the retention room answers. `due_on` None: open-ended, protected."""

    rule: str
    rule_version: int | None
    trigger_on: date | None
    due_on: date | None
    action: str


class RetentionClock(Protocol):
    """Computes dates at filing, in the same transaction. Named in the setting
    MUNIMENT_RETENTION_CLOCK, because retention lives above the holdings it dates."""

    def __call__(self, filings: Sequence[Filing]) -> list[Dates]:
        """One answer for each filing, in order."""
        ...
