"""Pure decisions of capture: which items are taken, under which title, date and folder."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.types import Format
from muniment.holdings.capture.rules.messages import MESSAGE_FORMATS as MESSAGE_FORMATS
from muniment.holdings.capture.rules.messages import headers_of as headers_of
from muniment.holdings.capture.rules.messages import is_message as is_message
from muniment.holdings.capture.types import (
    ItemKind,
    MessageHeaders,
    Outcome,
    SourceItem,
    Unprocessed,
)
from muniment.holdings.records import rules as records
from muniment.holdings.records.types import FoundAt, NewRecord

PATH_LENGTH = 4_000
INDEXED_BYTES = 2_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key_of(item: SourceItem) -> str:
    """Names an item within its source: the SHA-256 of its raw relative path, or of its identity
    where its path may change."""
    return hashlib.sha256(item.identity or item.relative).hexdigest()


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
    if item.kind is ItemKind.UNREADABLE_MAILBOX:
        return Unprocessed(Outcome.FAILED, "unreadable_mailbox", item.reason)
    if item.kind is ItemKind.MAILBOX:
        return Unprocessed(Outcome.OPENED, "taken_apart", item.reason)
    if item.kind is ItemKind.UNREADABLE:
        return Unprocessed(Outcome.FAILED, "unreadable", item.reason)
    if item.kind is ItemKind.UNFIT:
        return Unprocessed(Outcome.REFUSED, "unfit", item.reason)
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


def format_of_message(named: Format) -> Format:
    """The format of what was found in a mailbox: a message, whatever its words look like; one that
    is a file of some other kind stays that."""
    if named.puid in MESSAGE_FORMATS or (named.puid and not named.mime.startswith("text/")):
        return named
    basis = "it was found in a mailbox"
    return Format("fmt/278", "message/rfc822", "Internet e-mail message", basis, named.warning)


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
    record_date, date_source = records.date_of_record(
        modified, item.said.on or headers.sent_at, now
    )
    title = records.printable(item.said.title or headers.subject)[: records.TITLE_LENGTH]
    title = title or records.title_from_name(item.name)
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
        metadata={**headers.metadata, **_printable(item.said.metadata)},
        message_id=headers.message_id,
        sameness=headers.sameness,
        thread_ids=headers.thread_ids,
    )


def _printable(said: Mapping[str, str]) -> dict[str, str]:
    return {records.printable(name): records.printable(text) for name, text in said.items()}


def found_at(item: SourceItem, source: str, owner: str, headers: bytes | None = None) -> FoundAt:
    """Where the item was found, and what the source said of it. `headers` are those of a copy of
    a message, which say how it came there."""
    modified, accessed = moment(item.mtime_ns), moment(item.atime_ns)
    return FoundAt(
        source=source,
        path=item.path,
        path_bytes=item.relative if _needs_bytes(item.relative) else None,
        owner=owner,
        mode=oct(item.mode & 0o7777) if item.mode else "",
        modified_at=modified.isoformat() if modified else f"{item.mtime_ns} ns",
        accessed_at=accessed.isoformat() if accessed else "",
        headers=headers,
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
    new: NewRecord,
    *,
    title: str,
    title_reason: str,
    narrowing: Narrowing | None,
    metadata: Mapping[str, str],
) -> NewRecord:
    """The record with what the person said of it in place of what was guessed."""
    return replace(
        new,
        title=records.printable(title.strip())[: records.TITLE_LENGTH] or new.title,
        narrowing=narrowing or new.narrowing,
        metadata={**new.metadata, **_printable(metadata)},
        titled=bool(title.strip()),
        title_reason=title_reason,
    )


def identified(new: NewRecord, puid: str) -> NewRecord:
    """The record with the format that its content was identified as."""
    return replace(new, puid=puid)
