"""Trying once more to read what could not be read."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.capture.actions.filing import enqueue_derivation
from muniment.holdings.records import queries as records


@verb("capture:text:retry")
def retry_text(actor: Profile, reference: str, *, now: datetime) -> int:
    """Have the text of a record read again where that failed; how many components are tried.

    The reading is a job. Raises Refused where nothing failed; NotFound for what the actor cannot
    see.
    """
    access.require(actor, Permission.STORE_CHECK)
    found = records.record_named(actor, reference)
    digests = [one.sha256 for one in records.components(found) if one.blob_id]
    failed = content_queries.failures().filter(blob__in=digests).values_list("blob_id", flat=True)
    wanted = list(failed)
    refuse_if([] if wanted else [Reason("nothing_failed", "The text of this record was read.")])
    for sha256 in wanted:
        content.retry_extraction(actor, sha256, now=now)
    enqueue_derivation(actor, [found.pk], now)
    return len(wanted)
