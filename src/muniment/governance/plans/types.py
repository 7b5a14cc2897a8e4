"""Action plans: outcomes, objectives and actions, and how an action stands."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PlanState(StrEnum):
    """How a plan stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return PLAN_STATES[self]


PLAN_STATES = {
    PlanState.DRAFT: "Draft",
    PlanState.AGREED: "Agreed",
    PlanState.CLOSED: "Closed",
}
TRANSITIONS = {
    (PlanState.DRAFT, "agree"): PlanState.AGREED,
    (PlanState.DRAFT, "close"): PlanState.CLOSED,
    (PlanState.AGREED, "close"): PlanState.CLOSED,
    (PlanState.CLOSED, "reopen"): PlanState.DRAFT,
}


class Stage(StrEnum):
    """Where an action is, whatever the body calls its status."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    UNDER_REVIEW = "under_review"
    MAINTAIN = "maintain"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The stage in words."""
        return STAGES[self]


STAGES = {
    Stage.NOT_STARTED: "Not started",
    Stage.UNDER_WAY: "Under way",
    Stage.UNDER_REVIEW: "Under review",
    Stage.MAINTAIN: "In place, to be maintained",
    Stage.DONE: "Done",
    Stage.DROPPED: "Dropped",
}
ENDED = (Stage.DONE, Stage.DROPPED)


@dataclass(frozen=True, slots=True)
class Status:
    """What a body calls the state of an action. `dated`: the words go on with its date."""

    key: str
    label: str
    stage: Stage
    dated: bool = False
    retired: bool = False


# Those of the Cabinet Office's plan of 2016-17, and the usual ones. A body adds its own.
SHIPPED = (
    Status("not_started", "Not started", Stage.NOT_STARTED),
    Status("develop_proposal", "Develop proposal", Stage.UNDER_WAY),
    Status("under_way", "Under way", Stage.UNDER_WAY),
    Status("operational_by", "Operational by", Stage.UNDER_WAY, dated=True),
    Status("relaunch", "Under review for re-launch", Stage.UNDER_REVIEW),
    Status("maintain", "Established, maintain", Stage.MAINTAIN),
    Status("ongoing", "Ongoing", Stage.MAINTAIN),
    Status("complete", "Complete", Stage.DONE),
    Status("dropped", "Dropped", Stage.DROPPED),
)
NOT_STARTED, ONGOING = "not_started", "ongoing"
EVERY = 12  # months between two looks at what is in place, where nothing else is said


@dataclass(frozen=True, slots=True)
class Read:
    """What the words of a timeline come to: the day by which it is due (None: they name none that
    can be read), and after how many months it comes round (None: it does not)."""

    due: date | None = None
    every: int | None = None


class Want(StrEnum):
    """Which actions somebody wants to see."""

    OPEN = ""
    OVERDUE = "overdue"
    SOON = "soon"
    UNDATED = "undated"
    UNOWNED = "unowned"
    DONE = "done"
    ALL = "all"

    @property
    def label(self) -> str:
        """The choice in words."""
        return WANTS[self]


WANTS = {
    Want.OPEN: "Open",
    Want.OVERDUE: "Overdue",
    Want.SOON: "Due within 30 days",
    Want.UNDATED: "Open, without a date",
    Want.UNOWNED: "Open, with nobody who works here",
    Want.DONE: "Done or dropped",
    Want.ALL: "All",
}


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which actions are meant besides, each by reference or key, blank for any: of a unit and those
    below it, of a plan, an outcome, an owner, from a source (its kind, or kind and reference), with
    a status, in a stage, with all these words; `mine`: only those that the reader does."""

    unit: str = ""
    plan: str = ""
    outcome: str = ""
    owner: str = ""
    source: str = ""
    status: str = ""
    stage: str = ""
    words: str = ""
    mine: bool = False


class By(StrEnum):
    """What figures can be told apart by."""

    PLAN = "plan"
    OUTCOME = "outcome"
    UNIT = "unit"
    OWNER = "owner"

    @property
    def label(self) -> str:
        """The choice in words."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What is said of a plan. `unit`: by reference; `owner`: user name, e-mail or reference; the
    days are those of its period."""

    title: str
    unit: str
    owner: str
    starts_on: date | None
    ends_on: date | None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What is said of an action. `timeline`: when, in words; the day it is due is read from them.
    `owner`: user name, e-mail or reference; `answers`: who answers for it in words, where no
    account does. `unit`: by reference, for an action outside plans; one inside has the plan's.
    `confidential`: only its owner and those who keep the plans of the unit see it."""

    words: str
    timeline: str = ""
    owner: str = ""
    answers: str = ""
    status: str = NOT_STARTED
    unit: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """How an action is to stand from now on. `status`: its key; `note`: what is to be known of it;
    `evidence`: what shows that it is done; `record`: the record that shows it; `every` and
    `check_on`: after how many months and when next somebody looks whether it is still so."""

    status: str
    note: str = ""
    evidence: str = ""
    record: str = ""
    every: int | None = None
    check_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An action as a table has it, with the outcome and the objective it serves."""

    line: int
    outcome: str
    objective: str
    words: str
    timeline: str = ""
    status: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row of a table that is left out, and every reason."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A line of a table as the plan would have it: its status by key, the day it is due, its owner
    by reference (blank: nobody with an account)."""

    said: Line
    status: Status
    read: Read
    owner: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How actions stand on a day: all, those that are open (not done and not dropped), open past
    their day (K31), the median of the days by which these are late, open without a day, open
    without anybody who works here, and how many are in each stage."""

    on: date
    actions: int = 0
    open: int = 0
    overdue: int = 0
    median_late: float | None = None
    undated: int = 0
    unowned: int = 0
    stages: dict[Stage, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Of the open actions, how many in a hundred are past their day (K31); None for none."""
        return 100 * self.overdue / self.open if self.open else None


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one plan, outcome, unit or owner. `key`: its reference, blank for none."""

    key: str
    label: str
    actions: int
    open: int
    overdue: int
    median_late: float | None


__all__ = [
    "ENDED",
    "EVERY",
    "NOT_STARTED",
    "ONGOING",
    "PLAN_STATES",
    "SHIPPED",
    "STAGES",
    "TRANSITIONS",
    "WANTS",
    "ActionDraft",
    "By",
    "Figures",
    "Left",
    "Line",
    "Narrow",
    "Part",
    "PlanDraft",
    "PlanState",
    "Read",
    "Stage",
    "Status",
    "Turn",
    "Understood",
    "Want",
]
