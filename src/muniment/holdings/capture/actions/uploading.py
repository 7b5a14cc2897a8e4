"""One file brought by a person, through the page or the API."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import ContentVanished, Format, Staged
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.filing import enqueue_derivation
from muniment.holdings.capture.actions.storing import identifier
from muniment.holdings.capture.types import (
    ItemKind,
    ItemResult,
    MessageHeaders,
    Outcome,
    Received,
    SourceItem,
)
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as fileplan_rules
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules
from muniment.holdings.records.types import NewRecord
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Folder, Record

UPLOAD = "upload"


def take_upload(
    actor: Profile,
    folder: str,
    *,
    name: str,
    stream: BinaryIO,
    title: str = "",
    modified: datetime | None = None,
    narrowing: Narrowing | None = None,
    metadata: Mapping[str, str] | None = None,
    expected_size: int | None = None,
    expected_sha256: str | None = None,
    now: datetime,
) -> ItemResult:
    """File one uploaded file in a folder. When this returns the record is durable.

    The right to file is tested before a byte is read. `expected_size` in bytes and
    `expected_sha256` (hexadecimal), where given, must match what came. An exact duplicate of
    what this audience already holds is linked instead. Raises Refused with every reason.
    """
    received = receive_upload(
        actor,
        folder,
        name=name,
        stream=stream,
        title=title,
        modified=modified,
        narrowing=narrowing,
        metadata=metadata,
        expected_size=expected_size,
        expected_sha256=expected_sha256,
        now=now,
    )
    return file_received(actor, folder, received, now=now)


def receive_upload(
    actor: Profile,
    folder: str,
    *,
    name: str,
    stream: BinaryIO,
    title: str = "",
    modified: datetime | None = None,
    narrowing: Narrowing | None = None,
    metadata: Mapping[str, str] | None = None,
    expected_size: int | None = None,
    expected_sha256: str | None = None,
    now: datetime,
) -> Received:
    """The first half of `take_upload`, which takes as long as the sender does: the content is
    made durable, outside any transaction; nothing speaks of it yet."""
    check_upload(actor, folder, narrowing=narrowing or Narrowing(), now=now)
    staged = store().store(
        stream, expected_size=expected_size, expected_sha256=expected_sha256 or None
    )
    new = _new_record(name, staged, title, modified, narrowing, metadata, now)
    with store().plain_files([staged]) as [path]:
        return Received(staged, new, identifier().identify(path, name))


def file_received(actor: Profile, folder: str, received: Received, *, now: datetime) -> ItemResult:
    """The second half: file what was received, in one short transaction."""
    staged, new, found = received.staged, received.new, received.format
    try:
        return file_upload(actor, folder, staged=staged, new=new, found=found, now=now)
    except ContentVanished as error:
        words = "The same content was being destroyed at this moment. Send it again."
        raise Refused(Reason("content_vanished", words)) from error


def check_upload(actor: Profile, folder: str, *, narrowing: Narrowing, now: datetime) -> "Folder":
    """The folder, if the actor may file there under this narrowing. Raises Refused."""
    found = record_queries.folder_named(actor, folder)
    effective = fileplan.effective(found.file_class)
    access.require(actor, Permission.RECORDS_CAPTURE, at=effective.place)
    inherited = fileplan_rules.resolve_audience(effective, record_queries.narrowing_of(found))
    marking = narrowing.marking(inherited.marking)
    refuse_if(
        [
            *fileplan.reasons_not_to_file(found.file_class, on=civil_date(now)),
            *record_rules.reasons_not_to_file_in_folder(
                found.closed_on, civil_date(now), found.title
            ),
            *access_rules.reasons_not_to_mark(
                marking, inherited.marking, actor, settings.MUNIMENT_TIERS
            ),
            *record_rules.reasons_not_to_narrow(narrowing, inherited, effective.lineages),
        ]
    )
    return found


def _new_record(
    name: str,
    staged: Staged,
    title: str,
    modified: datetime | None,
    narrowing: Narrowing | None,
    metadata: Mapping[str, str] | None,
    now: datetime,
) -> NewRecord:
    headers = MessageHeaders()
    if rules.is_message("", name):
        with store().open(staged) as opened:
            headers = rules.headers_of(opened.read(rules.HEADER_BYTES))
    item = _item(name, staged.size, modified)
    new = rules.new_record(
        item,
        source=UPLOAD,
        sha256=staged.sha256,
        size=staged.size,
        puid="",
        headers=headers,
        owner="",
        now=now,
    )
    if modified is None:  # else the beginning of 1970 would stand where nothing is known
        new = replace(new, found_at=replace(new.found_at, modified_at="", accessed_at=""))
    return rules.given(new, title=title, narrowing=narrowing, metadata=metadata or {})


def _item(name: str, size: int, modified: datetime | None) -> SourceItem:
    raw = os.fsencode(name.replace("\x00", "").encode("utf-8", "replace"))
    nanoseconds = int(modified.timestamp()) * 10**9 if modified else 0
    return SourceItem(ItemKind.FILE, b"", raw, size=size, mtime_ns=nanoseconds)


@verb("capture:upload:file")
def file_upload(
    actor: Profile,
    folder: str,
    *,
    staged: Staged,
    new: NewRecord,
    found: Format,
    now: datetime,
) -> ItemResult:
    """File stored content as a record, or link it to its duplicate, in one transaction."""
    place = check_upload(actor, folder, narrowing=new.narrowing, now=now)
    twin = _twin(place, staged)
    content.adopt([staged], {staged.sha256: found}, [], now=now)
    if twin is not None and new.narrowing == Narrowing():
        event = records.link_duplicate(
            actor, twin, place, new.found_at, modified_on=new.modified_on, now=now
        )
        search.index([twin.pk], now=now)
        tell(event, at=now)
        words = "The same file is here already. This place was added to it."
        return ItemResult(new.name, Outcome.LINKED, twin.reference, words)
    item = (place, rules.identified(new, found.puid))
    made, events = records.file_records(actor, place.file_class, [item], now=now)
    search.index([made[0].pk], now=now)
    enqueue_derivation(actor, [made[0].pk], now)
    tell(events, at=now)
    return ItemResult(new.name, Outcome.CAPTURED, made[0].reference)


def _twin(place: "Folder", staged: Staged) -> "Record | None":
    """The record that this audience has of the content, locked before the content is: in the
    order of a destruction, so that the two never wait in a ring."""
    digests = [staged.sha256] if staged.size else []
    known = record_queries.originals(place.audience_id, digests).values()
    return next(iter(records.lock_live(one.pk for one in known).values()), None)
