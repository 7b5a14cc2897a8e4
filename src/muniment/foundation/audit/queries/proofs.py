"""Proofs that an event is in the log, and that the log only grew."""

from typing import TypedDict

from muniment.foundation.audit.adapters import keys
from muniment.foundation.audit.models import Checkpoint
from muniment.foundation.audit.queries.events import event
from muniment.foundation.audit.queries.tree import roots_of
from muniment.foundation.audit.rules import tree
from muniment.foundation.kernel.errors import NotFound


class ProofBlock(TypedDict):
    """What a certificate carries as its `proof`; hashes in lower-case hexadecimal."""

    event: str
    leaf_index: int
    tree_size: int
    inclusion: list[str]
    checkpoint: str
    key: str


def proof(seq: int, size: int) -> list[bytes]:
    """The hashes that prove event `seq` in the log of `size`. Raises ValueError, LogDamaged."""
    return roots_of(tree.inclusion_ranges(seq, size))


def consistency(old: int, size: int) -> list[bytes]:
    """The hashes that prove that the log of `size` begins with that of `old`. Raises likewise."""
    return roots_of(tree.consistency_ranges(old, size))


def proof_block(seq: int, size: int | None = None) -> ProofBlock:
    """All that a stranger needs to check that event `seq` is in the log.

    It is proven against the first checkpoint that covers it, or against that of exactly `size`
    events (the one that an auditor holds). Raises NotFound where there is no such checkpoint or
    event, SigningKeyProblem, LogDamaged.
    """
    proven = event(seq)
    signed = _checkpoint(seq, size)
    return ProofBlock(
        event=proven.canonical,
        leaf_index=seq,
        tree_size=signed.size,
        inclusion=[step.hex() for step in proof(seq, signed.size)],
        checkpoint=signed.note,
        key=str(keys.verifier_key()),
    )


def _checkpoint(seq: int, size: int | None) -> Checkpoint:
    rows = Checkpoint.objects.filter(size__gt=seq)
    if size is not None:
        rows = rows.filter(size=size)
    found = rows.order_by("size").first()
    if found is None and size is not None:
        raise NotFound(f"checkpoint over event {seq} that covers", f"{size} events")
    if found is None:
        raise NotFound("checkpoint over audit event", str(seq))
    return found
