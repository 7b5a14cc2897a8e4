"""Checking the whole log: every row, node, checkpoint and note against the events themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TypeAlias

from django.db import connection
from django.db.models import Min

from muniment.foundation.audit.adapters import triggers
from muniment.foundation.audit.models import AuditDisclosure, AuditEvent, AuditNode
from muniment.foundation.audit.queries import claims
from muniment.foundation.audit.queries.stamps import Stamp
from muniment.foundation.audit.queries.tree import size as current_size
from muniment.foundation.audit.rules import canonical, tree
from muniment.foundation.audit.types import Claim, Fault, FaultKind, Node, Verification

CHUNK = 1 << 13
Row: TypeAlias = tuple[int, str, str, str, str, str, str, str, str, bytes | memoryview]
COLUMNS = (
    "seq",
    "stamp",
    "kind",
    "actor",
    "job",
    "origin",
    "object_reference",
    "reason",
    "canonical",
    "leaf_hash",
)


@dataclass(slots=True)
class _Walk:
    """How far the tree has been rebuilt from the events, and what was found on the way."""

    size: int = 0
    pending: dict[int, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True


def verify(checkpoint_note: str | None = None) -> Verification:
    """Check the log as it stands, while others may go on adding to it; every fault found.

    `checkpoint_note` is a note kept outside, by an auditor for instance. The notes in the
    checkpoint folder are compared as well. Without any outside note, somebody with the database
    and the signing key could have rewritten everything.
    """
    # What is signed is read before the size, so that no checkpoint made meanwhile looks too new.
    outside, outside_faults = claims.outside(checkpoint_note)
    stored, stored_faults = claims.stored()
    unstored = claims.unstored(outside, stored)
    walk = _Walk(faults=[*outside_faults, *stored_faults, *unstored])
    size = current_size()
    _walk(walk, size, [*stored, *outside])
    walk.faults += [*_extra_rows(), *_extra_nodes(size), *_disclosures(), *_triggers()]
    return Verification(
        size=size,
        root=tree.root_of(walk.size, walk.pending),
        checkpoints=len(stored) + len(stored_faults),
        external_notes=len(outside) + len(outside_faults),
        faults=tuple(walk.faults),
    )


def _walk(walk: _Walk, size: int, claimed: Sequence[Claim]) -> None:
    by_size: dict[int, list[Claim]] = defaultdict(list)
    for claim in claimed:
        by_size[claim.head.size].append(claim)
    _compare_claims(walk, by_size.pop(0, []))
    for rows in _chunks(size):
        leaves = _leaves(walk, rows)
        if leaves:
            _grow(walk, leaves, by_size)
    for claim in (claim for group in by_size.values() for claim in group):
        walk.faults.append(_beyond(claim, walk.size))


def _chunks(size: int) -> Iterator[list[Row]]:
    """The events in order, few at a time: by number, since a database that has not counted a new
    log yet would sort all that is left of it for each chunk."""
    start = 0
    while start < size:
        end = min(start + CHUNK, size)
        rows = AuditEvent.objects.filter(seq__gte=start, seq__lt=end).order_by("seq")
        chunk: list[Row] = list(rows.annotate(stamp=Stamp("at")).values_list(*COLUMNS))
        if chunk:
            yield chunk
            start = end
        else:
            later = AuditEvent.objects.filter(seq__gte=end, seq__lt=size)
            start = later.aggregate(first=Min("seq"))["first"] or size


def _leaves(walk: _Walk, rows: Iterable[Row]) -> list[bytes]:
    """The recomputed leaf hashes of `rows`, up to the first number that is missing."""
    leaves: list[bytes] = []
    for row in rows:
        expected = walk.size + len(leaves)
        if walk.whole and row[0] != expected:
            walk.whole = False
            walk.faults.append(_gap(expected, row[0]))
        leaf = tree.leaf_hash(row[8])
        walk.faults += _row_faults(row, leaf)
        if walk.whole:
            leaves.append(leaf)
    return leaves


def _gap(first: int, found: int) -> Fault:
    message = f"events {first} to {found - 1} are missing; nothing after them can be proven"
    return Fault(FaultKind.MISSING, first, message)


def _row_faults(row: Row, leaf: bytes) -> list[Fault]:
    seq, text, stored = row[0], row[8], row[9]
    faults = []
    if bytes(stored) != leaf:
        faults.append(Fault(FaultKind.LEAF, seq, f"event {seq} does not match its hash"))
    head, tail = canonical.frame(*row[:8])
    if not (text.startswith(head) and text.endswith(tail)):
        message = f"the columns of event {seq} do not match its canonical text"
        faults.append(Fault(FaultKind.COLUMNS, seq, message))
    return faults


def _grow(walk: _Walk, leaves: Sequence[bytes], by_size: dict[int, list[Claim]]) -> None:
    first, last = walk.size, walk.size + len(leaves)
    stops = sorted({first, last, *(size for size in by_size if first < size < last)})
    made: list[Node] = []
    for start, stop in pairwise(stops):
        made += tree.grow(start, walk.pending, leaves[start - first : stop - first])
        walk.size = stop
        _compare_claims(walk, by_size.pop(stop, []))
    _compare_nodes(walk, made)


def _compare_claims(walk: _Walk, claimed: Iterable[Claim]) -> None:
    root = tree.root_of(walk.size, walk.pending)
    for claim in claimed:
        if claim.head.root != root:
            message = f"{claim.source} does not match the first {walk.size} events"
            walk.faults.append(Fault(claim.kind, None, message))


def _beyond(claim: Claim, size: int) -> Fault:
    message = f"{claim.source} covers {claim.head.size} events; only {size} can be followed"
    return Fault(claim.kind, None, message)


def _compare_nodes(walk: _Walk, made: Iterable[Node]) -> None:
    for level, nodes in groupby(sorted(made), key=lambda node: node.level):
        expected = {node.position: node.hash for node in nodes}
        found = _stored_nodes(level, min(expected), max(expected))
        if found == expected:
            continue
        for position, digest in expected.items():
            if found.get(position) != digest:
                walk.faults.append(_node_fault(level, position))


def _stored_nodes(level: int, first: int, last: int) -> dict[int, bytes]:
    rows = AuditNode.objects.filter(level=level, index__gte=first, index__lte=last)
    return {index: bytes(digest) for index, digest in rows.values_list("index", "hash")}


def _node_fault(level: int, position: int) -> Fault:
    message = f"tree node {level}/{position} does not match the events under it"
    return Fault(FaultKind.NODE, position << level, message)


def _extra_rows() -> list[Fault]:
    rows = AuditEvent.objects.filter(seq__lt=0).values_list("seq", flat=True)
    return [Fault(FaultKind.EXTRA, seq, f"event {seq} has an impossible number") for seq in rows]


def _extra_nodes(size: int) -> list[Fault]:
    """Nodes over events that do not exist; those written since the check began are let be."""
    suspects = list(AuditNode.objects.filter(index__lt=0).values_list("level", "index"))
    suspects += AuditNode.objects.filter(level__lt=1).values_list("level", "index")
    for level in range(1, 63):
        rows = AuditNode.objects.filter(level=level, index__gte=size >> level)
        suspects += rows.values_list("level", "index")
    suspects += AuditNode.objects.filter(level__gte=63).values_list("level", "index")
    now = current_size() if suspects else size
    return [
        Fault(FaultKind.EXTRA, None, f"tree node {level}/{index} stands over no events")
        for level, index in suspects
        if level < 1 or level > 62 or index < 0 or (index + 1) << level > now
    ]


def _disclosures() -> Iterator[Fault]:
    rows = AuditDisclosure.objects.order_by("seq").values_list("seq", "field", "salt", "value")
    for seq, group in groupby(rows.iterator(), key=lambda row: row[0]):
        text = AuditEvent.objects.filter(seq=seq).values_list("canonical", flat=True).first()
        for _, name, salt, value in group:
            if not canonical.commits(text or "", name, canonical.commitment(bytes(salt), value)):
                message = f"the disclosed {name} is not what event {seq} commits to"
                yield Fault(FaultKind.COMMITMENT, seq, message)


def _triggers() -> list[Fault]:
    lacking = triggers.names(connection.vendor) - triggers.present(connection)
    return [
        Fault(FaultKind.TRIGGER, None, f"the database trigger {name} is missing or switched off")
        for name in sorted(lacking)
    ]
