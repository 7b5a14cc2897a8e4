"""What follows for records when content is checked for malware, kept in, or let out again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content.states import DerivedState
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.capture.actions.filing import DERIVE_AT_ONCE
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as search

Progress = Callable[[int, int], None]


def scan_waiting(
    *, run_as: str, now: datetime, progress: Progress = lambda done, total: None
) -> int:
    """Check the content that the malware scanner has not seen, and have the text of what is clean
    read if it waits; how many contents were checked."""
    done, clean = content.scan_waiting(now=now, progress=progress)
    derived = content_queries.derived_of(clean)
    waiting = [sha256 for sha256, row in derived.items() if row.state == DerivedState.WAITING]
    numbers = record_queries.live_holders(waiting)
    for start in range(0, len(numbers), DERIVE_AT_ONCE):
        some = numbers[start : start + DERIVE_AT_ONCE]
        enqueue("capture.derive", {"records": some}, run_as=run_as, now=now)
    return done


def look_again(digests: Sequence[str], *, run_as: str, now: datetime) -> int:
    """Index the live records that hold these contents as they are now, and have their text read
    where it waits; how many records."""
    with transaction.atomic():
        live = records.lock_live(record_queries.live_holders(digests))
        search.index(list(live), now=now)
        if live:
            enqueue("capture.derive", {"records": list(live)}, run_as=run_as, now=now)
    return len(live)
