"""Noting a destruction outside, so that a restore knows of it when this database is lost."""

from datetime import datetime

from muniment.foundation.audit import actions as audit
from muniment.foundation.audit import queries as log
from muniment.foundation.audit.rules.canonical import instant
from muniment.foundation.audit.types import JSON, EventFilter
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.disposal.types import DESTROYING, NotNoted


def note_outside(number: int, *, now: datetime) -> None:
    """Add the record of an item, whose destruction is irrevocable now, to the ledger: before its
    bytes go, so that there is none that a restore could bring back. Noting it twice does no harm.

    Raises NotNoted where the ledger cannot be written: nothing is removed then.
    """
    item = ReviewItem.objects.select_related("record", "review").get(pk=number)
    about = item.record.reference
    told = log.events(EventFilter(object_prefix=f"record:{about}", kind_prefix=DESTROYING), limit=1)
    digests = records.components(item.record).values_list("sha256", flat=True)
    body: dict[str, JSON] = {
        "at": instant(now),
        "destroyed": about,
        "event": told[0].seq,
        "review": item.review.reference,
        "sha256": sorted(set(digests)),
    }
    try:
        audit.note_outside(body)
    except OSError as failure:
        raise NotNoted(failure) from failure
