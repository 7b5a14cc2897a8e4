"""The states of stored content."""

from enum import StrEnum


class BlobState(StrEnum):
    """Doomed: its last reference went in a destruction, and the bytes are to be removed now."""

    LIVE = "live"
    DOOMED = "doomed"


class FixityState(StrEnum):
    """What the last check of the bytes against their digest found."""

    INTACT = "intact"
    CORRUPT = "corrupt"
    MISSING = "missing"


class DerivedState(StrEnum):
    """How getting the text out of content went."""

    WAITING = "waiting"
    DONE = "done"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class ScanState(StrEnum):
    """What the malware check came to. Content without a row has not been checked."""

    CLEAN = "clean"
    QUARANTINED = "quarantined"
    RELEASED = "released"


class Coverage(StrEnum):
    """How getting text out of content went, as people are told."""

    READ = "read"
    RECOGNISED = "recognised"
    EMPTY = "empty"
    PASSWORD = "password"  # noqa: S105
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    WAITING = "waiting"
    QUARANTINED = "quarantined"
