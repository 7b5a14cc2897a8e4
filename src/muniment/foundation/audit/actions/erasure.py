"""Erasing the personal values that events commit to; the events themselves stay whole."""

from collections.abc import Collection
from datetime import datetime

from muniment.foundation.audit.actions.recording import record
from muniment.foundation.audit.models import AuditDisclosure
from muniment.foundation.audit.types import JSON, EventDraft


def erase_disclosures(seqs: Collection[int], *, actor: str, reason: str, at: datetime) -> int:
    """Delete the personal values behind events `seqs`; how many were deleted.

    Call it within a verb: it records `audit:disclosure:erased` and needs the transaction open.
    What is left in the log is a salted hash that no longer tells anything (UK GDPR, article 17).
    """
    wanted = sorted(set(seqs))
    erased, _ = AuditDisclosure.objects.filter(seq__in=wanted).delete()
    detail: dict[str, JSON] = {"events": wanted, "values": erased}
    record(EventDraft("audit:disclosure:erased", actor, "audit", reason, detail), at=at)
    return erased
