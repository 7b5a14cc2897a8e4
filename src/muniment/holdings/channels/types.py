"""Work that was done outside the body's own systems: declared, then brought to the record."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CHANNELS = (
    *("WhatsApp", "Signal", "Text message", "Private e-mail", "Social media", "Chat or meeting"),
    *("Telephone", "Another channel"),
)
SHIPPED_DAYS = 20  # until what was declared is to be with the record


class UseState(StrEnum):
    """How a declared use stands."""

    DECLARED = "declared"
    TRANSFERRED = "transferred"
    EXPLAINED = "explained"


STATES = {
    UseState.DECLARED: "To be brought over",
    UseState.TRANSFERRED: "On the record",
    UseState.EXPLAINED: "Explained",
}
TRANSITIONS = {
    UseState.DECLARED: frozenset({UseState.TRANSFERRED, UseState.EXPLAINED}),
    UseState.TRANSFERRED: frozenset[UseState](),
    UseState.EXPLAINED: frozenset[UseState](),
}


@dataclass(frozen=True, slots=True)
class UseDraft:
    """A use of a channel that is not the body's own, as somebody declares it: which, what it was
    about, with whom, on which days (civil dates, both included) and why there."""

    channel: str
    what: str
    participants: str
    first_day: date
    last_day: date
    why: str
