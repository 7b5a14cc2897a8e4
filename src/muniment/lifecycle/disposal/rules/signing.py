"""Who signs a review, and when it can be withdrawn."""

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal.types import TRANSITIONS, ReviewFacts, ReviewState, Stage


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
    reasons = reasons_of_state(facts, ReviewState.APPROVED, "decided")
    reasons += reasons_of_version(facts, seen_version)
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


def reasons_of_state(facts: ReviewFacts, to: ReviewState, verb: str) -> list[Reason]:
    """Why a review cannot come into the state  from the one that it is in."""
    if to in TRANSITIONS[facts.state]:
        return []
    return [Reason("state", f"The review is {facts.state.words}; it cannot be {verb} now.")]


def reasons_of_version(facts: ReviewFacts, seen: int | None) -> list[Reason]:
    """Why what was decided on a page is not taken: the review is not as it was on it."""
    if seen is None or seen == facts.version:
        return []
    return [Reason("changed", "The review has changed since you opened it. Look at it again.")]


def is_fully_signed(facts: ReviewFacts) -> bool:
    """Whether every stage is approved."""
    signed = {one.stage for one in facts.signatures if one.approved}
    return len(facts.stages) > 1 and signed == set(facts.stages)


def reasons_not_to_withdraw(facts: ReviewFacts, *, reason: str) -> list[Reason]:
    """Why a review cannot be withdrawn: it is under way or over, or no reason is given."""
    reasons = reasons_of_state(facts, ReviewState.WITHDRAWN, "withdrawn")
    if not reason.strip():
        reasons.append(Reason("reason", "Say why the review is withdrawn.", "reason"))
    return reasons


def step_of(waited: int, late_after: int) -> int:
    """How far a signature is overdue that is waited for since so many days: 0 not at all, 1 late,
    2 so late that those above are told."""
    return 0 if waited < late_after else 1 if waited < 2 * late_after else 2
