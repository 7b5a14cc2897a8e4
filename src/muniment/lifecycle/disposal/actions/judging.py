"""Judging under lock whether records that a review decided to destroy may be destroyed now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import Review, ReviewItem, StandingApproval
from muniment.lifecycle.disposal.types import (
    Ending,
    ItemState,
    Outcome,
    ReviewFacts,
    ReviewState,
    Signature,
)
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


class Signatures:
    """Whether the signatures on a review, and the order to carry it out, hold today, for each
    audience, asked once a chunk."""

    def __init__(self, review: Review, now: datetime) -> None:
        self._review, self._now = review, now
        self.by_hand = False
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


class Carried(Signatures):
    """The same of a review that was carried out while they held, once `person` says that paper is
    gone: what lapsed since then does not bring it back, and the word of the person counts."""

    def __init__(self, review: Review, person: Profile, now: datetime) -> None:
        super().__init__(review, now)
        self._person, self.by_hand = person, True

    def over(self, audience: int) -> tuple[Signature, ...]:
        """The signatures, as they were given."""
        return queries.facts_of(self._review).signatures

    def lapsed(self, audience: int) -> bool:
        """Whether the person may not say so, for this audience."""
        place = access.audience_key(audience).place
        return not may(self._person, Permission.DISPOSAL_EXECUTE, place)


def reasons(
    review: Review,
    items: "Sequence[ReviewItem]",
    found: "Mapping[int, Record]",
    signatures: Signatures,
    now: datetime,
) -> dict[int, list[Reason]]:
    """Every reason why the record of each item (by number) may not be destroyed now. `found` are
    the records, locked, with their dates as they are today."""
    held = holds.holding([one.record_id for one in items])
    terms = retention.terms_of({found[one.record_id].rule for one in items})
    today = civil_date(now)
    drawn = queries.drawn_from(items, found)
    sampled = any(one.kept_sample_id for one in items)
    samples = queries.sample_facts(review) if sampled else {}
    answers = {}
    for item in items:
        record = found[item.record_id]
        in_force = terms.get(record.rule)
        ending = Ending(
            record_state=record.state,
            review=_facts(review, signatures.over(record.audience_id)),
            item_state=ItemState(item.state),
            outcome=Outcome(item.outcome),
            holds=len(held.get(record.pk, [])),
            due_on=record.due_on,
            action=record.due_action,
            rule_in_force=in_force is not None
            and not (in_force.valid_to and in_force.valid_to < today),
            order_lapsed=signatures.lapsed(record.audience_id),
            by_hand=signatures.by_hand,
            drawn=item.pk in drawn,
            sample_lacks=samples[item.kept_sample_id].lacking if item.kept_sample_id else 0,
        )
        answers[item.pk] = rules.reasons_not_to_destroy(ending, today=today)
    if review.standing_id is not None:
        for number, more in _not_routine(review, items, found).items():
            answers[number] += more
    return answers


def _not_routine(
    review: Review, items: "Sequence[ReviewItem]", found: "Mapping[int, Record]"
) -> dict[int, list[Reason]]:
    """Why records are not destroyed as routine after all. The standing approval is locked: once
    it has ended, nothing more goes under it."""
    one = StandingApproval.objects.select_for_update().get(reviews=review)
    covered, codes = queries.branch_of(one), queries.routine_in_force() & set(one.rules)
    # What was taken in its time may go after it: only that somebody ended it brings it back.
    stopped = one.ended_at is not None and civil_date(one.ended_at) <= one.until_on
    stopped = stopped or not one.from_on <= review.as_at <= one.until_on
    rows = [found[item.record_id] for item in items]
    stands = {
        row.pk: not stopped and row.rule in codes and row.file_class_id in covered for row in rows
    }
    facts = queries.routine_facts(rows, stands=stands)
    return {item.pk: rules.reasons_not_routine(facts[item.record_id]) for item in items}


def _facts(review: Review, signatures: tuple[Signature, ...]) -> ReviewFacts:
    return ReviewFacts(
        ReviewState(review.state),
        review.proposed_by,
        review.version,
        inside=1,
        signatures=signatures,
        stages=queries.stages_of(review),
        expunges=review.expunges,
    )
