"""The states of a record and the parts of its components."""

from enum import StrEnum


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
