"""The life of a disposal review, its stages and the outcomes of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from muniment.foundation.access.types import Permission, Role
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.records.types import Kept
from muniment.lifecycle.retention import types as retention


class ReviewState(StrEnum):
    """A review is proposed, approved stage by stage, carried out, and certified.

    SET_ASIDE: it is carried out, and what it destroys can be recovered until the window is over.
    """

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXECUTING = "executing"
    SET_ASIDE = "set_aside"
    INCOMPLETE = "incomplete"
    DONE = "done"

    @property
    def words(self) -> str:
        """The state as it stands in a sentence."""
        return self.value.replace("_", " ")


TRANSITIONS: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.PROPOSED: frozenset(
        {ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.WITHDRAWN}
    ),
    # Done at once where every record was decided otherwise and nothing is to be destroyed.
    ReviewState.APPROVED: frozenset(
        {ReviewState.EXECUTING, ReviewState.WITHDRAWN, ReviewState.DONE}
    ),
    ReviewState.REJECTED: frozenset(),
    ReviewState.WITHDRAWN: frozenset(),
    ReviewState.EXECUTING: frozenset(
        {ReviewState.DONE, ReviewState.INCOMPLETE, ReviewState.SET_ASIDE}
    ),
    # Back to work when the window is over; done at once where everything was recovered.
    ReviewState.SET_ASIDE: frozenset({ReviewState.EXECUTING, ReviewState.DONE}),
    ReviewState.INCOMPLETE: frozenset({ReviewState.EXECUTING, ReviewState.DONE}),
    ReviewState.DONE: frozenset(),
}


class Stage(StrEnum):
    """An approval that a review can need, by the role that gives it. Every stage is signed by a
    different person, and none of them by the proposer."""

    RECORDS_MANAGER = "records_manager"
    OWNER = "information_asset_owner"
    DEPARTMENTAL_RECORDS_OFFICER = "departmental_records_officer"
    SIRO = "siro"
    DATA_STEWARD = "data_steward"
    TEAM_RECORDS_OFFICER = "team_records_officer"

    @property
    def role(self) -> Role:
        """The role that signs it."""
        return Role(self.value)

    @property
    def label(self) -> str:
        """The role in words."""
        return self.role.label

    @property
    def permission(self) -> Permission:
        """What signing this stage asks for, over every item of the review."""
        return STAGE_PERMISSIONS.get(self, Permission.DISPOSAL_APPROVE)


# These are signed by whoever has the permission, other stages by those who hold the very role.
STAGE_PERMISSIONS = {
    Stage.RECORDS_MANAGER: Permission.DISPOSAL_APPROVE_RECORDS,
    Stage.OWNER: Permission.DISPOSAL_APPROVE_OWNER,
}
DEFAULT_STAGES = tuple(Stage(one) for one in retention.DEFAULT_STAGES)


def stages_named(said: Iterable[str]) -> tuple[Stage, ...]:
    """The stages of a rule; those of the body where it names fewer than two."""
    named = tuple(dict.fromkeys(Stage(one) for one in said))
    return named if len(named) > 1 else DEFAULT_STAGES


class StandingState(StrEnum):
    """A standing approval is proposed, in force once another person has approved it, and ended."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.value.replace("_", " ")


# Who may approve routine destruction besides whoever proposes it, in the order that is tried.
STANDING_STAGES = (Stage.OWNER, Stage.SIRO, Stage.DEPARTMENTAL_RECORDS_OFFICER)

# The event with which a record is past rescue: what the ledger outside and a restore go by.
DESTROYING = "disposal:record:destroying"


class ItemState(StrEnum):
    """What becomes of one record in a review. AWAITING: it is on paper, and somebody has to destroy
    it by hand and say so."""

    PROPOSED = "proposed"
    AWAITING = "awaiting"
    EXCLUDED = "excluded"
    HELD = "held"
    SET_ASIDE = "set_aside"
    RECOVERED = "recovered"
    DESTROYED = "destroyed"
    FAILED = "failed"


