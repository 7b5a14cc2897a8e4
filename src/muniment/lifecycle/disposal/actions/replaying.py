"""Destroying again what a restore would bring back: records that were destroyed after the backup.

Nothing is decided here. The destruction was decided, carried out and noted in the log that was
lost; the records must not be seen, found or read again.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.holdings.advice import actions as advice
from muniment.holdings.capture import actions as capture
from muniment.holdings.channels import actions as channels
from muniment.holdings.physical import actions as physical
from muniment.holdings.records import actions as ending
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.disposal.types import ItemState

CHUNK = 100


def destroy_again(references: Iterable[str], *, actor: str, why: str, now: datetime) -> list[str]:
    """Make stubs again of the records among these that are none, and remove their content. Those
    that were. In the name of `actor`, with `why` (which restore) in each event. Safe to repeat.

    Not within a transaction. Raises StoreFailed; what has been done stays done.
    """
    wanted = sorted(set(references))
    done: list[str] = []
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        removal = content.remove_all_doomed(_take_out(some, now))
        for failure in removal.failed.values():
            raise failure
        done += _finish(some, actor, why, now)
    return done


@transaction.atomic
def _take_out(references: list[str], now: datetime) -> list[str]:
    chosen = records.every_record().filter(reference__in=references)
    found = ending.lock_whole(chosen.values_list("pk", flat=True))
    doomed = ending.begin_destruction(list(found.values()), kept=queries.practice().kept, now=now)
    physical.forget(found)
    advice.forget(found)
    search.remove(list(found))
    capture.forget_paths(found)
    channels.forget(found)
    return sorted({one for several in doomed.values() for one in several})


@transaction.atomic
def _finish(references: list[str], actor: str, why: str, now: datetime) -> list[str]:
    chosen = records.every_record().filter(reference__in=references, state=RecordState.DESTROYING)
    ending.lock_records(chosen.values_list("pk", flat=True))
    found = list(chosen.order_by("pk"))
    ending.finish_destruction(found, at=now)
    done = [one.reference for one in found]
    items = ReviewItem.objects.filter(record__reference__in=done, open=True)
    items.update(state=ItemState.DESTROYED, open=False, failure="")
    detail: dict[str, JSON] = {"restore": why}
    kind = "disposal:record:destroyed_again"
    tell([EventDraft(kind, actor, f"record:{one}", detail=detail) for one in done], at=now)
    return done
