"""Counting what is overdue, and what it costs to keep."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.models import BacklogCount, StorageCost
from muniment.lifecycle.disposal.queries.backlog import by_group
from muniment.lifecycle.retention.rules.overdue import Age, Volume, reasons_not_to_set_cost


@verb("disposal:cost:set")
def set_storage_cost(actor: Profile, rate: Decimal, *, basis: str, now: datetime) -> StorageCost:
    """Set what a gigabyte (a thousand million bytes) costs to keep for a year, in pounds, and what
    that figure is made of. Raises Refused for a figure that is none, or is set already."""
    require(actor, Permission.RETENTION_MANAGE)
    last = queries.storage_cost()
    before = (last.rate, last.basis) if last else None
    refuse_if(reasons_not_to_set_cost(rate, basis, before))
    made = StorageCost.objects.create(
        rate=rate, basis=basis.strip(), set_by=actor.reference, set_at=now
    )
    detail: dict[str, JSON] = {"pounds_per_gb_and_year": str(rate)}
    record(EventDraft("disposal:cost:set", actor.reference, "cost:storage", basis, detail), at=now)
    return made


def count_backlog(*, now: datetime) -> int:
    """Write down how much is overdue on the civil date of `now`; how many records. The first count
    of a day stands."""
    today = civil_date(now)
    if BacklogCount.objects.filter(day=today).exists():
        return 0
    due = records.every_record().filter(state=RecordState.DECLARED, due_on__lt=today)
    found: dict[tuple[int | None, str], Volume] = defaultdict(Volume)
    for group, volume in by_group(due, today).items():
        found[group[0], group[4]] += volume
    rows = found or {(None, Age.MONTH): Volume()}
    BacklogCount.objects.bulk_create(
        [
            BacklogCount(day=today, audience_id=audience, age=age, records=v.records, size=v.size)
            for (audience, age), v in rows.items()
        ],
        ignore_conflicts=True,
    )
    return sum(volume.records for volume in found.values())
