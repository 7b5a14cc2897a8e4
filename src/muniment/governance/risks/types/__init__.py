"""Information risks: what the register says of them, how they stand, who accepts what is left of
them, and which rules are waived."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.governance.risks.types.fields import (
    BY_NAME,
    EVERY,
    FIELDS,
    KIND_HINTS,
    KIND_LABELS,
    KINDS,
    SCORES,
    Field,
    Form,
)
from muniment.governance.risks.types.scales import (
    HIGHEST,
    LOWEST,
    Band,
    Category,
    Scales,
    Step,
)


class RiskState(StrEnum):
    """How a risk stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.value.capitalize()


TRANSITIONS = {
    RiskState.DRAFT: {RiskState.OPEN, RiskState.CLOSED},
    RiskState.OPEN: {RiskState.CLOSED},
    RiskState.CLOSED: {RiskState.DRAFT},
}


class Treatment(StrEnum):
    """What is done with a risk."""

    TOLERATE = "tolerate"
    TREAT = "treat"
    TRANSFER = "transfer"
    TERMINATE = "terminate"

    @property
    def label(self) -> str:
        """The treatment in words."""
        return TREATMENTS[self]


TREATMENTS = {
    Treatment.TOLERATE: "Tolerate: live with it",
    Treatment.TREAT: "Treat: do something to lower it",
    Treatment.TRANSFER: "Transfer: have somebody else carry it",
    Treatment.TERMINATE: "Terminate: stop what brings it about",
}


class Confidence(StrEnum):
    """How sure people are that a control works."""

    NONE = "none"
    SOME = "some"
    GOOD = "good"
    TESTED = "tested"

    @property
    def label(self) -> str:
        """The degree in words."""
        return CONFIDENCES[self]


CONFIDENCES = {
    Confidence.NONE: "Not known yet",
    Confidence.SOME: "Some: it is in place",
    Confidence.GOOD: "Good: it is checked",
    Confidence.TESTED: "High: it was tested",
}


class Authority(StrEnum):
    """As what somebody accepts what is left of a risk."""

    SIRO = "siro"
    OWNER = "owner"

    @property
    def label(self) -> str:
        """The authority in words."""
        return {"siro": "senior information risk owner", "owner": "owner of the risk"}[self]


class Ended(StrEnum):
    """Why an acceptance no longer stands."""

    STALE = "stale"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    CLOSED = "closed"


class Standing(StrEnum):
    """How an acceptance stands on a day."""

    LIVE = "live"
    EXPIRED = "expired"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The standing in words."""
        return STANDINGS[self]


STANDINGS = {
    Standing.LIVE: "In force",
    Standing.EXPIRED: "Expired",
    Standing.STALE: "Stale",
    Standing.WITHDRAWN: "Withdrawn",
    Standing.REPLACED: "Replaced",
    Standing.CLOSED: "Ended with the risk",
}


class WaiverState(StrEnum):
    """How a waiver stands. That one has expired is told by its last day, and kept nowhere."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state in words."""
        return WAIVER_STATES[self]


WAIVER_STATES = {
    WaiverState.ASKED: "Asked for",
    WaiverState.GRANTED: "In force",
    WaiverState.REFUSED: "Refused",
    WaiverState.ENDED: "Ended",
    WaiverState.EXPIRED: "Expired",
}
WAIVER_TRANSITIONS = {
    WaiverState.ASKED: {WaiverState.GRANTED, WaiverState.REFUSED, WaiverState.ENDED},
    WaiverState.GRANTED: {WaiverState.ENDED, WaiverState.EXPIRED},
}


class Want(StrEnum):
    """Which risks somebody wants to see."""

    ALL = ""
    OPEN = "open"
    DRAFT = "draft"
    OVER = "over"
    DUE = "due"
    ORPHANED = "orphaned"
    ACCEPTED = "accepted"
    STALE = "stale"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The choice in words."""
        return WANTS[self]


WANTS = {
    Want.ALL: "All but closed",
    Want.OPEN: "Open",
    Want.DRAFT: "Drafts",
    Want.OVER: "Over appetite",
    Want.DUE: "Review is overdue",
    Want.ORPHANED: "Without an owner",
    Want.ACCEPTED: "Accepted",
    Want.STALE: "Acceptance is stale or has expired",
    Want.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a reader narrows the register to: a unit and those below it, a category, words, a cell
    of the heat map, an asset (by reference), and only what is theirs."""

    unit: str = ""
    category: str = ""
    words: str = ""
    likelihood: int | None = None
    impact: int | None = None
    asset: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A likelihood and an impact, each from 1 to 5."""

    likelihood: int
    impact: int

    @property
    def product(self) -> int:
        """What the two come to."""
        return self.likelihood * self.impact


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft may name: units and assets (by reference), categories (by code), and the
    reference of the owner meant; blank where nobody is."""

    owner: str = ""
    units: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """A way out that was looked at: what it is, what it does for the local need, and what it does
    for the policy."""

    words: str
    local_need: str
    policy: str


@dataclass(frozen=True, slots=True)
class WaiverDraft:
    """What is asked for: the rule to be waived in words (and by reference of a policy paragraph or
    rule, where there is one), for which unit, why, which options were looked at, the control that
    makes up for it, the last day, and the risk (by reference) that it belongs to, if any."""

    rule: str
    unit: str
    why: str
    control: str
    ends_on: date | None
    policy: str = ""
    options: tuple[OptionDraft, ...] = ()
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk that moved since a day: what its current score was then (None: it was not scored),
    and what it is."""

    reference: str
    title: str
    before: int | None
    after: int

    @property
    def by(self) -> int:
        """By how much it rose; below nought for a fall."""
        return self.after - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """How risks and waivers stand on a day: open risks and drafts; of the open ones those over
    appetite, those whose review is overdue, those without an owner, those accepted, those whose
    acceptance is stale or has expired, and acceptances that end within 30 days; waivers in force,
    asked for, ending within 30 days, and expired."""

    on: date
    open: int = 0
    drafts: int = 0
    over: int = 0
    due: int = 0
    orphaned: int = 0
    accepted: int = 0
    stale: int = 0
    expiring: int = 0
    waivers: int = 0
    waivers_asked: int = 0
    waivers_expiring: int = 0
    waivers_expired: int = 0


__all__ = [
    "BY_NAME",
    "CONFIDENCES",
    "EVERY",
    "FIELDS",
    "HIGHEST",
    "KINDS",
    "KIND_HINTS",
    "KIND_LABELS",
    "LOWEST",
    "SCORES",
    "STANDINGS",
    "TRANSITIONS",
    "TREATMENTS",
    "WAIVER_STATES",
    "WAIVER_TRANSITIONS",
    "WANTS",
    "Authority",
    "Band",
    "Category",
    "Confidence",
    "Ended",
    "Field",
    "Figures",
    "Form",
    "Known",
    "Mark",
    "Moved",
    "Narrow",
    "OptionDraft",
    "RiskState",
    "Scales",
    "Standing",
    "Step",
    "Treatment",
    "WaiverDraft",
    "WaiverState",
    "Want",
]
