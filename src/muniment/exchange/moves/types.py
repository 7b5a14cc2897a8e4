"""Machinery-of-government moves: the classes that come from another body, and what they become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# The columns of a list of incoming classes, in order; what is decided about each is only written.
COLUMNS = ("reference", "title", "description", "rule", "period", "records", "bytes")
DECIDED_COLUMNS = ("our_rule", "decision", "reason", "our_class")


class MoveState(StrEnum):
    """A move is mapped until it goes live or is abandoned."""

    MAPPING = "being mapped"
    LIVE = "live"
    ABANDONED = "abandoned"


TRANSITIONS: dict[MoveState, frozenset[MoveState]] = {
    MoveState.MAPPING: frozenset({MoveState.LIVE, MoveState.ABANDONED}),
    MoveState.LIVE: frozenset(),
    MoveState.ABANDONED: frozenset(),
}


class Standing(StrEnum):
    """What is decided about an incoming class."""

    UNDECIDED = "undecided"
    MAPPED = "mapped"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """A move as somebody wrote it down: from which body, known by a short code; on which authority
    and from which civil day on; and the class of the file plan that its classes come to stand
    below."""

    title: str
    from_body: str
    code: str
    authority: str
    effective_on: date | None
    under: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One class of the other body, as its list tells of it. `rule` and `period` are theirs;
    `records` and `size` None where the list does not say."""

    line: int
    reference: str
    title: str
    description: str = ""
    rule: str = ""
    period: str = ""
    records: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an incoming class: a rule of ours (by code), or we do not take it, and why;
    neither: it is undecided again."""

    reference: str
    rule: str = ""
    not_taken: str = ""

    @property
    def standing(self) -> Standing:
        """What that comes to."""
        if self.rule:
            return Standing.MAPPED
        return Standing.NOT_TAKEN if self.not_taken.strip() else Standing.UNDECIDED


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the mapping of a move has got."""

    total: int = 0
    mapped: int = 0
    not_taken: int = 0

    @property
    def decided(self) -> int:
        """How many classes need no decision any more."""
        return self.mapped + self.not_taken


@dataclass(frozen=True, slots=True)
class Landing:
    """An incoming class that is mapped, with the reference that it would get here."""

    reference: str
    title: str
    rule: str
    ours: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a list would add, change and leave as it is, each class once."""

    added: tuple[Incoming, ...] = ()
    changed: tuple[tuple[Incoming, tuple[tuple[str, str, str], ...]], ...] = ()
    same: int = 0


Row = Mapping[str, object]
