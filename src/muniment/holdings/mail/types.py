"""Kinds of mail that seldom are records, what is done with them, and mail that seems important."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a message is by its headers. Most are of no such kind."""

    DELIVERY_REPORT = "delivery_report"
    CALENDAR_REPLY = "calendar_reply"
    AUTO_REPLY = "auto_reply"
    NEWSLETTER = "newsletter"
    PRIVATE = "private"


KINDS = {
    Kind.DELIVERY_REPORT: "Delivery report",
    Kind.CALENDAR_REPLY: "Answer to an invitation",
    Kind.AUTO_REPLY: "Automatic reply, such as out of office",
    Kind.NEWSLETTER: "Newsletter or list",
    Kind.PRIVATE: "Flagged as private or personal by its sender",
}


class Choice(StrEnum):
    """What a capture does with such a message."""

    TELL = "tell"
    LEAVE = "leave"
    FILE = "file"


CHOICES = {
    Choice.TELL: "Capture it like any other, and count it",
    Choice.LEAVE: "Leave it where it is, listed with the reason",
    Choice.FILE: "File it in a class of its own, with a short time",
}


# What is done where nobody has set a rule: elsewhere they are captured like any other.
SHIPPED = {Kind.PRIVATE: Choice.LEAVE}


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What is to be done with a kind of message in a class and all below it; blank: everywhere.
    `into` is the class that `file` files in."""

    kind: str
    choice: str
    file_class: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """What is done with a kind of message in one place. `where` is the class that says so; blank:
    the whole body, or nobody."""

    kind: Kind
    choice: Choice
    where: str = ""
    into: str = ""


class Why(StrEnum):
    """Why a message seems important."""

    FILED = "filed"
    CASE = "case"
    SENDER = "sender"
    TALK = "talk"
    WORDS = "words"
    FLAGGED = "flagged"
    STARRED = "starred"
    ATTACHMENTS = "attachments"


WHYS = {
    Why.FILED: "Its conversation is filed elsewhere",
    Why.CASE: "It names a folder or case",
    Why.SENDER: "Its sender answers for something",
    Why.TALK: "A long conversation",
    Why.WORDS: "Words of decisions and duties in its subject",
    Why.FLAGGED: "Flagged as important",
    Why.STARRED: "Flagged by the owner of the mailbox",
    Why.ATTACHMENTS: "It has attachments",
}


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that a message may belong in, and how many messages of its conversation are there
    (0: it is named in the subject instead)."""

    reference: str
    title: str
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it lies in a mailbox or a folder (by number). `sender` is an address, `talk`
    are the records of its conversation that the reader may see, `length` how many messages that
    makes with itself. `starred`: the owner of the mailbox flagged it."""

    subject: str = ""
    sender: str = ""
    importance: str = ""
    attachments: int = 0
    talk: Sequence[Any] = ()
    length: int = 1
    folder: int = 0
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What one reader can know of a message, to tell whether it seems important. `role` is that of
    the sender in the body, `talk` how many messages its conversation has."""

    subject: str = ""
    sender: str = ""
    role: str = ""
    importance: str = ""
    talk: int = 1
    attachments: int = 0
    filed: Home | None = None
    named: Home | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason why a message seems important, in words, and how much it counts."""

    why: Why
    words: str
    weight: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """A message (its record) that seems important, why, and the folder that it may belong in."""

    record: Any
    clues: tuple[Clue, ...]
    home: Home | None = None

    @property
    def score(self) -> int:
        """How important it seems."""
        return sum(one.weight for one in self.clues)

    @property
    def in_words(self) -> str:
        """All reasons, as sentences."""
        return " ".join(one.words for one in self.clues)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many suggestions people judged, and how many of them they filed. `why` blank: all."""

    why: str
    judged: int
    filed: int

    @property
    def percent(self) -> int | None:
        """The share that was filed; None where nothing was judged."""
        return round(100 * self.filed / self.judged) if self.judged else None
