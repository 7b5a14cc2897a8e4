"""Files that came with a conversation, as attachments of its record."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import Format, Staged
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture.actions.filing import enqueue_derivation, place_of
from muniment.holdings.capture.actions.storing import identifier
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable
from muniment.holdings.records.types import NewComponent
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

Stored = list[tuple[Staged, NewComponent]]


def attach_files(
    actor: Profile, reference: str, files: Sequence[tuple[str, bytes]], *, now: datetime
) -> None:
    """Attach files, by name and path, to the record that was made of a conversation, unless it has
    attachments: they are made durable first, then one transaction tells of them. Safe to repeat."""
    found = record_queries.visible(actor).filter(reference=reference).first()
    if found is None or found.components.count() > 1:
        return
    stored: Stored = []
    for name, path in files:
        with Path(path.decode("utf-8", "surrogateescape")).open("rb") as stream:
            staged = store().store(stream)
        title = printable(name.rpartition("/")[2])[:500] or "attachment"
        stored.append((staged, NewComponent(title, staged.sha256, staged.size)))
    with store().plain_files([one for one, _ in stored]) as paths:
        formats = identifier().identify_many(paths, [one.name for _, one in stored])
    named = {one.sha256: made for (one, _), made in zip(stored, formats, strict=True)}
    with suppress(NotFound):  # destroyed meanwhile, or another run was faster
        attach_stored(actor, found, stored, named, now=now)


@verb("capture:conversation:attach")
def attach_stored(
    actor: Profile,
    record: "Record",
    stored: Stored,
    formats: dict[str, Format],
    *,
    now: datetime,
) -> None:
    """Attach what has been made durable to a record. Raises NotFound where it is gone, or has
    attachments by now."""
    access.require(actor, Permission.RECORDS_CAPTURE, at=place_of(record.file_class))
    live = records.lock_live([record.pk])
    if record.pk not in live or live[record.pk].components.count() > 1:
        raise NotFound("conversation without attachments", record.reference)
    content.adopt([one for one, _ in stored], formats, [], now=now)
    parts = [part for _, part in stored]
    event = records.add_components(live[record.pk], parts, by=actor.reference, now=now)
    search.index([record.pk], now=now)
    enqueue_derivation(actor, [record.pk], now)
    tell([event] if event else [], at=now)
