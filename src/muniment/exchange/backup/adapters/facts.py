"""What a snapshot of the database says of itself, asked in plain SQL: it may be that of a file."""

from muniment.exchange.backup.adapters.databases import Ask
from muniment.exchange.backup.types import Facts
from muniment.foundation.audit.rules import tree
from muniment.foundation.audit.types import NodeId, TreeHead


def read(ask: Ask) -> Facts:
    """The content that is to be there and its seals, the log's size and root, its latest
    checkpoint, and which migrations have been applied."""
    migrations = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    notes = ask("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")
    return Facts(
        contents=dict(ask("SELECT sha256, seal FROM content_blob WHERE state = 'live'")),
        head=head(ask),
        checkpoint=notes[0][0] if notes else "",
        migrations=[f"{app}.{name}" for app, name in migrations],
        records=dict(ask("SELECT state, count(*) FROM records_record GROUP BY state")),
    )


def head(ask: Ask) -> TreeHead:
    """How many events the log has, and its root."""
    [[size]] = ask("SELECT coalesce(max(seq) + 1, 0) FROM audit_event")
    return TreeHead(size, tree.fold([_hash(ask, place) for place in tree.edge(size)]))


def _hash(ask: Ask, place: NodeId) -> bytes:
    leaf = f"SELECT leaf_hash FROM audit_event WHERE seq = {place.position:d}"  # noqa: S608
    inner = (
        f"SELECT hash FROM audit_node WHERE level = {place.level:d}"  # noqa: S608
        f' AND "index" = {place.position:d}'
    )
    [[digest]] = ask(inner if place.level else leaf)
    return bytes(digest)
