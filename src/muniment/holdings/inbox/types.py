"""Messages that are still in a person's mailbox, and what becomes of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from muniment.holdings.mail.types import Clue, Home


class State(StrEnum):
    """How a message of a mailbox stands."""

    OPEN = "open"
    PRIVATE = "private"
    SAVING = "saving"
    SAVED = "saved"
    GOING = "going"
    GONE = "gone"
    KEPT = "kept"


CHOSEN_FROM = (State.OPEN, State.KEPT)  # what a person may decide about


class Which(StrEnum):
    """What is suggested of a message: to save it, to let it go, or nothing; or that its owner was
    warned that it goes."""

    SAVE = "save"
    GO = "go"
    REST = "rest"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message may be saved: the reference of a class or folder, what it is called, and why
    it is suggested."""

    reference: str
    title: str
    why: str = ""


class Spare(StrEnum):
    """Why an old message stays in its mailbox whatever the policy says."""

    UNDATED = "undated"
    YOUNG = "young"
    STARRED = "starred"
    TALK = "talk"
    HELD = "held"


SPARED = {
    Spare.UNDATED: "the server does not say when it came",
    Spare.YOUNG: "not old enough",
    Spare.STARRED: "flagged by the owner of the mailbox",
    Spare.TALK: "of a conversation that is on the record",
    Spare.HELD: "to be kept because of a hold",
}


@dataclass(frozen=True, slots=True)
class OldMail:
    """What can be known of an old message, to tell whether the policy spares it. `age`: whole
    days since the server got it, in civil days; None where it does not say."""

    age: int | None
    starred: bool = False
    in_talk: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a policy would do to a mailbox: how many messages would go, and how many that nothing
    was decided about stay, by reason. `going`: their numbers."""

    going: tuple[int, ...] = ()
    spared: dict[Spare, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A message of a mailbox, what is suggested and why. `rule` says why it can go; `record` is
    where it is on the record already."""

    message: Any
    which: Which
    clues: tuple[Clue, ...] = ()
    home: Home | None = None
    rule: str = ""
    record: str = ""

    @property
    def score(self) -> int:
        """How important it seems."""
        return sum(one.weight for one in self.clues)

    @property
    def in_words(self) -> str:
        """Every reason, as sentences."""
        return " ".join([*(one.words for one in self.clues), *([self.rule] if self.rule else [])])


@dataclass(frozen=True, slots=True)
class Board:
    """A person's mailboxes: the messages by what is suggested, and how many are being saved or
    removed, or are flagged as private and not looked at. `more`: there are older ones."""

    messages: tuple[Weighed, ...] = ()
    counts: dict[State, int] = field(default_factory=dict)
    more: bool = False

    def of(self, which: Which) -> list[Weighed]:
        """Those of which this is suggested."""
        return [one for one in self.messages if one.which is which]
