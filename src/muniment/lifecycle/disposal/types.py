"""The life of a disposal review, its stages and the outcomes of its items."""

from enum import StrEnum


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
