"""Reading the log. Whether the reader may see it is for the caller: access stands above."""

from muniment.foundation.audit.queries.claims import checkpoint_sizes, size_signed
from muniment.foundation.audit.queries.events import (
    disclosures,
    event,
    events,
    is_told_since,
    latest_time,
    numbers_of,
)
from muniment.foundation.audit.queries.exporting import export
from muniment.foundation.audit.queries.outside import ledger
from muniment.foundation.audit.queries.proofs import consistency, proof, proof_block
from muniment.foundation.audit.queries.tree import head, size
from muniment.foundation.audit.queries.verification import verify

__all__ = [
    "checkpoint_sizes",
    "consistency",
    "disclosures",
    "event",
    "events",
    "export",
    "head",
    "is_told_since",
    "latest_time",
    "ledger",
    "numbers_of",
    "proof",
    "proof_block",
    "size",
    "size_signed",
    "verify",
]
