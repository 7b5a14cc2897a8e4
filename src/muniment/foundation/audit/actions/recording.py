"""Appending events: inside the business transaction, under the log's lock, gap-free."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from django.db import connection

from muniment.foundation.audit.actions.context import current_origin, recorded
from muniment.foundation.audit.adapters import rows
from muniment.foundation.audit.models import AuditDisclosure, AuditEvent, AuditNode
from muniment.foundation.audit.queries.tree import hashes_of, last_leaf
from muniment.foundation.audit.rules import canonical, tree
from muniment.foundation.audit.types import EventDraft, LogDamaged, Node, OutsideTransaction

LOCK = 0x6D756E69  # "muni", the advisory lock of the log
EventRow: TypeAlias = tuple[int, object, str, str, str, str, str, str, str, bytes]
DisclosureRow: TypeAlias = tuple[int, str, bytes, str]
EVENT_COLUMNS = (
    "seq",
    "at",
    "kind",
    "actor",
    "job",
    "origin",
    "object_reference",
    "reason",
    "canonical",
    "leaf_hash",
)


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
    last, leaf = last_leaf()
    first = last + 1
    events, disclosures = _rows(batch, first=first, at=at)
    nodes = _nodes(first, leaf, [event[-1] for event in events])
    rows.insert(AuditEvent, EVENT_COLUMNS, events)
    rows.insert(AuditNode, ("level", "index", "hash"), nodes)
    rows.insert(AuditDisclosure, ("seq", "field", "salt", "value"), disclosures)
    recorded.set(recorded.get() + len(events))
    return list(range(first, first + len(events)))


def lock_log() -> None:
    """Wait for the log's lock; on SQLite the immediate transaction holds it already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _rows(
    batch: Iterable[EventDraft], *, first: int, at: datetime
) -> tuple[list[EventRow], list[DisclosureRow]]:
    stamp = canonical.instant(at)
    moment = connection.ops.adapt_datetimefield_value(at.astimezone(UTC))
    events: list[EventRow] = []
    disclosures: list[DisclosureRow] = []
    for seq, given in enumerate(batch, first):
        draft = canonical.settled(given, current_origin())
        private = _disclosures(seq, draft)
        disclosures += private
        events.append(_event(draft, seq, stamp, moment, private))
    return events, disclosures


def _disclosures(seq: int, draft: EventDraft) -> list[DisclosureRow]:
    return [(seq, field, secrets.token_bytes(32), value) for field, value in draft.private.items()]


def _event(
    draft: EventDraft, seq: int, stamp: str, moment: object, private: list[DisclosureRow]
) -> EventRow:
    commitments = {field: canonical.commitment(salt, value) for _, field, salt, value in private}
    text = canonical.event_text(draft, seq=seq, at=stamp, commitments=commitments)
    return (
        seq,
        moment,
        draft.kind,
        draft.actor,
        draft.job,
        draft.origin,
        draft.object_reference,
        draft.reason,
        text,
        tree.leaf_hash(text),
    )


def _nodes(first: int, last_leaf: bytes, leaves: Sequence[bytes]) -> list[Node]:
    needed = [place for place in tree.merged_by(first, len(leaves)) if place.level]
    found = hashes_of(needed)
    if len(found) < len(needed):
        raise LogDamaged("the log's tree lacks a node; run `muniment audit verify`")
    pending = {0: last_leaf} | {place.level: digest for place, digest in found.items()}
    return tree.grow(first, pending, leaves)
