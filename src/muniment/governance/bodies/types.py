"""Governance bodies: who sits on them, when they meet, and what they decide."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """What somebody is on a body. Who is only in attendance decides nothing."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    ATTENDING = "in_attendance"

    @property
    def label(self) -> str:
        """The part in words."""
        return self.value.replace("_", " ").capitalize()

    @property
    def decides(self) -> bool:
        """Whether the body decides through them."""
        return self is not Part.ATTENDING


class MeetingState(StrEnum):
    """How a meeting stands."""

    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.value.capitalize()


TRANSITIONS = {
    (MeetingState.CALLED, "hold"): MeetingState.HELD,
    (MeetingState.CALLED, "cancel"): MeetingState.CANCELLED,
}


class Outcome(StrEnum):
    """What a body decided about something."""

    APPROVED = "approved"
    REFUSED = "refused"
    DEFERRED = "deferred"
    NOTED = "noted"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return self.value.capitalize()


class Purpose(StrEnum):
    """What a paper is before a body for."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        """The purpose in words."""
        return f"For {self.value}"


@dataclass(frozen=True, slots=True)
class BodyDraft:
    """What is said of a body: its name, its terms of reference, the unit that runs it (by
    reference; blank for the whole body), and how many of its members must be at a meeting."""

    name: str
    terms: str
    unit: str = ""
    quorum: int = 1


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """When a body meets, where, and what the meeting is called (blank: by its date)."""

    on: date | None
    title: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper for a meeting: its title, what it is for, what it is about or where it is kept (a
    reference, such as that of a record or a policy)."""

    title: str
    purpose: str = Purpose.INFORMATION
    about: str = ""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What was decided at a meeting, in words; with what outcome, and about what (a reference)."""

    words: str
    outcome: str = Outcome.NOTED
    about: str = ""
