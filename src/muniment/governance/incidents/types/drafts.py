"""What people say of an incident, what rules are asked about, and what is counted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from muniment.governance.incidents.types.clock import About
from muniment.governance.incidents.types.stages import Concern, Kind, Severity, Stage


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report. `noticed_on`: when it happened or was noticed (None: today). `unit`: where, by
    reference (blank: where the reporter works). `concerns`: references of records, folders, boxes
    and information assets, apart by spaces or commas."""

    what: str
    kind: str
    personal_data: str = Concern.UNSURE
    noticed_on: date | None = None
    unit: str = ""
    concerns: str = ""


@dataclass(frozen=True, slots=True)
class TriageDraft:
    """What triage says. `handler`: user name, e-mail or reference. `breach`: whether it is a
    personal data breach (None: not known yet, the clock runs). `aware_at`: when the body became
    aware (None: as it stands, or the moment of the report). `asset`: reference of an information
    asset, or blank. `why`: asked for where it is no breach after all, where the moment differs,
    and where triage is said otherwise later."""

    severity: str
    handler: str
    kind: str
    unit: str
    breach: bool | None = None
    asset: str = ""
    aware_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FindingsDraft:
    """What an investigation found: the root cause, what contributed, who was spoken to; for damage
    the steps of salvage and what came of them."""

    cause: str = ""
    factors: str = ""
    spoken_to: str = ""
    salvage: str = ""
    salvage_outcome: str = ""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """Whether the authority (or the people concerned) are told, why, and why so late if so."""

    about: About
    tell: bool
    why: str = ""
    late_why: str = ""


@dataclass(frozen=True, slots=True)
class ToldDraft:
    """That the authority (or the people concerned) were told: when, how, and under which reference
    of theirs; why so late if so."""

    about: About
    told_at: datetime
    how: str = ""
    reference: str = ""
    late_why: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A corrective action: what, who (user name, e-mail or reference), by when."""

    what: str
    who: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """What the check of effectiveness found, on which day (None: today)."""

    worked: bool
    found: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson that others can learn from; nobody is named in it. Both blank where there is none,
    which is then said in `none_why`."""

    title: str = ""
    words: str = ""
    none_why: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident when it is asked whether it can go on. `tasks_open` and
    `tasks_done`: corrective actions that are not done, and that are. `checked`: whether there is a
    check of effectiveness by which it worked, since the incident was last reopened."""

    stage: Stage
    kind: Kind
    cause: str = ""
    salvage: str = ""
    salvage_outcome: str = ""
    tasks_open: int = 0
    tasks_done: int = 0
    no_task_why: str = ""
    checked: bool = False
    breach: bool | None = None
    possible_breach: bool = False
    notify: bool | None = None
    authority_told: bool = False
    tell_people: bool | None = None
    people_told: bool = False


class Want(StrEnum):
    """Which incidents somebody wants to see."""

    OPEN = ""
    ALL = "all"
    MINE = "mine"
    UNTRIAGED = "untriaged"
    BREACH = "breach"
    CLOCK = "clock"
    OVERDUE = "overdue"
    NEAR_MISS = "near_miss"
    CHECK_DUE = "check_due"
    ORPHANED = "orphaned"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The choice in words."""
        return WANTS[self]


WANTS = {
    Want.OPEN: "Open",
    Want.ALL: "All",
    Want.MINE: "Those I handle",
    Want.UNTRIAGED: "Not yet triaged",
    Want.BREACH: "Personal data breaches",
    Want.CLOCK: "The clock is running",
    Want.OVERDUE: "Decision or notification overdue",
    Want.NEAR_MISS: "Near misses",
    Want.CHECK_DUE: "Check of effectiveness is due",
    Want.ORPHANED: "Their handler has left",
    Want.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open incidents are in a stage, and for how many whole days the oldest has been."""

    stage: Stage
    number: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How incidents stand on a day (K30). Of those reported `since`: how many, how many of them
    near misses, and for how many staff; of the breaches that are or were to be notified, how many
    were within the limit; of the closed, how many with cause and check of effectiveness. `overdue`:
    clocks that have passed without a decision or without a notification that was decided."""

    on: date
    since: date
    staff: int = 0
    reports: int = 0
    near_misses: int = 0
    notifiable: int = 0
    notified_in_time: int = 0
    closed: int = 0
    closed_whole: int = 0
    open: int = 0
    running: int = 0
    overdue: int = 0
    stages: tuple[Counts, ...] = ()

    @property
    def per_thousand(self) -> float | None:
        """Reports per 1,000 staff; None where nobody works there."""
        return round(self.reports * 1000 / self.staff, 1) if self.staff else None


__all__ = [
    "WANTS",
    "About",
    "CheckDraft",
    "Counts",
    "DecisionDraft",
    "Facts",
    "Figures",
    "FindingsDraft",
    "LessonDraft",
    "ReportDraft",
    "Severity",
    "TaskDraft",
    "ToldDraft",
    "TriageDraft",
    "Want",
]
