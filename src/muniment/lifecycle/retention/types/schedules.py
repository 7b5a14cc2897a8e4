"""Schedules as documents: their editions, what becomes of each, and how two of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.clauses import Clause


class ScheduleState(StrEnum):
    """A schedule that was used is withdrawn, never deleted."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class EditionState(StrEnum):
    """An edition is drafted, commented on, approved, published, and superseded by the next."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_S = EditionState
TRANSITIONS: Mapping[EditionState, frozenset[EditionState]] = {
    _S.DRAFT: frozenset({_S.CONSULTATION, _S.WITHDRAWN}),
    _S.CONSULTATION: frozenset({_S.DRAFT, _S.APPROVED, _S.WITHDRAWN}),
    # Withdrawn when it cannot be published any more, so that another can be begun.
    _S.APPROVED: frozenset({_S.PUBLISHED, _S.WITHDRAWN}),
    # Withdrawn with its whole schedule.
    _S.PUBLISHED: frozenset({_S.SUPERSEDED, _S.WITHDRAWN}),
    _S.SUPERSEDED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
# Of these a schedule has one at most.
UNDER_WAY = frozenset({_S.DRAFT, _S.CONSULTATION, _S.APPROVED})


@dataclass(frozen=True, slots=True)
class ScheduleTerms:
    """What a schedule says of itself: what it is called and for, and whose it is: the reference of
    a unit, a business area in words, or both."""

    title: str
    purpose: str = ""
    owner_unit: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """By what body an edition was approved, on which civil date, and where that is minuted."""

    body: str
    met_on: date | None
    minute: str


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """An edition, as far as it decides what may become of it. `drafters` wrote something in it;
    `unanswered` counts the comments that nobody has answered; `not_agreed` are the areas consulted
    whose heads have not agreed, by name."""

    state: EditionState
    version: int
    rules: int
    unanswered: int
    drafters: tuple[str, ...]
    consult_until: date | None
    not_agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that two editions have in common, and each column that differs: its name, what it
    said before, what it says now."""

    code: str
    title: str
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that two editions do not have alike: what it said before, what it says now; empty
    where there was, or is, none."""

    clause: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How one edition differs from another, by code. `same` counts the rules that do not."""

    added: tuple[RuleDraft, ...]
    left_out: tuple[RuleDraft, ...]
    changed: tuple[RuleChange, ...]
    same: int
    clauses: tuple[ClauseChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """What bringing in a file did to the rules of an edition."""

    added: int
    changed: int
    same: int
    left_out: int


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """One edition that is or was in force, as anybody may read it. `until` None: it is."""

    schedule: str
    title: str
    purpose: str
    owner_unit: str
    area: str
    number: int
    published_at: datetime
    until: datetime | None
    approval: Approval
    rules: tuple[RuleDraft, ...]
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelTaken:
    """A model schedule as it was taken over: whose it is, which version of it, and its rules."""

    provider: str
    version: str
    rules: tuple[RuleDraft, ...]


@dataclass(frozen=True, slots=True)
class BothChanged:
    """A rule that the model and the body have both changed since the model was last taken over:
    each column that cannot be settled, with what ours says and what the model says. A rule that
    one of them has left out differs in the column `rule`."""

    code: str
    title: str
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What taking over a new version of a model makes of our rules, and what somebody has to
    decide: in `open`, ours stands."""

    rules: tuple[RuleDraft, ...]
    open: tuple[BothChanged, ...]
