"""Pure decisions about disposal. Every function returns all reasons, not only the first."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.types import (
    TRANSITIONS,
    Candidate,
    ClockEvidence,
    Ending,
    ItemState,
    Outcome,
    Practice,
    ReviewFacts,
    ReviewState,
    ReviewTerms,
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
    for stage in candidate.nobody_signs:
        said = f"Nobody but you could sign for {name} as {stage.label.lower()}, as its rule asks."
        reasons.append(Reason("no_signer", said))
    if not candidate.told_in_time:
        said = f"The owner of {name} was not told of it long enough before."
        reasons.append(Reason("owner_not_told", said))
    return reasons


LONGEST_NOTICE = 366


def reasons_not_to_set_terms(wanted: ReviewTerms, before: ReviewTerms) -> list[Reason]:
    """Why the terms of reviews cannot be set so."""
    reasons = []
    if not 1 <= wanted.notice_days <= LONGEST_NOTICE:
        said = f"Owners are told from 1 to {LONGEST_NOTICE} days before."
        reasons.append(Reason("notice_days", said, "notice_days"))
    if not 1 <= wanted.late_days <= LONGEST_NOTICE:
        said = f"A stage is late after 1 to {LONGEST_NOTICE} days."
        reasons.append(Reason("late_days", said, "late_days"))
    if wanted == before:
        reasons.append(Reason("same", "That is what is set already."))
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
    facts: ReviewFacts,
    person: str,
    stage: Stage,
    *,
    seen_version: int | None,
    reason: str | None,
    instead_of: str = "",
) -> list[Reason]:
    """Why the person may not sign this stage, in their own right or for the absent person
    `instead_of`. `reason` None: none is asked for (an approval)."""
    reasons = _reasons_of_state(facts, ReviewState.APPROVED, "decided")
    reasons += _reasons_of_version(facts, seen_version)
    if person == facts.proposed_by:
        said = "You proposed this review. Somebody else has to decide."
        reasons.append(Reason("own_proposal", said))
    if instead_of and instead_of == facts.proposed_by:
        said = "You would sign for the person who proposed it. Somebody else has to decide."
        reasons.append(Reason("for_proposer", said))
    signed = {one for signature in facts.signatures for one in signature.people}
    if instead_of in signed:
        said = "The person for whom you would sign has signed already, or somebody else for them."
        reasons.append(Reason("signed_for", said))
    if person in signed:
        said = "You have signed this review already. Each stage needs a different person."
        reasons.append(Reason("signed_already", said))
    if stage not in facts.stages:
        said = f"This review is not signed as {stage.label.lower()}."
        reasons.append(Reason("not_a_stage", said))
    if any(one.stage is stage for one in facts.signatures):
        said = f"The stage {stage.label.lower()} is signed already."
        reasons.append(Reason("stage_signed", said))
    if not facts.inside and reason is None:
        reasons.append(Reason("empty", "Nothing is left in this review. Withdraw it."))
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


def reasons_not_to_see_old(facts: ReviewFacts, seen_version: int | None) -> list[Reason]:
    """Why what a person decided on a page is not taken: the review is not as it was on it."""
    return _reasons_of_version(facts, seen_version)


def is_fully_signed(facts: ReviewFacts) -> bool:
    """Whether every stage is approved."""
    signed = {one.stage for one in facts.signatures if one.approved}
    return len(facts.stages) > 1 and signed == set(facts.stages)


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


def reasons_not_to_decide_folder(facts: ReviewFacts, records: int) -> list[Reason]:
    """Why nothing is decided for a folder of the review as a whole."""
    if facts.state is not ReviewState.PROPOSED:
        said = f"The review is {facts.state.value}: a folder is decided before it is approved."
        return [Reason("folder_state", said)]
    if not records:
        return [Reason("folder_empty", "None of its records is in this review any more.")]
    return []


MOST_DRAWN = 500


def reasons_not_to_draw(facts: ReviewFacts, size: int, of: int) -> list[Reason]:
    """Why no sample of `size` records is drawn from `of`."""
    if facts.state is not ReviewState.PROPOSED:
        said = f"The review is {facts.state.value}: a sample is drawn before it is approved."
        return [Reason("sample_state", said)]
    if not of:
        return [Reason("sample_empty", "There is nothing to draw from that you can see.")]
    if not 1 <= size <= min(of, MOST_DRAWN):
        said = f"Draw from 1 to {min(of, MOST_DRAWN)} of these {of:,} records."
        return [Reason("sample_size", said, "size")]
    return []


def draw(references: Iterable[str], seed: int, size: int) -> list[str]:
    """The first `size` of the references in the order of the SHA-256 of `seed:reference`: as good
    as chance, and anybody can do it again."""
    return sorted(references, key=lambda one: sha256(f"{seed}:{one}".encode()).hexdigest())[:size]


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
        roles = " and ".join(f"the {one.label.lower()}" for one in facts.stages)
        said = f"It is not approved by {roles}."
        reasons.append(Reason("not_approved", said))
    people = [person for one in facts.signatures for person in one.people]
    if facts.proposed_by in people or len(set(people)) < len(people):
        said = "The approvals are not each by another person, none of them the proposer."
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


def reasons_not_to_settle(wanted: Practice, before: Practice) -> list[Reason]:
    """Why the practice of the body cannot be settled so."""
    reasons = []
    if wanted == before:
        reasons.append(Reason("unchanged", "It is settled so already."))
    if any(not name.strip() or len(name) > 60 for name in wanted.kept.metadata):
        said = "Give each name of metadata on a line of its own, of at most 60 letters."
        reasons.append(Reason("metadata", said, "metadata"))
    return reasons


def reasons_not_to_file(*, settled: bool, filed: str, finished: bool) -> list[Reason]:
    """Why a certificate cannot be filed as a record now. `filed`: the record that it is."""
    reasons = []
    if not settled:
        said = "No folder is settled for certificates yet. A records manager chooses one."
        reasons.append(Reason("not_settled", said))
    if filed:
        reasons.append(Reason("filed", f"It is filed already, as {filed}."))
    if not finished:
        reasons.append(Reason("unfinished", "Its PDF is not made yet. Try again in a minute."))
    return reasons


def reasons_not_to_take_certificates(closed: bool) -> list[Reason]:
    """Why a folder cannot take the certificates."""
    said = "The folder is closed. Choose one that is open."
    return [Reason("folder_closed", said, "certificates_in")] if closed else []


def codes(reasons: Collection[Reason]) -> list[str]:
    """The codes of the reasons, for the audit log."""
    return [one.code for one in reasons]


def step_of(waited: int, late_after: int) -> int:
    """How far a signature is overdue that is waited for since so many days: 0 not at all, 1 late,
    2 so late that those above are told."""
    return 0 if waited < late_after else 1 if waited < 2 * late_after else 2
