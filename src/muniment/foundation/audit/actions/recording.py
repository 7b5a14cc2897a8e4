"""Appending events: inside the business transaction, under the log's lock, gap-free."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection

from muniment.foundation.audit.actions.context import current_origin, recorded
from muniment.foundation.audit.models import AuditDisclosure, AuditEvent, AuditNode
from muniment.foundation.audit.queries.tree import hashes_of, size
from muniment.foundation.audit.rules import canonical, tree
from muniment.foundation.audit.types import EventDraft, LogDamaged, OutsideTransaction

LOCK = 0x6D756E69  # "muni", the advisory lock of the log


def record(drafts: EventDraft | Sequence[EventDraft], *, at: datetime) -> list[int]:
    """Append `drafts` to the log as having happened `at` (a zone is needed); their numbers.

    Call it last in the transaction: it takes the log's lock, held until the commit. Raises
    OutsideTransaction where no transaction is open, ValueError for a malformed draft, LogDamaged
    where the tree cannot be continued.
    """
    batch = [drafts] if isinstance(drafts, EventDraft) else list(drafts)
    if not connection.in_atomic_block:
        raise OutsideTransaction("an event is recorded in the transaction that it tells of")
    if not batch:
        return []
    lock_log()
    events, disclosures = _events(batch, first=size(), at=at)
    nodes = _nodes(events)
    AuditEvent.objects.bulk_create(events)
    AuditNode.objects.bulk_create(nodes)
    AuditDisclosure.objects.bulk_create(disclosures)
    recorded.set(recorded.get() + len(events))
    return [event.seq for event in events]


def lock_log() -> None:
    """Wait for the log's lock; on SQLite the immediate transaction holds it already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _events(
    batch: Iterable[EventDraft], *, first: int, at: datetime
) -> tuple[list[AuditEvent], list[AuditDisclosure]]:
    stamp, moment = canonical.instant(at), at.astimezone(UTC)
    events: list[AuditEvent] = []
    disclosures: list[AuditDisclosure] = []
    for seq, draft in enumerate(batch, first):
        draft = _placed(draft)
        canonical.check_draft(draft)
        private = _disclosures(seq, draft)
        disclosures += private
        events.append(_event(draft, seq, stamp, moment, private))
    return events, disclosures


def _placed(draft: EventDraft) -> EventDraft:
    here = current_origin()
    if (draft.origin or not here.where) and (draft.job or not here.job):
        return draft
    return replace(draft, origin=draft.origin or here.where, job=draft.job or here.job)


def _disclosures(seq: int, draft: EventDraft) -> list[AuditDisclosure]:
    return [
        AuditDisclosure(
            seq=seq,
            field=canonical.storable(field),
            salt=secrets.token_bytes(32),
            value=canonical.storable(value),
        )
        for field, value in draft.private.items()
    ]


def _event(
    draft: EventDraft, seq: int, stamp: str, moment: datetime, private: list[AuditDisclosure]
) -> AuditEvent:
    commitments = {row.field: canonical.commitment(bytes(row.salt), row.value) for row in private}
    text = canonical.event_text(draft, seq=seq, at=stamp, commitments=commitments)
    return AuditEvent(
        seq=seq,
        at=moment,
        kind=draft.kind,
        actor=canonical.storable(draft.actor),
        job=canonical.storable(draft.job),
        origin=canonical.storable(draft.origin),
        object_reference=canonical.storable(draft.object_reference),
        reason=canonical.storable(draft.reason),
        canonical=text,
        leaf_hash=tree.leaf_hash(text),
    )


def _nodes(events: list[AuditEvent]) -> list[AuditNode]:
    first = events[0].seq
    needed = tree.merged_by(first, len(events))
    found = hashes_of(needed)
    if len(found) < len(needed):
        raise LogDamaged("the log's tree lacks a node; run `muniment audit verify`")
    hashes = {place.level: digest for place, digest in found.items()}
    made = tree.grow(first, hashes, [bytes(event.leaf_hash) for event in events])
    return [AuditNode(level=node.level, index=node.position, hash=node.hash) for node in made]