class ExpungeState(StrEnum):
    """A proposal to expunge is agreed to, refused by another, or withdrawn by its proposer."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExpungeKind(StrEnum):
    """What the mistake was."""

    MISFILED = "misfiled"
    MUST_NOT_HOLD = "must_not_hold"
    IMPORTED_TWICE = "imported_twice"


EXPUNGE_LABELS = {
    ExpungeKind.MISFILED: "Filed by mistake",
    ExpungeKind.MUST_NOT_HOLD: "Holds what it must not hold",
    ExpungeKind.IMPORTED_TWICE: "Imported twice",
}


class Outcome(StrEnum):
    """What a review can decide for a record [checklist 56]."""

    DESTROY = "destroy"
    KEEP_UNTIL = "keep_until"
    TRANSFER = "transfer"
    CHANGE_RULE = "change_rule"
    NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class NewRule:
    """The rule that whoever decides wants a record to have: whether it is in force, is the one
    that the record is under, and whether they may set it."""

    in_force: bool
    same: bool = False
    permitted: bool = True


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
    stages: tuple[Stage, ...] = DEFAULT_STAGES
    nobody_signs: tuple[Stage, ...] = ()
    told_in_time: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """One stage signed: by whom, and whether the person may still sign it today."""

    stage: Stage
    by: str
    approved: bool
    still_valid: bool = True
    instead_of: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """Whose signature it is: whoever signed, and the absent person for whom."""
        return (self.by, self.instead_of) if self.instead_of else (self.by,)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The facts of a review that decide what may be done with it. `inside`: how many records
    stand in it, whatever was decided for them. `expunges`: two people said that its records should
    never have been filed, so that their dates do not matter."""

    state: ReviewState
    proposed_by: str
    version: int
    inside: int
    signatures: tuple[Signature, ...] = ()
    stages: tuple[Stage, ...] = DEFAULT_STAGES
    expunges: bool = False


@dataclass(frozen=True, slots=True)
class ExpungeDraft:
    """What the mistake was, in kind and in words, and on whose authority it is mended."""

    kind: ExpungeKind
    reason: str
    authority: str


@dataclass(frozen=True, slots=True)
class ExpungingFacts:
    """What decides what may be done with a proposal to expunge. `still_valid`: its proposer has
    the role over all of it today."""

    state: ExpungeState
    proposed_by: str
    proposed_as: Stage
    still_valid: bool = True


@dataclass(frozen=True, slots=True)
class Mistaken:
    """The facts of a record that decide whether it can be expunged."""

    reference: str
    state: str
    holds: tuple[str, ...] = ()
    knows_holds: bool = False
    in_review: str = ""
    proposed_in: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """The facts, read under lock, that decide whether a record may be destroyed now. `drawn`: a
    sample was drawn from records under its rule that it was among; `sample_lacks`: how many records
    fewer are kept for that than have to be."""

    record_state: str
    review: ReviewFacts
    item_state: ItemState
    outcome: Outcome
    holds: int
    due_on: date | None
    action: str
    rule_in_force: bool
    order_lapsed: bool = False
    by_hand: bool = False
    drawn: bool = False
    sample_lacks: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of a review that lie in one folder, as far as a reader may see them: how many,
    how many of them are to be destroyed, and how many are decided otherwise."""

    folder: str
    title: str
    records: int
    to_destroy: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class HoldWords:
    """What a hold that comes of a review says: its name, why (a kind of hold, and the reason in
    words), on whose authority, and when it is looked at again."""

    name: str
    kind: str
    reason: str
    authority: str
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewTerms:
    """What the body has set for its reviews: how many days before records are due their owner is
    told, whether nothing is proposed of which the owner was not told so long before, and after
    how many days an unsigned stage is late. `lists`: whether what is due is put on lists for
    review by night, of at most `list_size` records each; what somebody sent back is left alone
    for `leave_days`."""

    notice_days: int = 30
    notice_needed: bool = False
    late_days: int = 14
    lists: bool = False
    list_size: int = 200
    leave_days: int = 90


@dataclass(frozen=True, slots=True)
class ClockEvidence:
    """What the audit log says of the time: the latest time in it, and up to when its events
    follow each other without a leap (from its start, or from when somebody confirmed the
    clock)."""

    latest_event_at: datetime
    unbroken_until: datetime


@dataclass(frozen=True, slots=True)
class Progressed:
    """How a run went: how many were destroyed, failed, turned out to be protected, or are set
    aside."""

    destroyed: int = 0
    failed: int = 0
    protected: int = 0
    certificate: str = ""
    set_aside: int = 0
    awaiting: int = 0


@dataclass(frozen=True, slots=True)
class Practice:
    """What the body has settled about its destructions. `certificates_in`: the reference of the
    folder in which each certificate is filed as a record; blank: none is. `window`: for how many
    days what a review destroys is only set aside and can be recovered; 0: it is erased at once."""

    certificates_in: str = ""
    kept: Kept = field(default_factory=Kept)
    window: int = 0


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
