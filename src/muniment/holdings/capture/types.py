"""What can become of an item, and what capture knows of it before it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from muniment.foundation.content.types import Format, Staged
from muniment.holdings.records.types import NewRecord


class Outcome(StrEnum):
    """Each item of a source has exactly one of these."""

    CAPTURED = "captured"
    LINKED = "linked"
    REFUSED = "refused"
    FAILED = "failed"
    OPENED = "opened"
    LEFT = "left"


class TwinCame(Exception):
    """Somebody else filed the same content for the same readers while this was being filed. What
    was begun is undone; begun again, it finds their record."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a capture. `items` is always the sum of the others; `opened` are mailboxes
    that were taken apart, whose messages are items of their own; `left` are messages that a rule
    about such mail leaves where they are."""

    captured: int = 0
    linked: int = 0
    refused: int = 0
    failed: int = 0
    opened: int = 0
    left: int = 0

    @property
    def items(self) -> int:
        """Every item of the source."""
        return sum(getattr(self, outcome.value) for outcome in Outcome)


class ItemKind(StrEnum):
    """What stands at a place of a source."""

    FILE = "file"
    MESSAGE = "message"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE_FOLDER = "unreadable_folder"
    MAILBOX = "mailbox"
    UNREADABLE_MAILBOX = "unreadable_mailbox"
    UNREADABLE = "unreadable"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of an item beside its bytes, such as a row of a manifest."""

    title: str = ""
    on: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One item of a source before it is read.

    `relative` is its path within the source as raw bytes; `size` in bytes, `mtime_ns` in
    nanoseconds since 1970 UTC, both as the file system says. `content` is set for a message
    that was cut out of a mailbox; everything else is read from `absolute`, a large message from
    the bytes `span` of it, which must have the SHA-256 `digest`. `identity` names what may be
    found at another path the next time, such as the third message of a mailbox; `version` tells
    whether it is the same as before where the file system cannot. `said` is what the source says of
    it, `sha256` the digest that it must have, if any is given. `only_copy`: no source keeps it, so
    that it cannot be left there. `beside`: files that are attached to it, by name and path.
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
    span: tuple[int, int] | None = None
    digest: str = ""
    identity: bytes = b""
    version: str = ""
    said: Said = field(default_factory=Said)
    sha256: str = ""
    only_copy: bool = False
    beside: tuple[tuple[str, bytes], ...] = ()

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
        """The path without its last part; empty at the top. `cur` and `new` of a Maildir are not
        folders to a person."""
        folder = self.path.rpartition("/")[0]
        if self.kind is ItemKind.MESSAGE and b"\0maildir\0" in self.identity:
            return folder.rpartition("/")[0]
        return folder

    @property
    def stamp(self) -> str:
        """Tells whether the item is the one that was seen before."""
        return self.version or f"{self.size}:{self.mtime_ns}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Pages of a stack of scans (from 1) that are one record, and the class or folder that their
    separator sheet names; blank: where the stack goes."""

    into: str
    first: int
    last: int

    @property
    def in_words(self) -> str:
        """Which pages."""
        one = f"page {self.first}"
        return one if self.first == self.last else f"pages {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A separator sheet: the place that it names, and what that is called."""

    reference: str
    title: str


class Doubt(StrEnum):
    """Why a message is not what a message should be, so that a person looks at it."""

    HEADERS = "headers"
    SENDER = "sender"
    DATE = "date"
    BODY = "body"
    CONTENT = "content"


DOUBTS = {
    Doubt.HEADERS: "Its headers are broken, or longer than 4 MB.",
    Doubt.SENDER: "It does not say who sent it.",
    Doubt.DATE: "It has no date, or none that can be read.",
    Doubt.BODY: "There is nothing below its headers.",
    Doubt.CONTENT: "It could not be taken apart into text and attachments.",
}


@dataclass(frozen=True, slots=True)
class MessageHeaders:
    """What is taken from a message at capture.

    `sameness` is the digest of what it says, blank for a message without an identifier;
    `thread_ids` are its own identifier and those that it refers to; `block` its headers as they
    came, `opening` the first bytes below them.
    """

    subject: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    sameness: str = ""
    thread_ids: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    block: bytes = field(default=b"", repr=False)
    opening: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules about mail say of a message: its `kind`, blank for most; why it is `left`
    where it is, or the class (by reference) that it is filed `into` instead."""

    kind: str = ""
    left: str = ""
    into: str = ""


class MailSorter(Protocol):
    """Says what becomes of messages that are captured into a class. Named in the setting
    MUNIMENT_MAIL_SORTER, because the mail room lives above capture."""

    def __call__(self, file_class: Any, messages: Sequence[MessageHeaders], /) -> list[Verdict]:
        """One for each message, in order."""
        ...


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item, for the person who captures."""

    path: str
    outcome: Outcome
    record: str = ""
    reason: str = ""


class Way(StrEnum):
    """How a file that holds many things is taken: a zip file with a list of what is in it, a zip
    file as the folder that was packed, the export of a chat, or a stack of scans with separator
    sheets."""

    LIST = "list"
    ZIP = "zip"
    CHAT = "chat"
    SCANS = "scans"


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a file taken. `name`: what they call it; `into`: the class or folder, by
    reference; `channel`: of a chat; `in_one`: all of the chat as one record."""

    way: Way
    name: str
    into: str
    channel: str = ""
    in_one: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file that holds many things would become, item by item. `into` is blank where it goes
    where everything goes that says nothing else."""

    path: str
    title: str
    into: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unprocessed:
    """An item that is not taken, and why."""

    outcome: Outcome
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Received:
    """An uploaded file whose content is durable and that is not filed yet. `own_reason`: why it is
    to be a record of its own where the same readers have its content already."""

    staged: Staged
    new: NewRecord
    format: Format
    headers: MessageHeaders = field(default_factory=MessageHeaders)
    own_reason: str = ""
