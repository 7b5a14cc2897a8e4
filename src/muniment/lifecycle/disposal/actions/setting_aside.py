"""The window between carrying out a review and erasing what it destroys.

Within it the records are whole, and out of everybody's sight. When it is over they are judged
again, under the locks that a hold takes too: what is protected by then comes back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import actions as ending
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import move
from muniment.lifecycle.disposal.actions.executing import queue
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import ItemState, ReviewState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

Pairs = Sequence[tuple[ReviewItem, "Record"]]
KEPT = (ItemState.EXCLUDED, ItemState.HELD, ItemState.RECOVERED)


def can_be_recovered(item: ReviewItem, now: datetime) -> bool:
    """Whether the record of the item is set aside and its window is not over."""
    if item.recover_until is None:
        return False
    return bool(rules.reasons_not_to_erase(item.recover_until, today=civil_date(now)))


def parted(review: Review, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """What is to be set aside now, and what is to be erased now. What is expunged has no window:
    it may be what the body must not hold."""
    if review.expunges or not queries.practice().window:
        return [], pairs
    aside = [pair for pair in pairs if pair[1].state == RecordState.DECLARED]
    return aside, [pair for pair in pairs if pair[1].state != RecordState.DECLARED]


def set_aside(review: Review, pairs: Pairs, now: datetime) -> list[EventDraft]:
    """Set locked records aside; the events of it. Each keeps the last day that it is given here,
    whatever the body settles later."""
    until = rules.last_day(civil_date(now), queries.practice().window)
    ending.set_aside([found for _, found in pairs])
    chosen = ReviewItem.objects.filter(pk__in=[item.pk for item, _ in pairs])
    chosen.update(state=ItemState.SET_ASIDE, set_aside_at=now, recover_until=until, failure="")
    detail = {"review": review.reference, "recover_until": until.isoformat()}
    return [
        EventDraft(
            "disposal:record:set_aside",
            review.executed_by,
            f"record:{found.reference}",
            detail=detail,
        )
        for _, found in pairs
    ]


def come_back(records: "Sequence[Record]", now: datetime) -> None:
    """Have those of these locked records that are set aside back where they were, to be found
    again."""
    aside = [one for one in records if one.state == RecordState.SET_ASIDE]
    if aside:
        ending.bring_back(aside)
        search.index([one.pk for one in aside], now=now)


def erase(*, now: datetime) -> int:
    """Have the reviews gone on with whose windows are over, or of which nothing is set aside any
    more; how many. None while the clock cannot be trusted: it would end every window."""
    if queries.reasons_of_clock(now):
        return 0
    aside = ReviewItem.objects.filter(review=OuterRef("pk"), open=True, state=ItemState.SET_ASIDE)
    over = aside.filter(recover_until__lt=civil_date(now))
    waiting = Review.objects.filter(
        Q(Exists(over), state__in=(ReviewState.SET_ASIDE, ReviewState.INCOMPLETE))
        | Q(~Exists(aside), state=ReviewState.SET_ASIDE)
    )
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        _go_on(number, now)
    return len(numbers)


@transaction.atomic
def _go_on(number: int, now: datetime) -> None:
    review = Review.objects.select_for_update().get(pk=number)
    if review.state not in (ReviewState.SET_ASIDE, ReviewState.INCOMPLETE):
        return  # another worker was first
    move(review, ReviewState.EXECUTING)
    queue(review, now)
    about = f"review:{review.reference}"
    tell(EventDraft("disposal:review:erasing", review.executed_by, about), at=now)
