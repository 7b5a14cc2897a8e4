"""What happened, how bad it is, and the stages that an incident goes through."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened."""

    LOST = "lost"
    DAMAGED = "damaged"
    MISDIRECTED = "misdirected"
    INTRUSION = "intrusion"
    DESTROYED = "destroyed"
    NEAR_MISS = "near_miss"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self]


KINDS = {
    Kind.LOST: "Lost or stolen",
    Kind.DAMAGED: "Damaged",
    Kind.MISDIRECTED: "Sent to the wrong person",
    Kind.INTRUSION: "Seen or taken by somebody who should not have",
    Kind.DESTROYED: "Destroyed by mistake",
    Kind.NEAR_MISS: "Near miss: it nearly happened",
    Kind.OTHER: "Something else",
}
# What can be salvaged, or brought back: asked for before such an incident is closed.
DAMAGE = frozenset({Kind.DAMAGED, Kind.DESTROYED})


class Concern(StrEnum):
    """Whether people's personal data are concerned, as the reporter sees it."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The answer in words."""
        return CONCERNS[self]


CONCERNS = {Concern.YES: "Yes", Concern.NO: "No", Concern.UNSURE: "Not sure"}


class Severity(StrEnum):
    """How bad it is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def label(self) -> str:
        """The severity in words."""
        return SEVERITIES[self].partition(":")[0]


SEVERITIES = {
    Severity.LOW: "Low: no harm, or hardly any",
    Severity.MEDIUM: "Medium: some harm, soon put right",
    Severity.HIGH: "High: harm to people or to the body’s work",
    Severity.CRITICAL: "Critical: grave harm, or very many people",
}


class Stage(StrEnum):
    """How far an incident has got."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    INVESTIGATING = "investigating"
    PUTTING_RIGHT = "putting_right"
    CHECKING = "checking"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The stage in words."""
        return STAGES[self]


STAGES = {
    Stage.REPORTED: "Reported",
    Stage.TRIAGED: "Triaged",
    Stage.INVESTIGATING: "Being investigated",
    Stage.PUTTING_RIGHT: "Being put right",
    Stage.CHECKING: "Being checked",
    Stage.CLOSED: "Closed",
}
OPEN = frozenset(Stage) - {Stage.CLOSED}
TRANSITIONS = {
    (Stage.REPORTED, "triage"): Stage.TRIAGED,
    (Stage.TRIAGED, "investigate"): Stage.INVESTIGATING,
    (Stage.INVESTIGATING, "put_right"): Stage.PUTTING_RIGHT,
    (Stage.PUTTING_RIGHT, "check"): Stage.CHECKING,
    (Stage.CHECKING, "close"): Stage.CLOSED,
    # The corrective action did not work: what is the cause really?
    (Stage.CHECKING, "reopen"): Stage.INVESTIGATING,
    (Stage.CLOSED, "reopen"): Stage.INVESTIGATING,
    # What triage said can be said otherwise as long as the incident is open.
    **{(stage, "triage"): stage for stage in OPEN - {Stage.REPORTED}},
    (Stage.INVESTIGATING, "find"): Stage.INVESTIGATING,
    (Stage.PUTTING_RIGHT, "find"): Stage.PUTTING_RIGHT,
    (Stage.TRIAGED, "act"): Stage.TRIAGED,
    (Stage.INVESTIGATING, "act"): Stage.INVESTIGATING,
    (Stage.PUTTING_RIGHT, "act"): Stage.PUTTING_RIGHT,
}


class LessonState(StrEnum):
    """How far a lesson has got: for all staff only after a second person has read it."""

    OFFERED = "offered"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LESSONS[self]


_LESSONS = {
    LessonState.OFFERED: "Waits for a second person",
    LessonState.PUBLISHED: "Shared with all staff",
    LessonState.RETURNED: "Sent back",
    LessonState.WITHDRAWN: "Withdrawn",
}
LESSON_TRANSITIONS = {
    (LessonState.OFFERED, "publish"): LessonState.PUBLISHED,
    (LessonState.OFFERED, "return"): LessonState.RETURNED,
    (LessonState.RETURNED, "offer"): LessonState.OFFERED,
    (LessonState.PUBLISHED, "withdraw"): LessonState.WITHDRAWN,
}
