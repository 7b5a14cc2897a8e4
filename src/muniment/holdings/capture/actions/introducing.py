"""Giving messages of Outlook the title, date and headers that were found when they were read."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.content import queries as content_queries
from muniment.holdings.capture.rules.messages import introduction
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as search


@transaction.atomic
def introduce_read(numbers: Sequence[int], run_as: str, now: datetime) -> None:
    """Introduce those of the records (by number) that are messages of Outlook, have been read and
    were not introduced yet. Safe to run twice."""
    waiting = {one.pk: one for one in record_queries.not_introduced(numbers)}
    digests = record_queries.digests_of(waiting)
    derived = content_queries.derived_of({some[0] for some in digests.values()})
    live = records.lock_live(number for number, some in digests.items() if some[0] in derived)
    events = []
    for number, record in live.items():
        said = introduction(derived[digests[number][0]].metadata, now)
        if said is not None:
            events.append(records.introduce(record, said, by=run_as, now=now))
    made = [event for event in events if event]
    if made:
        search.index(list(live), now=now)
        tell(made, at=now)
