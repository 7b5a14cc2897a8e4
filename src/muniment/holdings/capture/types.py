"""What can become of an item, and what capture knows of it before it is read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from muniment.foundation.content.types import Format, Staged
from muniment.holdings.records.types import NewRecord


class Outcome(StrEnum):
    """Each item of a source has exactly one of these."""

    CAPTURED = "captured"
    LINKED = "linked"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a capture. `items` is always the sum of the other four."""

    captured: int = 0
    linked: int = 0
    refused: int = 0
    failed: int = 0

    @property
    def items(self) -> int:
        """Every item of the source."""
        return self.captured + self.linked + self.refused + self.failed


class ItemKind(StrEnum):
    """What stands at a place of a source."""

    FILE = "file"
    MESSAGE = "message"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE_FOLDER = "unreadable_folder"


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One item of a source before it is read.

    `relative` is its path within the source as raw bytes; `size` in bytes, `mtime_ns` in
    nanoseconds since 1970 UTC, both as the file system says. `content` is set for a message
    that was cut out of a mailbox; everything else is read from `absolute`.
    """

    kind: ItemKind
    absolute: bytes
    relative: bytes
    size: int = 0
    mtime_ns: int = 0
    atime_ns: int = 0
    mode: int = 0
    uid: int = -1
    reason: str = ""
    content: bytes | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The relative path as text; what is not UTF-8 is kept by surrogates."""
        return self.relative.decode("utf-8", "surrogateescape")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        """The path without its last part; empty at the top."""
        return self.path.rpartition("/")[0]

    @property
    def stamp(self) -> str:
        """Tells whether the item is the one that was seen before."""
        return f"{self.size}:{self.mtime_ns}"


@dataclass(frozen=True, slots=True)
class MessageHeaders:
    """What is taken from the headers of a message at capture."""

    subject: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item, for the person who captures."""

    path: str
    outcome: Outcome
    record: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unprocessed:
    """An item that is not taken, and why."""

    outcome: Outcome
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Received:
    """An uploaded file whose content is durable and that is not filed yet."""

    staged: Staged
    new: NewRecord
    format: Format
