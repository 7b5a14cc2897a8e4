"""Noting a destruction outside, so that a restore knows of it when this database is lost."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.audit import actions as audit
from muniment.foundation.audit import queries as log
from muniment.foundation.audit.rules.canonical import instant
from muniment.foundation.audit.types import JSON
from muniment.holdings.records import queries as records
from muniment.holdings.records.queries.merging import merged_into
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.disposal.types import DESTROYING, NotNoted


def note_outside(items: Sequence[int], *, now: datetime) -> None:
    """Add the records of these items (by number), whose destruction is irrevocable now, to the
    ledger: before their bytes go, so that there is none that a restore could bring back. With them
    what was merged into each: in a backup from before the merge it is a record of its own, with the
    same content. Noting one twice does no harm.

    Raises NotNoted where the ledger cannot be written: nothing is removed then.
    """
    chosen = ReviewItem.objects.filter(pk__in=items).select_related("record").order_by("pk")
    found = {one.record_id: one for one in chosen}
    told = log.numbers_of(DESTROYING, [f"record:{one.record.reference}" for one in chosen])
    digests: dict[int, set[str]] = {number: set() for number in found}
    for part in records.components_of(found):
        digests[part.record_id].add(part.sha256)
    bodies: list[dict[str, JSON]] = [
        {
            "at": instant(now),
            "destroyed": item.record.reference,
            "event": told[f"record:{item.record.reference}"],
            "review": f"DR-{item.review_id}",
            "sha256": sorted(digests[number]),
        }
        for number, item in found.items()
    ]
    bodies += [
        {
            "at": instant(now),
            "destroyed": reference,
            "event": told[f"record:{found[number].record.reference}"],
            "merged_into": found[number].record.reference,
            "review": f"DR-{found[number].review_id}",
        }
        for number, references in merged_into(found).items()
        for reference in references
    ]
    try:
        audit.note_outside(*bodies)
    except OSError as failure:
        raise NotNoted(failure) from failure
