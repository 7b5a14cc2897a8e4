"""Kinds of mail that seldom are records, and what is done with them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message is by its headers. Most are of no such kind."""

    DELIVERY_REPORT = "delivery_report"
    CALENDAR_REPLY = "calendar_reply"
    AUTO_REPLY = "auto_reply"
    NEWSLETTER = "newsletter"


KINDS = {
    Kind.DELIVERY_REPORT: "Delivery report",
    Kind.CALENDAR_REPLY: "Answer to an invitation",
    Kind.AUTO_REPLY: "Automatic reply, such as out of office",
    Kind.NEWSLETTER: "Newsletter or list",
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
