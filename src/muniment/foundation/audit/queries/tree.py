"""The tree as stored: its size, the hashes of its parts, its root."""

from collections.abc import Collection

from django.db import connection

from muniment.foundation.audit.models import AuditEvent, AuditNode
from muniment.foundation.audit.rules import tree
from muniment.foundation.audit.types import LogDamaged, NodeId, TreeHead


def size() -> int:
    """How many events the log holds."""
    return last_leaf()[0] + 1


def last_leaf() -> tuple[int, bytes]:
    """The number of the last event and its hash; -1 and nothing where there is none."""
    table = AuditEvent._meta.db_table
    with connection.cursor() as cursor:  # asked for with every event: the ORM doubles its cost
        cursor.execute(f"SELECT seq, leaf_hash FROM {table} ORDER BY seq DESC LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return (-1, b"") if row is None else (row[0], bytes(row[1]))


def hashes_of(places: Collection[NodeId]) -> dict[NodeId, bytes]:
    """The stored hash of each of `places` that is there."""
    leaves = [place.position for place in places if place.level == 0]
    inner = [place for place in places if place.level]
    found: dict[NodeId, bytes] = {}
    if leaves:
        rows = AuditEvent.objects.filter(seq__in=leaves).values_list("seq", "leaf_hash")
        found.update((NodeId(0, seq), bytes(digest)) for seq, digest in rows)
    if inner:
        nodes = AuditNode.objects.filter(pk__in=inner).values_list("level", "index", "hash")
        found.update((NodeId(level, index), bytes(digest)) for level, index, digest in nodes)
    return found


def roots_of(ranges: Collection[tuple[int, int]]) -> list[bytes]:
    """The root over each range of leaves. Raises LogDamaged where a part is not stored."""
    covers = [list(tree.cover(*leaves)) for leaves in ranges]
    found = hashes_of({place for places in covers for place in places})
    try:
        return [tree.fold([found[place] for place in places]) for places in covers]
    except KeyError as missing:
        raise LogDamaged(f"the log lacks the tree node {missing.args[0]}") from missing


def head(at_size: int | None = None) -> TreeHead:
    """The size and root of the log, now or as it was at `at_size`. Raises LogDamaged."""
    wanted = size() if at_size is None else at_size
    return TreeHead(wanted, roots_of([(0, wanted)])[0])
