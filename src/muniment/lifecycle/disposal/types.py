"""The life of a disposal review, its stages and the outcomes of its items."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.errors import Reason, Refused


class ReviewState(StrEnum):
    """A review is proposed, approved stage by stage, carried out, and certified."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXECUTING = "executing"
    INCOMPLETE = "incomplete"
    DONE = "done"


TRANSITIONS: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.PROPOSED: frozenset(
        {ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.WITHDRAWN}
    ),
    ReviewState.APPROVED: frozenset({ReviewState.EXECUTING, ReviewState.WITHDRAWN}),
    ReviewState.REJECTED: frozenset(),
    ReviewState.WITHDRAWN: frozenset(),
    ReviewState.EXECUTING: frozenset({ReviewState.DONE, ReviewState.INCOMPLETE}),
    ReviewState.INCOMPLETE: frozenset({ReviewState.EXECUTING, ReviewState.DONE}),
    ReviewState.DONE: frozenset(),
}


class Stage(StrEnum):
    """An approval that a review needs. Every stage is signed by a different person, and none of
    them by the proposer."""

    RECORDS_MANAGER = "records_manager"
    OWNER = "information_asset_owner"

    @property
    def permission(self) -> Permission:
        """What signing this stage asks for, over every item of the review."""
        return STAGE_PERMISSIONS[self]


STAGE_PERMISSIONS = {
    Stage.RECORDS_MANAGER: Permission.DISPOSAL_APPROVE_RECORDS,
    Stage.OWNER: Permission.DISPOSAL_APPROVE_OWNER,
}


# The event with which a record is past rescue: what the ledger outside and a restore go by.
DESTROYING = "disposal:record:destroying"


class ItemState(StrEnum):
    """What becomes of one record in a review."""

    PROPOSED = "proposed"
    EXCLUDED = "excluded"
    HELD = "held"
    DESTROYED = "destroyed"
    FAILED = "failed"


class Outcome(StrEnum):
    """What a review can decide for a record [checklist 56]."""

    DESTROY = "destroy"
    KEEP_UNTIL = "keep_until"
    TRANSFER = "transfer"
    CHANGE_RULE = "change_rule"
    NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that was not put into a review, and every reason why."""

    record: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came of a proposal: the reviews (by reference), what was left out, and how many due
    records there was no room for in one proposal."""

    reviews: tuple[str, ...]
    records: int
    left_out: tuple[LeftOut, ...]
    remaining: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """The facts of a record that decide whether it can be put into a review."""

    reference: str
    state: str
    due_on: date | None
    action: str
    rule: str
    rule_in_force: bool
    holds: tuple[str, ...] = ()
    knows_holds: bool = False
    in_review: str = ""
    permitted: bool = True
    owner: str = ""
    owner_is_proposer: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One stage signed: by whom, and whether the person may still sign it today."""

    stage: Stage
    by: str
    approved: bool
    still_valid: bool = True


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The facts of a review that decide what may be done with it."""

    state: ReviewState
    proposed_by: str
    version: int
    to_destroy: int
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """The facts, read under lock, that decide whether a record may be destroyed now."""

    record_state: str
    review: ReviewFacts
    item_state: ItemState
    outcome: Outcome
    holds: int
    due_on: date | None
    action: str
    rule_in_force: bool
    order_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class ClockEvidence:
    """What the audit log says of the time: the latest time in it, and up to when its events
    follow each other without a leap (from its start, or from when somebody confirmed the
    clock)."""

    latest_event_at: datetime
    unbroken_until: datetime


@dataclass(frozen=True, slots=True)
class Progressed:
    """How a run went: how many were destroyed, failed, or turned out to be protected."""

    destroyed: int = 0
    failed: int = 0
    protected: int = 0
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What was done so that nothing destroyed lingers in the database's own files."""

    database: str
    steps: tuple[str, ...]
    backups_gone_by: date
    detail: Mapping[str, Any] = field(default_factory=dict)


class NotNoted(Refused):
    """The ledger outside could not be written, so that nothing of the record was removed."""

    def __init__(self, failure: OSError) -> None:
        words = (
            f"The ledger in the folder of the checkpoints cannot be written: {failure.strerror}."
        )
        super().__init__(Reason("not_noted", words))
