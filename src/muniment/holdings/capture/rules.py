"""Pure decisions of capture: which items are taken, under which title, date and folder."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from muniment.foundation.access.types import Narrowing
from muniment.holdings.capture.types import (
    ItemKind,
    MessageHeaders,
    Outcome,
    SourceItem,
    Unprocessed,
)
from muniment.holdings.records import rules as records
from muniment.holdings.records.types import FoundAt, NewRecord

HEADER_BYTES = 65_536
PATH_LENGTH = 4_000
INDEXED_BYTES = 2_000
KEPT_HEADERS = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")
MESSAGE_FORMATS = frozenset({"fmt/278", "fmt/950"})  # PRONOM: Internet mail message, MIME message
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key_of(item: SourceItem) -> str:
    """Names an item within its source: the SHA-256 of its raw relative path."""
    return hashlib.sha256(item.relative).hexdigest()


def source_key(source: bytes, file_class: int, folder: int | None) -> str:
    """Names one source going into one place, so that running it again resumes."""
    return hashlib.sha256(b"%s\0%d\0%d" % (source, file_class, folder or 0)).hexdigest()


def why_not_taken(item: SourceItem, max_bytes: int) -> Unprocessed | None:
    """Why an item is not even tried; None if it is."""
    if item.kind is ItemKind.LINK:
        return Unprocessed(
            Outcome.REFUSED, "link", "It is a link, not a file. Links are not followed."
        )
    if item.kind is ItemKind.SPECIAL:
        words = "It is a socket, pipe or device, not a file."
        return Unprocessed(Outcome.REFUSED, "not_a_regular_file", words)
    if item.kind is ItemKind.UNREADABLE_FOLDER:
        return Unprocessed(Outcome.FAILED, "unreadable_folder", item.reason)
    if len(item.relative) > PATH_LENGTH:
        words = f"Its path is longer than {PATH_LENGTH} bytes."
        return Unprocessed(Outcome.REFUSED, "path_too_long", words)
    if item.size > max_bytes:
        words = f"It is larger than {max_bytes} bytes, the most this system takes."
        return Unprocessed(Outcome.REFUSED, "too_large", words)
    return None


def folder_title(item: SourceItem, source_name: str) -> str:
    """The title of the folder that an item is filed in: the path of its folder in the source."""
    parts = [part for part in item.folder.split("/") if part]
    return records.printable(" / ".join(parts) or source_name)[:500]


def is_message(puid: str, name: str) -> bool:
    """Whether the content is an Internet mail message, by its format or else its name."""
    return puid in MESSAGE_FORMATS or (not puid and name.lower().endswith(".eml"))


def headers_of(head: bytes) -> MessageHeaders:
    """The headers of a message, read from its first bytes. Malformed headers are left out."""
    try:
        parsed = BytesHeaderParser().parsebytes(head[:HEADER_BYTES])
    except Exception:  # a hostile header must not stop the capture of the message
        return MessageHeaders()
    found = {name: _text(parsed.get(name)) for name in KEPT_HEADERS}
    return MessageHeaders(
        subject=found["subject"],
        message_id=found["message-id"].strip("<> "),
        sent_at=_sent(found["date"]),
        metadata={name: text[:2000] for name, text in found.items() if text},
    )


def _text(raw: object) -> str:
    if raw is None:
        return ""
    try:
        decoded = str(make_header(decode_header(str(raw))))
    except (ValueError, LookupError, UnicodeError):
        decoded = str(raw)
    return records.printable(re.sub(r"\s+", " ", decoded)).strip()


def _sent(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def moment(nanoseconds: int) -> datetime | None:
    """The moment so many nanoseconds from 1970, or None outside the years that dates have."""
    try:
        return EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None


def new_record(
    item: SourceItem,
    *,
    source: str,
    sha256: str,
    size: int,
    puid: str,
    headers: MessageHeaders,
    owner: str,
    now: datetime,
) -> NewRecord:
    """What is filed for an item: title and date from the message or the file."""
    modified = moment(item.mtime_ns)
    record_date, date_source = records.date_of_record(modified, headers.sent_at, now)
    title = headers.subject[: records.TITLE_LENGTH] or records.title_from_name(item.name)
    return NewRecord(
        title=title,
        name=records.printable(item.name)[:500],
        sha256=sha256,
        size=size,
        record_date=record_date,
        date_source=date_source,
        modified_on=records.trusted_date(modified, now),
        found_at=found_at(item, source, owner),
        puid=puid,
        metadata=headers.metadata,
        message_id=headers.message_id,
    )


def found_at(item: SourceItem, source: str, owner: str) -> FoundAt:
    """Where the item was found, and what the source said of it."""
    modified, accessed = moment(item.mtime_ns), moment(item.atime_ns)
    return FoundAt(
        source=source,
        path=item.path,
        path_bytes=item.relative if _needs_bytes(item.relative) else None,
        owner=owner,
        mode=oct(item.mode & 0o7777) if item.mode else "",
        modified_at=modified.isoformat() if modified else f"{item.mtime_ns} ns",
        accessed_at=accessed.isoformat() if accessed else "",
    )


def source_path(text: str) -> str:
    """The path of a folder of a source, as it is kept and looked up: a long one ends in its
    digest, for an index of the database takes no more than some 2,700 bytes."""
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) <= INDEXED_BYTES:
        return text
    return f"{text[:400]}… {hashlib.sha256(raw).hexdigest()}"


def _needs_bytes(raw: bytes) -> bool:
    """Whether showing the path loses something of it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return records.printable(text) != text


def given(
    new: NewRecord, *, title: str, narrowing: Narrowing | None, metadata: Mapping[str, str]
) -> NewRecord:
    """The record with what the person said of it in place of what was guessed."""
    said = {records.printable(name): records.printable(text) for name, text in metadata.items()}
    return replace(
        new,
        title=records.printable(title.strip())[: records.TITLE_LENGTH] or new.title,
        narrowing=narrowing or new.narrowing,
        metadata={**new.metadata, **said},
    )


def identified(new: NewRecord, puid: str) -> NewRecord:
    """The record with the format that its content was identified as."""
    return replace(new, puid=puid)
