"""What is routine, and what somebody has marked as of value in spite of it [DIS-10]."""

from collections.abc import Sequence

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.types import Action, RuleTerms

LONGEST = 500


def reasons_not_to_mark_routine(
    terms: RuleTerms | None, *, is_marked: bool, reason: str
) -> list[Reason]:
    """Why the rule cannot be marked as routine. `terms` None: it is not in force."""
    reasons = []
    if terms is None:
        reasons.append(Reason("not_in_force", "The rule is not in force."))
    elif [one.action for one in terms.steps] != [Action.DESTROY]:
        said = "Only a rule that does nothing but destroy can be routine."
        reasons.append(Reason("not_destroy", said))
    if terms is not None and terms.stages:
        said = "The rule names who signs each disposal: it cannot be routine as well."
        reasons.append(Reason("stages", said))
    if is_marked:
        reasons.append(Reason("marked", "The rule is marked as routine already."))
    return [*reasons, *_reasons_of_words(reason)]


def reasons_not_to_unmark(*, is_marked: bool, reason: str) -> list[Reason]:
    """Why a mark as routine, or as of value, cannot be ended."""
    reasons = [] if is_marked else [Reason("not_marked", "It is not marked so.")]
    return [*reasons, *_reasons_of_words(reason)]


def reasons_not_to_value(*, is_marked: bool, declared: bool, why: str) -> list[Reason]:
    """Why a record cannot be marked as of value."""
    reasons: Sequence[Reason] = []
    if is_marked:
        reasons = [Reason("marked", "It is marked as of value already.")]
    if not declared:
        reasons = [*reasons, Reason("not_declared", "It is destroyed or being destroyed.")]
    return [*reasons, *_reasons_of_words(why)]


def _reasons_of_words(reason: str) -> list[Reason]:
    if reason.strip() and len(reason) <= LONGEST:
        return []
    return [Reason("reason", f"Say why, in at most {LONGEST} letters.", "reason")]
