"""Exceptions, folders and samples of a review."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal.types import (
    ItemState,
    NewRule,
    Outcome,
    ReviewFacts,
    ReviewState,
)

MOST_DRAWN = 500


def reasons_not_to_except(
    facts: ReviewFacts,
    item: ItemState,
    outcome: Outcome,
    *,
    keep_until: date | None,
    new_rule: NewRule | None = None,
    step_follows: bool,
    note: str,
    today: date,
) -> list[Reason]:
    """Why the outcome for one item cannot be set so. `new_rule` None: none was named, and it is
    set afterwards. `step_follows`: the rule of the record has a step after the one that it stands
    at."""
    reasons = []
    if facts.state not in {ReviewState.PROPOSED, ReviewState.INCOMPLETE}:
        reasons.append(Reason("state", f"The review is {facts.state.words}; it cannot change."))
    if item not in {ItemState.PROPOSED, ItemState.AWAITING, ItemState.EXCLUDED, ItemState.FAILED}:
        reasons.append(Reason("item", "This record is not in the review any more."))
    if outcome is Outcome.DESTROY and (facts.signatures or facts.state != ReviewState.PROPOSED):
        said = "After the first signature nothing can be put back to be destroyed."
        reasons.append(Reason("signed", said, "outcome"))
    if outcome is not Outcome.DESTROY and not note.strip():
        reasons.append(Reason("note", "Say why this record is an exception.", "note"))
    if outcome is Outcome.NEXT_STEP and not step_follows:
        said = "Its rule has no step after this one. Decide what is to happen to it now."
        reasons.append(Reason("no_step", said, "outcome"))
    return [*reasons, *_reasons_of_outcome(outcome, keep_until, new_rule, today)]


def _reasons_of_outcome(
    outcome: Outcome, keep_until: date | None, new_rule: NewRule | None, today: date
) -> list[Reason]:
    if outcome is Outcome.KEEP_UNTIL and (keep_until is None or keep_until <= today):
        return [Reason("keep_until", "Give a date in the future to keep it until.", "keep_until")]
    if outcome is not Outcome.CHANGE_RULE or new_rule is None:
        return []
    reasons = []
    if not new_rule.in_force:
        reasons.append(Reason("new_rule", "Name a rule that is in force.", "new_rule"))
    if new_rule.same:
        reasons.append(Reason("same_rule", "It is under that rule already.", "new_rule"))
    if not new_rule.permitted:
        said = "Rules are set by those who manage them. Name none: they are asked to set one."
        reasons.append(Reason("rule_not_permitted", said, "new_rule"))
    return reasons


def reasons_not_to_decide_folder(facts: ReviewFacts, records: int) -> list[Reason]:
    """Why nothing is decided for a folder of the review as a whole."""
    if facts.state is not ReviewState.PROPOSED:
        said = f"The review is {facts.state.words}: a folder is decided before it is approved."
        return [Reason("folder_state", said)]
    if not records:
        return [Reason("folder_empty", "None of its records is in this review any more.")]
    return []


def reasons_not_to_draw(facts: ReviewFacts, size: int, of: int) -> list[Reason]:
    """Why no sample of `size` records is drawn from `of`."""
    if facts.state is not ReviewState.PROPOSED:
        said = f"The review is {facts.state.words}: a sample is drawn before it is approved."
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
