"""Putting records under a hold in numbers, and out of what is under way against them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.lifecycle.holds import queries
from muniment.lifecycle.holds.models import Hold, HoldSearch
from muniment.lifecycle.holds.types import Reach, Withdrawal

INSERT = (
    "INSERT INTO holds_holdscope (hold_id, record_id, search_id, added_at)"
    " SELECT CAST(%s AS bigint), id, CAST(%s AS bigint), %s FROM records_record"
    " WHERE id IN ({numbers}) ON CONFLICT (hold_id, record_id) DO NOTHING"
)


def cover(
    hold: Hold,
    found: Mapping[int, str],
    *,
    by: str,
    reason: str = "",
    search: HoldSearch | None = None,
    now: datetime,
) -> int:
    """Hold these records (number and reference), which the caller has locked, and record the
    event of it; how many were not held before by this hold. Those that were stay as they are."""
    known = queries.noted(hold, found)
    new = sorted(set(found) - known)
    if not new:
        return 0
    _insert(hold, new, search, now)
    pulled = withdraw(hold, Reach(records=tuple(new)), by=by, now=now)
    detail: dict[str, JSON] = {
        "records": [found[one] for one in new],
        "reviews": list(pulled),
        **({"search": search.pk} if search else {}),
    }
    record(EventDraft("holds:records:held", by, f"hold:{hold.reference}", reason, detail), at=now)
    return len(new)


def _insert(hold: Hold, numbers: Sequence[int], search: HoldSearch | None, now: datetime) -> None:
    """Several times as fast as through the models: a list has a million records. What is there
    already stays, since an indexing may be noting the same at this moment."""
    listed = ", ".join(str(int(one)) for one in numbers)
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(numbers=listed), [hold.pk, search.pk if search else None, at])


def withdraw(hold: Hold, reach: Reach, *, by: str, now: datetime) -> Sequence[str]:
    """Take what is newly held out of what is under way against it; the references of that."""
    take_out: Withdrawal = import_string(settings.MUNIMENT_HOLD_PLACED)
    return take_out(reach, hold=hold.reference, actor=by, now=now)
