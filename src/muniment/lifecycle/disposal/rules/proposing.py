"""What is put into a review, and on what terms."""

from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.rules.nightly import LARGEST_LIST
from muniment.lifecycle.disposal.types import Candidate, ReviewTerms
from muniment.lifecycle.holds.rules import reasons_held
from muniment.lifecycle.retention.types import Action

DECIDABLE = frozenset({Action.DESTROY, Action.REVIEW, Action.SAMPLE})
LONGEST_NOTICE = 366


def reasons_not_to_propose(candidate: Candidate, *, as_at: date) -> list[Reason]:
    """Why a record is not put into a review of what is due on the civil date `as_at`."""
    name = candidate.reference
    reasons = []
    if not candidate.permitted:
        reasons.append(Reason("not_permitted", f"{name} is outside your part of the file plan."))
    if candidate.state != RecordState.DECLARED:
        said = f"{name} is set aside, destroyed or being destroyed."
        reasons.append(Reason("not_declared", said))
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


def _reasons_not_due(candidate: Candidate, as_at: date) -> list[Reason]:
    name = candidate.reference
    reasons = []
    if not candidate.rule_in_force:
        reasons.append(Reason("no_rule", f"{name} is under no retention rule that is in force."))
    elif candidate.action not in DECIDABLE:
        reasons.append(Reason("action", f"{name} is not to be destroyed or reviewed now."))
    if candidate.due_on is None:
        reasons.append(Reason("open_ended", f"{name} has no date yet: it is kept and protected."))
    elif candidate.due_on > as_at:
        reasons.append(Reason("not_due", f"{name} is not due until {candidate.due_on:%-d %B %Y}."))
    return reasons


def reasons_not_to_set_terms(wanted: ReviewTerms, before: ReviewTerms) -> list[Reason]:
    """Why the terms of reviews cannot be set so."""
    reasons = []
    if not 1 <= wanted.notice_days <= LONGEST_NOTICE:
        said = f"Owners are told from 1 to {LONGEST_NOTICE} days before."
        reasons.append(Reason("notice_days", said, "notice_days"))
    if not 1 <= wanted.late_days <= LONGEST_NOTICE:
        said = f"A stage is late after 1 to {LONGEST_NOTICE} days."
        reasons.append(Reason("late_days", said, "late_days"))
    if not 1 <= wanted.list_size <= LARGEST_LIST:
        said = f"A list has from 1 to {LARGEST_LIST:,} records."
        reasons.append(Reason("list_size", said, "list_size"))
    if not 1 <= wanted.leave_days <= LONGEST_NOTICE:
        said = f"What was sent back is left alone for 1 to {LONGEST_NOTICE} days."
        reasons.append(Reason("leave_days", said, "leave_days"))
    if wanted == before:
        reasons.append(Reason("same", "That is what is set already."))
    return reasons
