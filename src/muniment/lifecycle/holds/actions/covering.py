"""Putting records under a hold in numbers, and out of what is under way against them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.lifecycle.holds import queries
from muniment.lifecycle.holds.models import Hold, HoldScope, HoldSearch
from muniment.lifecycle.holds.types import Reach, Withdrawal

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def cover(
    hold: Hold,
    found: "Sequence[Record]",
    *,
    by: str,
    reason: str = "",
    search: HoldSearch | None = None,
    now: datetime,
) -> int:
    """Hold these records, which the caller has locked, and record the event of it; how many were
    not held before by this hold. Those that were stay as they are."""
    known = queries.noted(hold, [one.pk for one in found])
    new = [one for one in found if one.pk not in known]
    if not new:
        return 0
    HoldScope.objects.bulk_create(
        (HoldScope(hold=hold, record=one, search=search, added_at=now) for one in new),
        ignore_conflicts=True,  # an indexing may be noting the same at this moment
        batch_size=500,
    )
    pulled = withdraw(hold, Reach(records=tuple(one.pk for one in new)), by=by, now=now)
    detail: dict[str, JSON] = {
        "records": [one.reference for one in new],
        "reviews": list(pulled),
        **({"search": search.pk} if search else {}),
    }
    record(EventDraft("holds:records:held", by, f"hold:{hold.reference}", reason, detail), at=now)
    return len(new)


def withdraw(hold: Hold, reach: Reach, *, by: str, now: datetime) -> Sequence[str]:
    """Take what is newly held out of what is under way against it; the references of that."""
    take_out: Withdrawal = import_string(settings.MUNIMENT_HOLD_PLACED)
    return take_out(reach, hold=hold.reference, actor=by, now=now)
