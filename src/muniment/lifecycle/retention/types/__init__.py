"""Retention rules as values, and what a computed date carries with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.dates import PeriodUnit
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.types.clauses import Governed

UNDECIDED = "undecided"

# Who may have to sign a disposal, and who does where a rule names nobody.
REVIEWERS = frozenset(
    {
        Role.TEAM_RECORDS_OFFICER,
        Role.RECORDS_MANAGER,
        Role.DEPARTMENTAL_RECORDS_OFFICER,
        Role.INFORMATION_ASSET_OWNER,
        Role.DATA_STEWARD,
        Role.SIRO,
    }
)
DEFAULT_STAGES = (Role.RECORDS_MANAGER.value, Role.INFORMATION_ASSET_OWNER.value)

# The columns of a schedule as CSV, in order.
COLUMNS = (
    "code",
    "title",
    "description",
    "examples",
    "scope_note",
    "authority",
    "trigger",
    "period_count",
    "period_unit",
    "action",
    "life",
    "review_stages",
    "reason",
    "valid_from",
    "valid_to",
)


class Action(StrEnum):
    """What happens when the time is up. SAMPLE: of what a review decides about, 1 in so many is
    kept for transfer, as a sample of the whole, and the rest destroyed."""

    DESTROY = "destroy"
    REVIEW = "review"
    TRANSFER = "transfer"
    SAMPLE = "sample"
    KEEP = "keep"


class Trigger(StrEnum):
    """What starts a clock. `EVENT` is a named event, entered by hand or by another system;
    `DATE_FIELD` a date among the record's metadata, such as a date of birth; `PREVIOUS_STEP` the
    day on which the step before was done."""

    RECORD_DATE = "record_date"
    LAST_MODIFIED = "last_modified"
    FOLDER_CLOSED = "folder_closed"
    SUPERSEDED = "superseded"
    EVENT = "event"
    DATE_FIELD = "date_field"
    PREVIOUS_STEP = "previous_step"


NAMED = frozenset({Trigger.EVENT, Trigger.DATE_FIELD})
SUPERSEDED = "superseded"  # the event by which a record is said to be superseded


class How(StrEnum):
    """Which of several clocks decides: time AND event, or time OR event."""

    LATEST = "latest"
    EARLIEST = "earliest"


class CutOff(StrEnum):
    """Where a clock begins: with its trigger, or at the end of the month or year that this falls
    in. And to where its end is rounded up: likewise."""

    NONE = ""
    MONTH = "month"
    CALENDAR_YEAR = "calendar_year"
    FINANCIAL_YEAR = "financial_year"


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


NOTHING = Period(0, "days")


@dataclass(frozen=True, slots=True)
class Leg:
    """One clock: a period that runs from its trigger.

    `name` is that of the event or of the date field. `match` names a field of the record: only an
    event entered with the same value counts, so that the end of contract 123 releases its own
    papers and no others.
    """

    trigger: Trigger
    period: Period = NOTHING
    name: str = ""
    match: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a record: what is done once its clocks have run. No clocks: the
    record is kept for good. `rounding`: they end with the month or year in which they would end
    [checklist 47]. `one_in`: of how many records a sample keeps one; 0: nothing is said of it."""

    action: Action
    legs: tuple[Leg, ...] = ()
    how: How = How.LATEST
    cut_off: CutOff = CutOff.NONE
    rounding: CutOff = CutOff.NONE
    one_in: int = 0

    @property
    def does(self) -> str:
        """What is done, as a schedule has it: `destroy`, `sample 1 in 10`."""
        return f"{self.action.value} 1 in {self.one_in}" if self.one_in else self.action.value

    def goes_by(self, part: CutOff) -> bool:
        """Whether the end of such a month or year decides about its clocks."""
        return part in (self.cut_off, self.rounding)


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """The terms of one version of a rule: all that decides a date, and the roles that sign a
    disposal under it, in order (none: those of DEFAULT_STAGES)."""

    code: str
    version: int
    title: str
    authority: str
    steps: tuple[Step, ...]
    valid_to: date | None = None
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The last day of the financial year."""

    month: int = 3
    day: int = 31


class Licence(StrEnum):
    """On what terms others may use the schedule that a body publishes."""

    OGL = "ogl-3.0"
    CC_BY = "cc-by-4.0"
    NONE = "none"

    @property
    def label(self) -> str:
        """The licence in words."""
        return _LICENCES[self][0]

    @property
    def address(self) -> str:
        """Where its text stands; empty for none."""
        return _LICENCES[self][1]


_LICENCES = {
    Licence.OGL: (
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence.CC_BY: (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    Licence.NONE: ("No licence: all rights reserved", ""),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether the schedule is open to everybody, on what terms, who answers questions about it,
    what the body says in its own words of what it keeps (paragraphs), and whether everybody may
    also read how much was destroyed under each rule."""

    is_open: bool = False
    licence: Licence = Licence.OGL
    contact: str = ""
    statement: str = ""
    with_destroyed: bool = False


@dataclass(frozen=True, slots=True)
class ClockInputs:
    """The facts of a record that a trigger may read. Civil dates; None: it has not happened.

    `events` are those that count for the record, by the name and the `match` of a leg; `fields`
    its metadata; `steps_done` the days on which the steps of its rule were done, in order.
    """

    record_date: date
    record_date_source: str
    modified_on: date | None = None
    folder_closed_on: date | None = None
    events: Mapping[tuple[str, str], date] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    steps_done: tuple[date, ...] = ()
    year_end: YearEnd = field(default_factory=YearEnd)
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody wrote it down, before it is checked. No steps, or None: nothing was said,
    or nothing that could be read. `examples` has one on each line; `scope_note` says what does not
    belong here, and where it goes."""

    code: str
    title: str = ""
    description: str = ""
    examples: str = ""
    scope_note: str = ""
    authority: str = ""
    steps: tuple[Step, ...] = ()
    review_stages: tuple[str, ...] = ()
    why: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    gaps: tuple[Reason, ...] = ()  # in what was said of the steps, where none could be made of it


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock of a record started, and in words what that date is."""

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock of a record: when it started and when it ends; None: it has not started. `exact`
    is the day on which it would end if its end were not rounded up."""

    leg: Leg
    start: Start | None
    ends: date | None
    exact: date | None = None
    rounding: CutOff = CutOff.NONE


@dataclass(frozen=True, slots=True)
class Clock:
    """All clocks of the step that a record stands at (the first is 0), and the one that decides;
    None: none does yet, and the record is open-ended and protected."""

    number: int
    step: Step
    readings: tuple[Reading, ...]
    decides: Reading | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The step of its rule that a record stands at, and the one that follows; None: none does."""

    rule: str
    number: int
    step: Step
    next_step: Step | None


@dataclass(frozen=True, slots=True)
class HeldBy:
    """A hold, as far as an explanation needs it."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One day in the life of a record, and what it is. `on` None: it has not come."""

    on: date | None
    what: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record is kept until when: one sentence, and the facts in it. `governed`: by which
    clauses of a policy, if its rule stands in a schedule that names some."""

    sentence: str
    rule: str
    terms: RuleTerms | None
    start: Start | None
    due_on: date | None
    action: str
    keep_until: date | None
    holds: tuple[HeldBy, ...] = ()
    moments: tuple[Moment, ...] = ()
    governed: Governed | None = None


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
