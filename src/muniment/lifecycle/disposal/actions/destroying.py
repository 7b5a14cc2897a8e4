"""Carrying out a review: batch by batch, each in two transactions with the bytes between.

A kill at any moment leaves each record either declared or set aside and whole, or on its way out
with the rest still to be removed; the next run goes on from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content.types import Removal
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.advice import actions as advice
from muniment.holdings.capture import actions as capture
from muniment.holdings.channels import actions as channels
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical import queries as physical_queries
from muniment.holdings.records import actions as ending
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions import certifying, judging, noting, setting_aside
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import (
    DESTROYING,
    ItemState,
    NotNoted,
    Progressed,
    ReviewState,
)
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

BATCH = 100  # records in one transaction: others wait for it less than half a second
Progress = Callable[[int, int], None]
Pairs = Sequence[tuple[ReviewItem, "Record"]]


def carry_out(
    number: int, *, now: datetime, progress: Progress = lambda done, total: None
) -> Progressed:
    """Destroy what the review decided to destroy, and certify it. Safe to run twice, and after a
    kill at any moment. Raises Refused where the clock cannot be trusted."""
    review = Review.objects.get(pk=number)
    if review.state == ReviewState.EXECUTING:
        refuse_if(queries.reasons_of_clock(now))
        _destroy_all(review, now, progress)
        certifying.close(number, now=now)
    return _summed_up(review, certifying.finish(number, now=now))


def _summed_up(review: Review, certificate: str) -> Progressed:
    found = queries.counts(review)
    return Progressed(
        destroyed=found.get(ItemState.DESTROYED, 0),
        failed=found.get(ItemState.FAILED, 0),
        protected=sum(found.get(one, 0) for one in setting_aside.KEPT),
        certificate=certificate,
        set_aside=found.get(ItemState.SET_ASIDE, 0),
        awaiting=found.get(ItemState.AWAITING, 0),
    )


def _destroy_all(review: Review, now: datetime, progress: Progress) -> None:
    total, done = queries.to_destroy(review).count(), 0
    for batch in _batches(review):
        destroy(review, batch, now)
        done += len(batch)
        progress(done, total)


def _batches(review: Review) -> Iterator[list[int]]:
    """Numbers of items still to be done. Each is tried once in a run, whatever comes of it."""
    last = 0
    while batch := list(
        queries.to_destroy(review)
        .filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        yield batch
        last = batch[-1]


def destroy(review: Review, items: Sequence[int], now: datetime) -> None:
    """Destroy the records of these items (by number) of the review, as far as they may be."""
    begun = _begin(review.pk, items, judging.Signatures(review, now), now)
    if not begun:
        return
    try:
        noting.note_outside(begun, now=now)
    except NotNoted as failure:
        _give_up(review.pk, begun, failure, now)
    else:
        _finish(review.pk, begun, _remove_bytes(begun), now)


@transaction.atomic
def _begin(
    number: int, items: Sequence[int], signatures: judging.Signatures, now: datetime
) -> list[int]:
    """Under the locks that a hold takes too: check everything again, and set the records aside or
    take them out of the database. The items whose bytes are to be removed."""
    named = ReviewItem.objects.filter(pk__in=items)
    found = ending.lock_all_for_disposal(named.values_list("record", flat=True))
    review = Review.objects.get(pk=number)
    if review.state != ReviewState.EXECUTING:
        return []
    # What is not open any more, or left to hands, another worker or a hold was first with.
    waiting = list(named.filter(open=True).exclude(state=ItemState.AWAITING).order_by("pk"))
    fresh = [
        one
        for one in waiting
        if found[one.record_id].state != RecordState.DESTROYING
        and not setting_aside.can_be_recovered(one, now)
    ]
    date_again([found[one.record_id] for one in fresh])
    against = judging.reasons(review, fresh, found, signatures, now)
    protected = [(one, found[one.record_id]) for one in fresh if against[one.pk]]
    free = [(one, found[one.record_id]) for one in fresh if not against[one.pk]]
    on_paper = physical_queries.papers(record.pk for _, record in free)
    files = [pair for pair in free if pair[1].pk not in on_paper]
    aside, taken = setting_aside.parted(review, files)
    told = [
        *_protect(review, protected, against, now),
        *_leave_to_hands(review, [pair for pair in free if pair[1].pk in on_paper], now),
        *setting_aside.set_aside(review, aside, now),
        *take_out(review, taken, now),
    ]
    tell(told, at=now)
    return [one.pk for one in waiting if found[one.record_id].state == RecordState.DESTROYING]


def date_again(found: "Sequence[Record]") -> None:
    """Write on the records their dates as they are now: a change of a rule may not have come to
    them yet, and what they are judged by is what their stubs and the certificate say."""
    dates = retention.clock(records.filing_of(found))
    pairs = [(one.pk, given) for one, given in zip(found, dates, strict=True)]
    ending.set_dates(pairs, {one.pk: one for one in found})


def _protect(
    review: Review, pairs: Pairs, against: Mapping[int, list[Reason]], now: datetime
) -> list[EventDraft]:
    setting_aside.come_back([found for _, found in pairs], now)
    for item, _ in pairs:
        reasons = against[item.pk]
        held = any(one.code == "held" for one in reasons)
        item.state = ItemState.HELD if held else ItemState.EXCLUDED
        # What is on hold says so by its state alone, which is shown to those who may know.
        said = " ".join(one.message for one in reasons if one.code != "held")
        item.failure, item.open = said[:1000], False
        item.save(update_fields=["state", "failure", "open"])
    return [
        _event("disposal:record:protected", review, found, {"codes": rules.codes(against[item.pk])})
        for item, found in pairs
    ]


def _leave_to_hands(review: Review, pairs: Pairs, now: datetime) -> list[EventDraft]:
    """Paper is not destroyed by this: somebody does it, and says so. It stays as it is."""
    for item, _ in pairs:
        item.state, item.awaiting_since = ItemState.AWAITING, now
        item.save(update_fields=["state", "awaiting_since"])
    return [_event("disposal:record:awaiting_hand", review, found, {}) for _, found in pairs]


def take_out(review: Review, pairs: Pairs, now: datetime) -> list[EventDraft]:
    """Take everything of locked records out of the database but their stubs; the events of it,
    for the caller to record. There is no way back from here."""
    numbers = [found.pk for _, found in pairs]
    digests: dict[int, set[str]] = {number: set() for number in numbers}
    for one in records.components_of(numbers):
        digests[one.record_id].add(one.sha256)
    kept = queries.practice().kept
    doomed = ending.begin_destruction([found for _, found in pairs], kept=kept, now=now)
    sealed = content_queries.sealed_since(one for several in doomed.values() for one in several)
    for item, found in pairs:
        item.doomed = doomed[found.pk]
        item.kept_shared = sorted(digests[found.pk] - set(item.doomed))
        item.sealed = {
            one: civil_date(sealed[one]).isoformat() for one in item.doomed if one in sealed
        }
        item.save(update_fields=["doomed", "kept_shared", "sealed"])
    physical.forget(numbers)
    advice.forget(numbers)
    search.remove(numbers)
    capture.forget_paths(numbers)
    channels.forget(numbers)
    return [
        _event(
            DESTROYING,
            review,
            found,
            {
                "rule": found.rule,
                "rule_version": found.rule_version,
                "sha256": sorted(digests[found.pk]),
            },
        )
        for _, found in pairs
    ]


def _remove_bytes(items: Sequence[int]) -> Removal:
    """Remove the doomed content of the items from the store."""
    rows = ReviewItem.objects.filter(pk__in=items).values_list("doomed", flat=True)
    return content.remove_all_doomed([sha256 for doomed in rows for sha256 in doomed])


@transaction.atomic
def _give_up(number: int, items: Sequence[int], failure: Refused, now: datetime) -> None:
    """Say of each record that it failed and can be tried again."""
    left = [(one, failure.reasons) for one in _on_their_way_out(items)]
    tell(_note_failures(Review.objects.get(pk=number), left), at=now)


@transaction.atomic
def _finish(number: int, items: Sequence[int], removal: Removal, now: datetime) -> None:
    """Say of each record that it is destroyed, or that it failed and can be tried again."""
    review, failed, gone = Review.objects.get(pk=number), [], []
    for item in _on_their_way_out(items):
        failures = [removal.failed[one] for one in item.doomed if one in removal.failed]
        if failures:
            failed.append((item, [one for failure in failures for one in failure.reasons]))
        else:
            gone.append(item)
    tell([*_note_failures(review, failed), *_end(review, gone, removal, now)], at=now)


def _on_their_way_out(items: Sequence[int]) -> list[ReviewItem]:
    """The items with their records, locked. What is destroyed already, another worker was first
    with."""
    chosen = ReviewItem.objects.filter(pk__in=items)
    locked = ending.lock_records(chosen.values_list("record", flat=True))
    waiting = chosen.filter(record__in=locked, record__state=RecordState.DESTROYING)
    return list(waiting.select_related("record").order_by("pk"))


def _note_failures(
    review: Review, failed: Sequence[tuple[ReviewItem, Sequence[Reason]]]
) -> list[EventDraft]:
    events = []
    for item, reasons in failed:
        told = Refused(dict.fromkeys(reasons))
        item.state = ItemState.FAILED
        item.failure = f"Its content could not be removed. {told} Try again."[:1000]
        item.save(update_fields=["state", "failure"])
        detail: dict[str, JSON] = {"codes": rules.codes(told.reasons)}
        events.append(_event("disposal:record:failed", review, item.record, detail))
    return events


def _end(
    review: Review, items: Sequence[ReviewItem], removal: Removal, now: datetime
) -> list[EventDraft]:
    ending.finish_destruction([one.record for one in items], at=now)
    events = []
    for item in items:
        removed = sorted(removal.gone & set(item.doomed))
        item.kept_shared = sorted({*item.kept_shared, *item.doomed} - set(removed))
        item.state, item.open, item.failure = ItemState.DESTROYED, False, ""
        detail: dict[str, JSON] = {"removed": removed, "held_elsewhere": item.kept_shared}
        events.append(_event("disposal:record:destroyed", review, item.record, detail))
    ReviewItem.objects.filter(pk__in=[one.pk for one in items]).update(
        state=ItemState.DESTROYED, open=False, failure=""
    )
    shared = [one for one in items if one.kept_shared]
    ReviewItem.objects.bulk_update(shared, ["kept_shared"])
    return events


def _event(kind: str, review: Review, found: "Record", detail: Mapping[str, JSON]) -> EventDraft:
    about = f"record:{found.reference}"
    said: dict[str, JSON] = {"review": review.reference, **detail}
    return EventDraft(kind, review.executed_by, about, detail=said)
