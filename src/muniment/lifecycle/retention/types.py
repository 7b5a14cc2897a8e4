"""Retention rules as values, and what a computed date carries with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.foundation.kernel.dates import PeriodUnit

UNDECIDED = "undecided"

# The columns of a schedule as CSV, in order.
COLUMNS = (
    "code",
    "title",
    "description",
    "authority",
    "trigger",
    "period_count",
    "period_unit",
    "action",
    "review_role",
    "reason",
    "valid_from",
    "valid_to",
)


class Action(StrEnum):
    """What happens when the time is up."""

    DESTROY = "destroy"
    REVIEW = "review"
    TRANSFER = "transfer"
    KEEP = "keep"


class Trigger(StrEnum):
    """What starts the clock. `EVENT` is a named event, entered by hand or by another system."""

    RECORD_DATE = "record_date"
    LAST_MODIFIED = "last_modified"
    FOLDER_CLOSED = "folder_closed"
    EVENT = "event"


class RuleState(StrEnum):
    """A rule that has been used is retired, never deleted."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Period:
    """How long: a count of days, months or years. None in a rule means for ever."""

    count: int
    unit: PeriodUnit

    @property
    def label(self) -> str:
        """The period in words: `6 years`, `1 month`."""
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """The terms of one version of a rule: all that decides a date."""

    code: str
    version: int
    title: str
    authority: str
    trigger: Trigger
    event: str
    period: Period | None
    action: Action
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ClockInputs:
    """The facts of a record that a trigger may read. Civil dates; None: it has not happened."""

    record_date: date
    record_date_source: str
    modified_on: date | None
    folder_closed_on: date | None
    event_on: date | None
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody wrote it down, before it is checked. None: nothing was said, or nothing
    that could be read; a rule that is kept for ever has the action KEEP and no period."""

    code: str
    title: str = ""
    description: str = ""
    authority: str = ""
    trigger: Trigger | None = None
    event: str = ""
    period: Period | None = None
    action: Action | None = None
    review_role: str = ""
    why: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock of a record started, and in words what that date is."""

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class HeldBy:
    """A hold, as far as an explanation needs it."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record is kept until when: one sentence, and the facts in it."""

    sentence: str
    rule: str
    terms: RuleTerms | None
    start: Start | None
    due_on: date | None
    action: str
    keep_until: date | None
    holds: tuple[HeldBy, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of rules did: how many were new, got a new version, or were there already."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """What importing one rule would do: make it, bring it back, or change it (column, before,
    after)."""

    code: str
    title: str
    is_new: bool
    is_retired: bool
    changes: tuple[tuple[str, str, str], ...] = ()
