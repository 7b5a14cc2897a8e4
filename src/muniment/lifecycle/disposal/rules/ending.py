"""Carrying out a review: what is destroyed, and when not."""

from collections.abc import Collection
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import WHOLE, RecordState
from muniment.lifecycle.disposal.rules.proposing import DECIDABLE
from muniment.lifecycle.disposal.rules.signing import (
    is_fully_signed,
    reasons_of_state,
    reasons_of_version,
)
from muniment.lifecycle.disposal.types import Ending, ItemState, Outcome, ReviewFacts, ReviewState
from muniment.lifecycle.retention.types import Action


def reasons_not_to_execute(facts: ReviewFacts, *, seen_version: int | None) -> list[Reason]:
    """Why the review cannot be carried out now."""
    if facts.state is ReviewState.SET_ASIDE:
        said = "It is carried out: its records are set aside, and erased when their time is over."
        return [Reason("set_aside", said)]
    return [
        *reasons_of_state(facts, ReviewState.EXECUTING, "carried out"),
        *reasons_of_version(facts, seen_version),
        *_reasons_of_signatures(facts),
    ]


def _reasons_of_signatures(facts: ReviewFacts) -> list[Reason]:
    reasons = []
    if not is_fully_signed(facts):
        roles = " and ".join(f"the {one.label.lower()}" for one in facts.stages)
        said = f"It is not approved by {roles}."
        reasons.append(Reason("not_approved", said))
    people = [person for one in facts.signatures for person in one.people]
    # The proposer's word is one of the two by which a mistake is expunged.
    proposed = facts.proposed_by in people and not facts.expunges
    if proposed or len(set(people)) < len(people):
        said = "The approvals are not each by another person, none of them the proposer."
        reasons.append(Reason("not_independent", said))
    for one in facts.signatures:
        if not one.approved:
            reasons.append(Reason("rejected", "One of the stages was rejected."))
        if not one.still_valid:
            role = one.stage.label.lower()
            said = f"Whoever approved it as {role} no longer has the role over all of it."
            reasons.append(Reason("approval_lapsed", said))
    return reasons


def reasons_not_to_destroy(ending: Ending, *, today: date) -> list[Reason]:
    """Every reason why a record may not be destroyed on the civil date `today`.

    A record due on a date may go only after that day is over. The signatures on what is set aside
    did their work when it was; what protects the record itself is looked at again. What should
    never have been filed has no date that counts, but a hold on it does. Of paper (`by_hand`) all
    is asked once more when somebody says that it is gone.
    """
    reasons = []
    if ending.record_state not in WHOLE:
        reasons.append(Reason("not_declared", "It is destroyed or being destroyed."))
    state = ReviewState.INCOMPLETE if ending.by_hand else ReviewState.EXECUTING
    if ending.review.state is not state:
        reasons.append(Reason("state", "Its review is not being carried out."))
    working = {ItemState.PROPOSED, ItemState.FAILED, ItemState.SET_ASIDE}
    if ending.item_state not in ({ItemState.AWAITING} if ending.by_hand else working):
        reasons.append(Reason("item", "It was taken out of its review."))
    if ending.outcome is not Outcome.DESTROY:
        reasons.append(Reason("outcome", "Its review did not decide to destroy it."))
    if ending.record_state != RecordState.SET_ASIDE:
        reasons += _reasons_of_signatures(ending.review)
        if ending.order_lapsed and not ending.review.expunges:
            said = "Whoever had the review carried out no longer may."
            reasons.append(Reason("order_lapsed", said))
    if ending.holds:
        reasons.append(Reason("held", "It is on hold."))
    if ending.review.expunges:
        return reasons
    return [*reasons, *_reasons_of_time(ending, today), *_reasons_of_sample(ending)]


def _reasons_of_time(ending: Ending, today: date) -> list[Reason]:
    reasons = []
    if not ending.rule_in_force:
        reasons.append(Reason("no_rule", "No retention rule is in force for it."))
    elif ending.action not in DECIDABLE:
        reasons.append(Reason("action", "Its rule does not say to destroy or review it."))
    if ending.due_on is None:
        reasons.append(Reason("open_ended", "It has no date on which its time is up."))
    elif ending.due_on >= today:
        reasons.append(Reason("not_due", f"Its time is up only after {ending.due_on:%-d %B %Y}."))
    return reasons


def _reasons_of_sample(ending: Ending) -> list[Reason]:
    """A rule that keeps a sample destroys nothing from which none was drawn, and nothing while
    fewer are kept than were to be."""
    reasons = []
    if ending.action == Action.SAMPLE and not ending.drawn:
        said = "Its rule keeps a sample, and it was not among those from which one was drawn."
        reasons.append(Reason("not_drawn", said))
    if ending.sample_lacks:
        said = f"The sample of its rule has {ending.sample_lacks:,} too few records."
        reasons.append(Reason("sample_short", said))
    return reasons


def codes(reasons: Collection[Reason]) -> list[str]:
    """The codes of the reasons, for the audit log."""
    return [one.code for one in reasons]
