"""Reading the log. Whether the reader may see it is for the caller: access stands above."""

from muniment.foundation.audit.queries.events import disclosures, event, events, last_before
from muniment.foundation.audit.queries.exporting import export
from muniment.foundation.audit.queries.proofs import consistency, proof, proof_block
from muniment.foundation.audit.queries.tree import head, size
from muniment.foundation.audit.queries.verification import verify

__all__ = [
    "consistency",
    "disclosures",
    "event",
    "events",
    "export",
    "head",
    "last_before",
    "proof",
    "proof_block",
    "size",
    "verify",
]
