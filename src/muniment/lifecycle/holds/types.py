"""What a hold is placed on, why, and in what state it is."""

from enum import StrEnum


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
