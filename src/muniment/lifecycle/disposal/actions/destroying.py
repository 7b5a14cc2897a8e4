"""Carrying out a review: record by record, each in two transactions with the bytes between.

A kill at any moment leaves each record either declared and whole, or on its way out with the
rest still to be removed; the next run goes on from there.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content.types import StoreFailed
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NoRoom, Reason, Refused, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.records import actions as ending
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions import certifying, noting
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import (
    DESTROYING,
    Ending,
    ItemState,
    NotNoted,
    Outcome,
    Progressed,
    ReviewFacts,
    ReviewState,
    Signature,
)
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 50
Progress = Callable[[int, int], None]


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
    protected = found.get(ItemState.EXCLUDED, 0) + found.get(ItemState.HELD, 0)
    return Progressed(
        found.get(ItemState.DESTROYED, 0), found.get(ItemState.FAILED, 0), protected, certificate
    )


def _destroy_all(review: Review, now: datetime, progress: Progress) -> None:
    total, done = queries.to_destroy(review).count(), 0
    for chunk in _chunks(review):
        signatures = _Signatures(review, now)
        for item in chunk:
            _destroy(review.pk, item, signatures, now)
            done += 1
            progress(done, total)


def _chunks(review: Review) -> Iterator[list[int]]:
    """Numbers of items still to be done. Each is tried once in a run, whatever comes of it."""
    last = 0
    while chunk := list(
        queries.to_destroy(review)
        .filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:CHUNK]
    ):
        yield chunk
        last = chunk[-1]


class _Signatures:
    """Whether the signatures on a review, and the order to carry it out, hold today, for each
    audience, asked once a chunk."""

    def __init__(self, review: Review, now: datetime) -> None:
        self._review, self._now = review, now
        self._known: dict[int, tuple[Signature, ...]] = {}
        self._lapsed: dict[int, bool] = {}

    def over(self, audience: int) -> tuple[Signature, ...]:
        """The signatures, as they stand for what carries this audience."""
        if audience not in self._known:
            place = access.audience_key(audience).place
            self._known[audience] = queries.signatures_today(
                self._review, now=self._now, at=[place]
            )
        return self._known[audience]

    def lapsed(self, audience: int) -> bool:
        """Whether the person who had it carried out may no longer do so, for this audience."""
        if audience not in self._lapsed:
            place = access.audience_key(audience).place
            person = access.profile_of(self._review.executed_by, on=civil_date(self._now))
            self._lapsed[audience] = not may(person, Permission.DISPOSAL_EXECUTE, place)
        return self._lapsed[audience]


def _destroy(review: int, item: int, signatures: _Signatures, now: datetime) -> None:
    if not _begin(review, item, signatures, now):
        return
    try:
        noting.note_outside(item, now=now)
        removed = _remove_bytes(item)
    except (NoRoom, StoreFailed, NotNoted) as failure:
        _note_failure(item, failure, now)
        return
    _finish(item, removed, now)


@transaction.atomic
def _begin(review: int, number: int, signatures: _Signatures, now: datetime) -> bool:
    """Under the locks that a hold takes too: check everything again, and take the record out of
    the database. Whether its bytes are to be removed."""
    item = ReviewItem.objects.get(pk=number)
    found = ending.lock_for_disposal(item.record_id)
    under_way = Review.objects.get(pk=review)
    item.refresh_from_db()
    if not item.open or under_way.state != ReviewState.EXECUTING:
        return False  # another worker, or a hold, was first
    if found.state == RecordState.DESTROYING:
        return True
    _date_again(found)
    reasons = _reasons(under_way, item, found, signatures, now)
    if reasons:
        _protect(item, found, reasons, now)
        return False
    _take_out(item, found, now)
    return True


def _date_again(found: "Record") -> None:
    """Write on the record its dates as they are now: a change of its rule may not have come to it
    yet, and what it is judged by is what its stub and its certificate say."""
    dates = retention.clock(records.filing_of([found]))[0]
    if ending.set_dates([(found.pk, dates)]):
        found.refresh_from_db()


def _reasons(
    review: Review, item: ReviewItem, found: "Record", signatures: _Signatures, now: datetime
) -> list[Reason]:
    terms = retention.rule_in_force(found.rule)
    today = civil_date(now)
    facts = ReviewFacts(
        ReviewState(review.state),
        review.proposed_by,
        review.version,
        to_destroy=1,
        signatures=signatures.over(found.audience_id),
    )
    return rules.reasons_not_to_destroy(
        Ending(
            record_state=found.state,
            review=facts,
            item_state=ItemState(item.state),
            outcome=Outcome(item.outcome),
            holds=len(holds.holding([found.pk]).get(found.pk, [])),
            due_on=found.due_on,
            action=found.due_action,
            rule_in_force=terms is not None and not (terms.valid_to and terms.valid_to < today),
            order_lapsed=signatures.lapsed(found.audience_id),
        ),
        today=today,
    )


def _protect(item: ReviewItem, found: "Record", reasons: list[Reason], now: datetime) -> None:
    held = any(one.code == "held" for one in reasons)
    item.state = ItemState.HELD if held else ItemState.EXCLUDED
    # What is on hold says so by its state alone, which is shown to those who may know.
    said = " ".join(one.message for one in reasons if one.code != "held")
    item.failure, item.open = said[:1000], False
    item.save(update_fields=["state", "failure", "open"])
    _tell("disposal:record:protected", item, found, {"codes": rules.codes(reasons)}, now)


def _take_out(item: ReviewItem, found: "Record", now: datetime) -> None:
    digests = sorted(set(records.components(found).values_list("sha256", flat=True)))
    item.doomed = ending.begin_destruction(found, now=now)
    item.kept_shared = sorted(set(digests) - set(item.doomed))
    item.save(update_fields=["doomed", "kept_shared"])
    search.remove([found.pk])
    capture.forget_paths([found.pk])
    detail = {"rule": found.rule, "rule_version": found.rule_version, "sha256": digests}
    _tell(DESTROYING, item, found, detail, now)


def _remove_bytes(number: int) -> list[str]:
    """Remove the doomed content from the store; what is really gone. Raises StoreFailed
    or NoRoom."""
    doomed: list[str] = ReviewItem.objects.values_list("doomed", flat=True).get(pk=number)
    return [sha256 for sha256 in doomed if content.remove_doomed(sha256)]


@transaction.atomic
def _note_failure(number: int, failure: Refused, now: datetime) -> None:
    item = ReviewItem.objects.select_for_update().get(pk=number)
    if item.state == ItemState.DESTROYED:
        return  # another worker came through
    item.state = ItemState.FAILED
    item.failure = f"Its content could not be removed. {failure} Try again."[:1000]
    item.save(update_fields=["state", "failure"])
    _tell("disposal:record:failed", item, item.record, {"codes": rules.codes(failure.reasons)}, now)


@transaction.atomic
def _finish(number: int, removed: list[str], now: datetime) -> None:
    item = ReviewItem.objects.get(pk=number)
    found = ending.lock_record(item.record_id)
    if found.state == RecordState.DESTROYED:
        return  # another worker was first
    ending.finish_destruction(found, at=now)
    item.kept_shared = sorted({*item.kept_shared, *item.doomed} - set(removed))
    item.state, item.open, item.failure = ItemState.DESTROYED, False, ""
    item.save(update_fields=["state", "open", "failure", "kept_shared"])
    detail = {"removed": removed, "held_elsewhere": item.kept_shared}
    _tell("disposal:record:destroyed", item, found, detail, now)


def _tell(
    kind: str, item: ReviewItem, found: "Record", detail: Mapping[str, JSON], now: datetime
) -> None:
    review = item.review
    about = f"record:{found.reference}"
    said: dict[str, JSON] = {"review": review.reference, **detail}
    tell(EventDraft(kind, review.executed_by, about, detail=said), at=now)
