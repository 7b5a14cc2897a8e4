"""Leave to retain public records, and what is kept past its statutory date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ground(StrEnum):
    """On what ground records are kept longer (Public Records Act 1958 s.3(4))."""

    ADMINISTRATIVE = "administrative_purposes"
    SPECIAL = "special_reason"

    @property
    def label(self) -> str:
        """The ground in words."""
        return GROUND_LABELS[self]


GROUND_LABELS = {
    Ground.ADMINISTRATIVE: "Required for administrative purposes",
    Ground.SPECIAL: "Ought to be retained for another special reason",
}


class LeaveState(StrEnum):
    """Leave begins and runs out by its dates; it can be ended before."""

    TO_COME = "to come"
    IN_FORCE = "in force"
    RUN_OUT = "run out"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the body: whether it holds public records at all, after how many years from
    their creation they are to be with an archive, and how many months before leave runs out its
    owners are reminded."""

    public_records: bool = False
    years: int = 20
    remind_months: int = 12


@dataclass(frozen=True, slots=True)
class LeaveDraft:
    """Leave to retain, as the instrument gives it: both days are included. Classes (each with all
    below it), folders and records by reference; `renews` is the leave that it takes over from."""

    instrument: str
    ground: str
    why: str
    applied_by: str
    from_on: date | None
    until_on: date | None
    classes: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""
    renews: str = ""

    @property
    def named(self) -> int:
        """How many things it is for."""
        return len(self.classes) + len(self.folders) + len(self.records)


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which a leave is in force, and the day it was ended on, if it was."""

    from_on: date
    until_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class PastLine:
    """What is past its statutory date in one class for one owner, for one reason. `oldest`: the
    date of the oldest record of it."""

    file_class: str
    title: str
    unit: str
    owner: str
    why: str
    records: int
    size: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Past:
    """What is past its statutory date: kept without leave, line by line, and how much of it is
    kept under leave in force, as records and bytes."""

    lines: tuple[PastLine, ...] = ()
    under_leave: int = 0
    under_leave_size: int = 0
