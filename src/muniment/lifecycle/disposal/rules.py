"""Pure decisions about disposal. Every function returns all reasons, not only the first."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.types import (
    TRANSITIONS,
    Candidate,
    ClockEvidence,
    Ending,
    ItemState,
    Outcome,
    ReviewFacts,
    ReviewState,
    Stage,
)
from muniment.lifecycle.holds.rules import reasons_held
from muniment.lifecycle.retention.types import Action

TOLERANCE = timedelta(minutes=5)  # two hosts' clocks, and verbs that overlap
DECIDABLE = frozenset({Action.DESTROY, Action.REVIEW})


def reasons_not_to_trust_clock(
    evidence: ClockEvidence, now: datetime, *, jump: timedelta
) -> list[Reason]:
    """Why nothing is proposed, approved or destroyed at `now`: the clock went back, or leapt
    forward by more than `jump` and nobody has confirmed it. A wrong clock destroys too early."""
    if now + TOLERANCE < evidence.latest_event_at:
        said = (
            "The clock of this machine is behind the audit log. Set it right; if it was the log's"
            " clock that was wrong, an administrator has to confirm this one."
        )
        return [Reason("clock_back", said)]
    if now - evidence.unbroken_until > jump:
        hours = int(jump.total_seconds() // 3600)
        said = (
            f"The clock went forward by more than {hours} hours with nothing in the audit log."
            " An administrator has to confirm that it is right."
        )
        return [Reason("clock_forward", said)]
    return []


def reasons_not_to_propose(candidate: Candidate, *, as_at: date) -> list[Reason]:
    """Why a record is not put into a review of what is due on the civil date `as_at`."""
    name = candidate.reference
    reasons = []
    if not candidate.permitted:
        reasons.append(Reason("not_permitted", f"{name} is outside your part of the file plan."))
    if candidate.state != RecordState.DECLARED:
        reasons.append(Reason("not_declared", f"{name} is destroyed or being destroyed."))
    reasons += _reasons_not_due(candidate, as_at)
    reasons += reasons_held(candidate.holds, knows=candidate.knows_holds)
    if candidate.in_review:
        reasons.append(Reason("in_review", f"{name} is in review {candidate.in_review}."))
    if not candidate.owner:
        said = f"Nobody is the information asset owner for {name}, so nobody can approve it."
        reasons.append(Reason("no_owner", said))
    elif candidate.owner_is_proposer:
        said = f"You are the only owner of {name}. Somebody else has to propose it."
        reasons.append(Reason("owner_is_proposer", said))
    return reasons


def _reasons_not_due(candidate: Candidate, as_at: date) -> list[Reason]:
    name = candidate.reference
    reasons = []
    if not candidate.rule_in_force:
        reasons.append(Reason("no_rule", f"{name} is under no retention rule that is in force."))
    elif candidate.action not in DECIDABLE:
        reasons.append(Reason("action", f"The rule of {name} does not say to destroy or review."))
    if candidate.due_on is None:
        reasons.append(Reason("open_ended", f"{name} has no date yet: it is kept and protected."))
    elif candidate.due_on > as_at:
        reasons.append(Reason("not_due", f"{name} is not due until {candidate.due_on}."))
    return reasons


def reasons_not_to_sign(
    facts: ReviewFacts, person: str, stage: Stage, *, seen_version: int | None, reason: str | None
) -> list[Reason]:
    """Why the person may not sign this stage. `reason` None: none is asked for (an approval)."""
    reasons = _reasons_of_state(facts, ReviewState.APPROVED, "decided")
    reasons += _reasons_of_version(facts, seen_version)
    if person == facts.proposed_by:
        said = "You proposed this review. Somebody else has to decide."
        reasons.append(Reason("own_proposal", said))
    if any(one.by == person for one in facts.signatures):
        said = "You have signed this review already. Each stage needs a different person."
        reasons.append(Reason("signed_already", said))
    if any(one.stage is stage for one in facts.signatures):
        said = f"The stage {stage.value.replace('_', ' ')} is signed already."
        reasons.append(Reason("stage_signed", said))
    if not facts.to_destroy and reason is None:
        reasons.append(Reason("empty", "Nothing is left to destroy in this review. Withdraw it."))
    if reason is not None and not reason.strip():
        reasons.append(Reason("reason", "Say why you reject it.", "reason"))
    return reasons


def _reasons_of_state(facts: ReviewFacts, to: ReviewState, verb: str) -> list[Reason]:
    if to in TRANSITIONS[facts.state]:
        return []
    return [Reason("state", f"The review is {facts.state.value}; it cannot be {verb} now.")]


def _reasons_of_version(facts: ReviewFacts, seen: int | None) -> list[Reason]:
    if seen is None or seen == facts.version:
        return []
    return [Reason("changed", "The review has changed since you opened it. Look at it again.")]


def is_fully_signed(facts: ReviewFacts) -> bool:
    """Whether every stage is approved."""
    return {one.stage for one in facts.signatures if one.approved} == set(Stage)


def reasons_not_to_withdraw(facts: ReviewFacts, *, reason: str) -> list[Reason]:
    """Why a review cannot be withdrawn: it is under way or over, or no reason is given."""
    reasons = _reasons_of_state(facts, ReviewState.WITHDRAWN, "withdrawn")
    if not reason.strip():
        reasons.append(Reason("reason", "Say why the review is withdrawn.", "reason"))
    return reasons


def reasons_not_to_except(
    facts: ReviewFacts,
    item: ItemState,
    outcome: Outcome,
    *,
    keep_until: date | None,
    new_rule_known: bool | None,
    step_follows: bool,
    note: str,
    today: date,
) -> list[Reason]:
    """Why the outcome for one item cannot be set so. `new_rule_known` None: no rule was named.
    `step_follows`: the rule of the record has a step after the one that it stands at."""
    reasons = []
    if facts.state not in {ReviewState.PROPOSED, ReviewState.INCOMPLETE}:
        reasons.append(Reason("state", f"The review is {facts.state.value}; it cannot change."))
    if item not in {ItemState.PROPOSED, ItemState.EXCLUDED, ItemState.FAILED}:
        reasons.append(Reason("item", "This record is not in the review any more."))
    if outcome is Outcome.DESTROY and (facts.signatures or facts.state != ReviewState.PROPOSED):
        said = "After the first signature nothing can be put back to be destroyed."
        reasons.append(Reason("signed", said, "outcome"))
    if outcome is not Outcome.DESTROY and not note.strip():
        reasons.append(Reason("note", "Say why this record is an exception.", "note"))
    if outcome is Outcome.NEXT_STEP and not step_follows:
        said = "Its rule has no step after this one. Decide what is to happen to it now."
        reasons.append(Reason("no_step", said, "outcome"))
    return [*reasons, *_reasons_of_outcome(outcome, keep_until, new_rule_known, today)]


def _reasons_of_outcome(
    outcome: Outcome, keep_until: date | None, new_rule_known: bool | None, today: date
) -> list[Reason]:
    if outcome is Outcome.KEEP_UNTIL and (keep_until is None or keep_until <= today):
        return [Reason("keep_until", "Give a date in the future to keep it until.", "keep_until")]
    if outcome is Outcome.CHANGE_RULE and not new_rule_known:
        return [Reason("new_rule", "Name a rule that is in force.", "new_rule")]
    return []


def reasons_not_to_execute(facts: ReviewFacts, *, seen_version: int | None) -> list[Reason]:
    """Why the review cannot be carried out now."""
    return [
        *_reasons_of_state(facts, ReviewState.EXECUTING, "carried out"),
        *_reasons_of_version(facts, seen_version),
        *_reasons_of_signatures(facts),
    ]


def _reasons_of_signatures(facts: ReviewFacts) -> list[Reason]:
    reasons = []
    if not is_fully_signed(facts):
        said = "It is not approved by both the records manager and the owner."
        reasons.append(Reason("not_approved", said))
    people = [one.by for one in facts.signatures]
    if facts.proposed_by in people or len(set(people)) < len(people):
        said = "The approvals are not by two people other than the proposer."
        reasons.append(Reason("not_independent", said))
    for one in facts.signatures:
        if not one.approved:
            reasons.append(Reason("rejected", "One of the stages was rejected."))
        if not one.still_valid:
            said = f"{one.by}, who approved it, no longer has the role over all of it."
            reasons.append(Reason("approval_lapsed", said))
    return reasons


def reasons_not_to_destroy(ending: Ending, *, today: date) -> list[Reason]:
    """Every reason why a record may not be destroyed on the civil date `today`.

    A record due on a date may go only after that day is over.
    """
    reasons = []
    if ending.record_state != RecordState.DECLARED:
        reasons.append(Reason("not_declared", "It is destroyed or being destroyed."))
    if ending.review.state is not ReviewState.EXECUTING:
        reasons.append(Reason("state", "Its review is not being carried out."))
    if ending.item_state not in {ItemState.PROPOSED, ItemState.FAILED}:
        reasons.append(Reason("item", "It was taken out of its review."))
    if ending.outcome is not Outcome.DESTROY:
        reasons.append(Reason("outcome", "Its review did not decide to destroy it."))
    reasons += _reasons_of_signatures(ending.review)
    if ending.order_lapsed:
        said = "Whoever had the review carried out no longer may."
        reasons.append(Reason("order_lapsed", said))
    if ending.holds:
        reasons.append(Reason("held", "It is on hold."))
    return [*reasons, *_reasons_of_time(ending, today)]


def _reasons_of_time(ending: Ending, today: date) -> list[Reason]:
    reasons = []
    if not ending.rule_in_force:
        reasons.append(Reason("no_rule", "No retention rule is in force for it."))
    elif ending.action not in DECIDABLE:
        reasons.append(Reason("action", "Its rule does not say to destroy or review it."))
    if ending.due_on is None:
        reasons.append(Reason("open_ended", "It has no date on which its time is up."))
    elif ending.due_on >= today:
        reasons.append(Reason("not_due", f"Its time is up only after {ending.due_on}."))
    return reasons


def codes(reasons: Collection[Reason]) -> list[str]:
    """The codes of the reasons, for the audit log."""
    return [one.code for one in reasons]
