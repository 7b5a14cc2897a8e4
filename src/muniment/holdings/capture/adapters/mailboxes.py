"""Mailboxes: telling one from a file, and taking it apart into messages, a piece at a time.

mbox is RFC 4155: each message stands below a line "From sender date". Messages are taken as they
lie there, to the byte; a line of theirs that was written ">From " stays so.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader

from muniment.holdings.capture.types import ItemKind, SourceItem

NAMED_MBOX = (b".mbox", b".mbx")
NAMED_STORE = (b".pst", b".ost")
STORE_MAGIC = b"!BDN"  # MS-PST, section 2.2.2.6
HELD_BYTES = 256 * 1024  # of a message that is held in memory; a longer one is read where it lies
PIECE = 64 * 1024
_DATED = re.compile(
    rb"From [^\r\n]{0,300}[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{1,2}:\d\d[^\r\n]*\d{4}"
)
_ANY = re.compile(rb"From ")
_HEADER = re.compile(rb"[!-9;-~]{1,200}:")
CHANGING = (
    "The mailbox was written to while it was read. What stood before its last message has been "
    "taken in. Capture it again for the rest."
)
BROKEN = "The mailbox could not be read to its end: {}. What stood before has been taken in."


def is_mbox(path: bytes, start: bytes) -> bool:
    """Whether a file of this path that starts so is a mailbox: by its name, or for a file
    without an extension, as Thunderbird's, by its first line alone."""
    name = os.path.basename(path).lower()
    if not start.startswith(b"From "):
        return False
    return name.endswith(NAMED_MBOX) or (b"." not in name and bool(_DATED.match(start)))


def is_store(path: bytes, start: bytes) -> bool:
    """Whether a file of this path that starts so is a mailbox of Outlook."""
    return path.lower().endswith(NAMED_STORE) and start.startswith(STORE_MAGIC)


def may_be_mailbox(path: bytes) -> bool:
    """Whether the name of a file gives reason to look how it starts."""
    name = os.path.basename(path).lower()
    return b"." not in name or name.endswith(NAMED_MBOX + NAMED_STORE)


@dataclass
class _Message:
    """One message while it is cut out: its digest, and its bytes as long as they are few."""

    start: int
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0
    pieces: list[bytes] = field(default_factory=list)
    blank: bytes = b""  # an empty line, which is the mailbox's own if no other follows

    def add(self, line: bytes, is_blank: bool) -> None:
        """Take one more line."""
        self._take(self.blank)
        self.blank = line if is_blank else b""
        if not is_blank:
            self._take(line)

    def _take(self, line: bytes) -> None:
        self.digest.update(line)
        self.size += len(line)
        if self.size <= HELD_BYTES:
            self.pieces.append(line)
        else:
            self.pieces.clear()


def messages_of(path: bytes, relative: bytes, found: os.stat_result) -> Iterator[SourceItem]:
    """The messages of an mbox, each whole and in order; last the mailbox itself, which says how
    many there were, or why there may be more. Memory stays bounded whatever its size."""
    seen: Counter[bytes] = Counter()
    problem, number = "", 0
    try:
        with open(path, "rb") as stream:
            before = _stamp(os.fstat(stream.fileno()))
            waiting: _Message | None = None
            for message in _cut(stream):
                if waiting is not None:
                    number += 1
                    yield _item(path, relative, found, waiting, number, seen)
                waiting = message
            if _stamp(os.fstat(stream.fileno())) != before:
                problem = CHANGING
            elif waiting is not None:
                number += 1
                yield _item(path, relative, found, waiting, number, seen)
    except OSError as error:
        problem = BROKEN.format(error.strerror)
    yield closing(path, relative, found, number, problem)


def closing(
    path: bytes, relative: bytes, found: os.stat_result, number: int, problem: str
) -> SourceItem:
    """The item of a mailbox that has been taken apart, after its messages."""
    words = "message was" if number == 1 else "messages were"
    return SourceItem(
        kind=ItemKind.UNREADABLE_MAILBOX if problem else ItemKind.MAILBOX,
        absolute=path,
        relative=relative,
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        uid=found.st_uid,
        reason=problem or f"{number:,} {words} taken out of this mailbox.",
    )


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def _cut(stream: BufferedReader) -> Iterator[_Message]:
    """Each message when the next one begins, the last at the end."""
    message: _Message | None = None
    at, fresh, after_blank = 0, True, True
    separator = _DATED
    while line := stream.readline(PIECE):
        is_blank = fresh and line in (b"\n", b"\r\n")
        if not at and not _DATED.match(line):  # a program that writes them its own way
            separator = _ANY
        parts = fresh and separator.match(line) and (after_blank or _header_follows(stream))
        if parts or not at:
            if message is not None:
                yield message
            message = _Message(at + len(line))
        elif message is not None:
            message.add(line, is_blank)
        at += len(line)
        fresh, after_blank = line.endswith(b"\n"), is_blank
    if message is not None:
        yield message


def _header_follows(stream: BufferedReader) -> bool:
    return bool(_HEADER.match(stream.peek(256)))


def _item(
    path: bytes,
    relative: bytes,
    found: os.stat_result,
    message: _Message,
    number: int,
    seen: Counter[bytes],
) -> SourceItem:
    digest = message.digest
    seen[digest.digest()] += 1  # one that is there twice is two items
    held = message.size <= HELD_BYTES
    return SourceItem(
        kind=ItemKind.MESSAGE,
        absolute=path,
        relative=b"%s/%06d.eml" % (relative, number),
        size=message.size,
        mtime_ns=found.st_mtime_ns,
        uid=found.st_uid,
        content=b"".join(message.pieces) if held else None,
        span=None if held else (message.start, message.start + message.size),
        digest=digest.hexdigest(),
        identity=b"%s\0%s\0%d" % (relative, digest.digest(), seen[digest.digest()]),
        version=digest.hexdigest(),
    )
