"""The clock of a personal data breach: UK GDPR articles 33 and 34."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Pack:
    """Who is told of a breach and in how many hours: data, of a file that a body may replace.
    `report_at`: where the authority takes notifications. `alert_hours`: when the people of
    `alerted_roles` and the handler are warned. `pack`: all hours are plain, not working hours."""

    authority: str
    report_at: str
    limit_hours: int
    alert_hours: tuple[int, ...]
    alerted_roles: tuple[str, ...]


class About(StrEnum):
    """Who might have to be told of a breach."""

    AUTHORITY = "authority"
    PEOPLE = "people"

    @property
    def label(self) -> str:
        """Who it is, in words."""
        return ABOUT[self]


ABOUT = {About.AUTHORITY: "The authority", About.PEOPLE: "The people concerned"}


class ClockState(StrEnum):
    """How the clock of an incident stands."""

    NONE = "none"
    RUNNING = "running"
    DECIDED = "decided"
    PASSED = "passed"
    LATE = "late"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of an incident at a moment. `aware_at`: when the body became aware; `limit_at`: the
    end of the plain hours. `breach`: None while nobody has said whether it is one. `notify`: None
    while nobody has decided; `told_at`: when the authority was told."""

    aware_at: datetime | None = None
    limit_at: datetime | None = None
    breach: bool | None = None
    notify: bool | None = None
    decided_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether somebody still has to decide or to tell the authority."""
        possible = self.aware_at is not None and self.breach is not False
        return possible and self.told_at is None and self.notify is not False
