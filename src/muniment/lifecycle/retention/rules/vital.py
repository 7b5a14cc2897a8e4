"""Vital records: those that a body cannot go on without after a disaster [checklist 59]."""

from dataclasses import dataclass
from datetime import date

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason

LONGEST = 120  # months between two reviews


@dataclass(frozen=True, slots=True)
class VitalDraft:
    """Why something is vital, where a copy of it is kept, and how often that is reviewed."""

    why: str
    copy_kept: str
    cycle_months: int = 12


@dataclass(frozen=True, slots=True)
class VitalHere:
    """That a record is vital, and the class, folder or record that this comes from."""

    number: int
    scope: str
    why: str
    copy_kept: str
    review_on: date


@dataclass(frozen=True, slots=True)
class VitalLine:
    """One mark in the report: what is marked, how many records it reaches, and its reviews."""

    number: int
    scope: str
    title: str
    records: int
    why: str
    copy_kept: str
    cycle_months: int
    reviewed_on: date
    reviewed_by: str
    review_on: date
    may_review: bool


def review_on(reviewed_on: date, cycle_months: int) -> date:
    """When it is to be reviewed next."""
    return add_period(reviewed_on, cycle_months, "months")


def reasons_not_to_mark(draft: VitalDraft, *, is_marked: bool) -> list[Reason]:
    """Why something is not marked as vital. `is_marked`: it is by itself already."""
    reasons = []
    if is_marked:
        reasons.append(Reason("marked", "It is marked as vital already."))
    if not draft.why.strip() or len(draft.why) > 500:
        said = "Say why it is vital, in at most 500 letters."
        reasons.append(Reason("why", said, "why"))
    if not draft.copy_kept.strip() or len(draft.copy_kept) > 300:
        said = "Say where a copy is kept, in at most 300 letters."
        reasons.append(Reason("copy", said, "copy_kept"))
    if not 1 <= draft.cycle_months <= LONGEST:
        said = f"Enter whole months from 1 to {LONGEST}."
        reasons.append(Reason("cycle", said, "cycle_months"))
    return reasons


def reasons_not_to_go_on(words: str, field: str, *, is_ended: bool) -> list[Reason]:
    """Why a mark is not reviewed or ended with these words."""
    reasons = []
    if is_ended:
        reasons.append(Reason("ended", "It is not marked as vital any more."))
    if not words.strip() or len(words) > 500:
        said = "Say what was found, in at most 500 letters."
        reasons.append(Reason("words", said, field))
    return reasons
