"""One file brought by a person, through the page or the API."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import ContentVanished, Staged
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.checking import queue_for_a_person
from muniment.holdings.capture.actions.filing import (
    Duplicate,
    enqueue_derivation,
    refuse_if_twin_came,
    until_no_twin_comes,
)
from muniment.holdings.capture.actions.storing import identifier
from muniment.holdings.capture.adapters import messages
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
from muniment.holdings.metadata import actions as field_actions
from muniment.holdings.metadata import queries as field_queries
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules
from muniment.holdings.records.types import NewRecord, Titled
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
    title_reason: str = "",
    modified: datetime | None = None,
    narrowing: Narrowing | None = None,
    metadata: Mapping[str, str] | None = None,
    fields: Mapping[str, Any] | None = None,
    expected_size: int | None = None,
    expected_sha256: str | None = None,
    own_reason: str = "",
    now: datetime,
) -> ItemResult:
    """File one uploaded file in a folder. When this returns the record is durable.

    The right to file is tested before a byte is read. `expected_size` in bytes and
    `expected_sha256` (hexadecimal), where given, must match what came. `fields` are those that the
    class asks for, by code; what is missing and what is no value is refused, all at once. An exact
    duplicate of what this audience already holds is linked instead, unless `own_reason` says why
    it is to be a record of its own. Raises Refused with every reason.
    """
    said, narrow = fields or {}, narrowing or Narrowing()
    check_upload(actor, folder, narrowing=narrow, fields=said, now=now)
    received = receive_upload(
        actor,
        folder,
        name=name,
        stream=stream,
        title=title,
        title_reason=title_reason,
        modified=modified,
        narrowing=narrowing,
        metadata=metadata,
        fields=fields,
        expected_size=expected_size,
        expected_sha256=expected_sha256,
        own_reason=own_reason,
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
    title_reason: str = "",
    modified: datetime | None = None,
    narrowing: Narrowing | None = None,
    metadata: Mapping[str, str] | None = None,
    fields: Mapping[str, Any] | None = None,
    expected_size: int | None = None,
    expected_sha256: str | None = None,
    own_reason: str = "",
    now: datetime,
) -> Received:
    """The first half of `take_upload`, which takes as long as the sender does: the content is
    made durable, outside any transaction; nothing speaks of it yet."""
    fields, narrow = fields or {}, narrowing or Narrowing()
    place = _place(actor, folder, narrow, now)
    asked = field_queries.asked_in(place.file_class)
    refuse_if(record_queries.reasons_against_fields(actor, asked, fields))
    _check_title(place, title, title_reason)
    staged = store().store(
        stream, expected_size=expected_size, expected_sha256=expected_sha256 or None
    )
    headers = _headers(name, staged)
    new = _new_record(name, staged, headers, modified, now)
    new = rules.given(
        new,
        title=title,
        title_reason=title_reason,
        narrowing=narrowing,
        metadata=metadata or {},
    )
    new = replace(new, fields=fields)
    with store().plain_files([staged]) as [path]:
        named = identifier().identify(path, name)
    return Received(staged, new, named, headers, own_reason.strip()[:1000])


def _check_title(place: "Folder", title: str, title_reason: str) -> None:
    """Raise Refused for a title that a person gave and the naming rules do not let pass. That of
    a file without one is made from its name, and marked where it breaks them."""
    wanted = record_rules.printable(title.strip())
    if wanted:
        judged = record_queries.judge_titles([Titled(wanted, place.file_class_id)])[0]
        refuse_if(record_rules.reasons_not_to_entitle(judged, title_reason))


def file_received(actor: Profile, folder: str, received: Received, *, now: datetime) -> ItemResult:
    """The second half: file what was received, in one short transaction."""
    try:
        return until_no_twin_comes(lambda: file_upload(actor, folder, received=received, now=now))
    except ContentVanished as error:
        words = "The same content was being destroyed at this moment. Send it again."
        raise Refused(Reason("content_vanished", words)) from error


def check_upload(
    actor: Profile,
    folder: str,
    *,
    narrowing: Narrowing,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """Whether the actor may file in the folder, under this narrowing and with these fields, before
    anything is sent; a form that is stopped by a field is counted. Raises Refused."""
    found = _place(actor, folder, narrowing, now)
    asked = field_queries.asked_in(found.file_class)
    codes = [one.terms.code for one in asked]
    with field_actions.refusals_counted("upload", codes, now=now):
        refuse_if(record_queries.reasons_against_fields(actor, asked, fields))


def _place(actor: Profile, folder: str, narrowing: Narrowing, now: datetime) -> "Folder":
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


def _headers(name: str, staged: Staged) -> MessageHeaders:
    if not rules.is_message("", name):
        return MessageHeaders()
    with store().open(staged) as opened:
        return messages.read(opened)


def _new_record(
    name: str, staged: Staged, headers: MessageHeaders, modified: datetime | None, now: datetime
) -> NewRecord:
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
    return new


def _item(name: str, size: int, modified: datetime | None) -> SourceItem:
    raw = os.fsencode(name.replace("\x00", "").encode("utf-8", "replace"))
    nanoseconds = int(modified.timestamp()) * 10**9 if modified else 0
    return SourceItem(ItemKind.FILE, b"", raw, size=size, mtime_ns=nanoseconds)


@verb("capture:upload:file")
def file_upload(actor: Profile, folder: str, *, received: Received, now: datetime) -> ItemResult:
    """File stored content as a record, or link it to its duplicate, in one transaction."""
    new = received.new
    place = _place(actor, folder, new.narrowing, now)
    asked = field_queries.asked_in(place.file_class)
    field_actions.count("upload", [one.terms.code for one in asked], set(), now=now)
    twin = _twin(place, received.staged, new)
    if twin is not None and new.narrowing == Narrowing() and not received.own_reason:
        return _link(actor, place, twin, received, now)
    content.adopt([received.staged], {received.staged.sha256: received.format}, [], now=now)
    refuse_if_twin_came(_claimed(place, received, twin))
    item = (place, rules.identified(new, received.format.puid))
    made, events = records.file_records(actor, place.file_class, [item], by_hand=True, now=now)
    if twin is not None and received.own_reason:
        events.append(_kept_apart(actor, made[0], twin, received.own_reason))
    doubts = [(made[0], received.headers.doubts)]
    events += queue_for_a_person(doubts, by=actor.reference, now=now)
    search.index([made[0].pk], now=now)
    enqueue_derivation(actor, [made[0].pk], now)
    tell(events, at=now)
    return ItemResult(new.name, Outcome.CAPTURED, made[0].reference)


def _claimed(place: "Folder", received: Received, twin: "Record | None") -> list[Duplicate]:
    """What is filed in the belief that these readers have none of it. An empty file, and one that
    is narrower than its folder, is a record of its own whatever there is."""
    alone = twin is not None or not received.staged.size or received.new.narrowing != Narrowing()
    return [] if alone else [(place.audience_id, received.staged.sha256)]


def _kept_apart(actor: Profile, made: "Record", twin: "Record", reason: str) -> EventDraft:
    """That somebody was told, or knew, that the content is here, and why it was filed again."""
    about, detail = f"record:{made.reference}", {"same_as": twin.reference}
    return EventDraft(
        "capture:upload:kept_apart", actor.reference, about, reason=reason, detail=dict(detail)
    )


def _link(
    actor: Profile, place: "Folder", twin: "Record", received: Received, now: datetime
) -> ItemResult:
    """Add a place to the record that is here already. Of a message that says the same the headers
    are kept with the place, and its bytes are not."""
    new, staged = received.new, received.staged
    found_at = new.found_at
    if record_queries.has_bytes(twin, staged.sha256):
        content.adopt([staged], {staged.sha256: received.format}, [], now=now)
    else:
        content.turn_away([staged], now=now)
        found_at = replace(found_at, headers=received.headers.block or None)
    event = records.link_duplicate(
        actor, twin, place, found_at, modified_on=new.modified_on, now=now
    )
    records.fill_gaps(actor, twin, new.fields, now=now)
    search.index([twin.pk], now=now)
    tell(event, at=now)
    words = "The same file is here already. This place was added to it."
    return ItemResult(new.name, Outcome.LINKED, twin.reference, words)


def _twin(place: "Folder", staged: Staged, new: NewRecord) -> "Record | None":
    """The record that this audience has of the content, or of a message that says the same,
    locked before the content is: in the order of a destruction, so that the two never wait in a
    ring."""
    digests = [staged.sha256] if staged.size else []
    known = list(record_queries.originals(place.audience_id, digests).values())
    known = known or list(record_queries.same_messages(place.audience_id, [new.sameness]).values())
    return next(iter(records.lock_live(one.pk for one in known).values()), None)
