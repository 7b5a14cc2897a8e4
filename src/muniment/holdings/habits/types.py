"""What people's mailboxes look like on a day, and what was done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

GIGABYTE = 10**9  # bytes
FEW = 5  # people; of fewer nothing is said that compares them

# What a column is called in a list of ours, and what it holds.
COLUMNS = {
    "account": "E-mail address of the mailbox",
    "size": "Size",
    "person": "Person",
    "unit": "Unit",
    "items": "Number of messages",
    "unread": "Unread messages",
    "oldest": "Date of the oldest message",
    "sent": "Messages sent",
    "received": "Messages received",
    "attached": "Attachments sent",
    "on": "Date of the figures",
}
NEEDED = ("account", "size")
# What others commonly call the same, in small letters and without spaces.
ALIKE = {
    "account": (
        *("user_principal_name", "userprincipalname", "primarysmtpaddress", "upn"),
        *("email", "e_mail", "email_address", "mail", "mailbox", "address"),
    ),
    "size": ("storage_used_(byte)", "totalitemsize", "storage_used", "bytes", "mailbox_size"),
    "person": ("user", "user_name", "username", "samaccountname"),
    "unit": ("department", "team", "business_unit"),
    "items": ("item_count", "itemcount", "messages", "message_count"),
    "unread": ("unread_count", "unread_items", "unreaditems"),
    "oldest": ("oldest_item", "oldest_item_received_date", "oldestitemreceiveddate"),
    "sent": ("send_count", "messages_sent", "sent_items"),
    "received": ("receive_count", "messages_received"),
    "attached": ("attachments_sent", "attachments", "attachment_count"),
    "on": ("report_refresh_date", "date", "as_of", "report_date"),
}


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """What one row of a list says of a mailbox. `size` in bytes; None where nothing is said."""

    line: int
    account: str
    size: int
    on: date
    person: str = ""
    unit: str = ""
    items: int | None = None
    unread: int | None = None
    oldest: date | None = None
    sent: int | None = None
    received: int | None = None
    attached: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is left out, and every reason."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What the body has said: mailboxes of more than `large` bytes are talked about, and figures
    of persons are kept for `keep_months`, and a unit is flagged of whose records less than
    `least_share` per cent are e-mail."""

    large: int = 5 * GIGABYTE
    keep_months: int = 24
    least_share: int = 10


@dataclass(frozen=True, slots=True)
class LimitsDraft:
    """Limits as somebody wants them: `large` in gigabytes."""

    large: float
    keep_months: int
    least_share: int = 10


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The mailboxes of one unit: how many, how many of them are large, and their size in bytes now
    and at the import before (None: it has no figures of then)."""

    unit: str
    name: str
    accounts: int
    large: int
    size: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """All mailboxes that a reader may see, at one import."""

    reference: str
    on: date
    accounts: int
    large: int
    size: int
    median: int


@dataclass(frozen=True, slots=True)
class Side:
    """Some mailboxes before and after: how many have figures of both days, how many of those are
    smaller now, and their size in bytes together."""

    mailboxes: int
    smaller: int
    before: int
    after: int

    @property
    def percent(self) -> int | None:
        """How many per cent of the mailboxes are smaller now; None of none."""
        return round(100 * self.smaller / self.mailboxes) if self.mailboxes else None

    @property
    def enough(self) -> bool:
        """Whether they are enough to say something of them all."""
        return self.mailboxes >= FEW


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the mailboxes of those who were told, of others that were as large, and of
    the rest; `on` is the day of the later figures."""

    on: date
    told: Side
    large: Side
    others: Side


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What is told to whom: the words, and the units whose people are meant (none: all)."""

    words: str
    units: tuple[str, ...] = ()


Sizes = Mapping[str, int]


class Tip(StrEnum):
    """What a tip is about."""

    SIZE = "size"
    FILED = "filed"
    UNREAD = "unread"
    ATTACHED = "attached"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Known:
    """What tips are made from: a mailbox on a day, and how many messages its person `filed` in
    the time before. None where the list said nothing."""

    on: date
    size: int
    items: int | None = None
    unread: int | None = None
    oldest: date | None = None
    received: int | None = None
    attached: int | None = None
    filed: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """One tip, in words."""

    tip: Tip
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Some mailboxes before and after, by bytes and by unread messages."""

    size: Side
    unread: Side


@dataclass(frozen=True, slots=True)
class TipsEffect:
    """From one import to the next: those who were shown tips, those who opted out, and those who
    had not looked."""

    before: date
    after: date
    shown: Group
    off: Group
    unseen: Group


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what a unit keeps is e-mail. `median`: of its peers, in per cent; None where it
    has none. `enough`: it has enough records for a share to say something."""

    unit: str
    name: str
    records: int
    mail: int
    median: float | None
    enough: bool
    flagged: bool

    @property
    def percent(self) -> float | None:
        """The share, in per cent; None of nothing."""
        return 100 * self.mail / self.records if self.records else None


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What is to be done about a unit, by whom (user name, e-mail or reference) and by when."""

    what: str
    person: str
    due_on: date | None


class Way(StrEnum):
    """A way by which e-mail comes in."""

    MAILBOX = "mailbox"
    ADDRESS = "address"
    UPLOAD = "upload"
    WATCHED = "watched"


WAYS = {
    Way.MAILBOX: "Muniment looks at a mailbox",
    Way.ADDRESS: "People send it to a capture address",
    Way.UPLOAD: "People upload it, or drag it in",
    Way.WATCHED: "Muniment looks at a folder",
}


@dataclass(frozen=True, slots=True)
class PilotDraft:
    """A way of capture to be tried by units, from a day on."""

    title: str
    way: str
    units: tuple[str, ...]
    starts_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What came in by one way: messages, items that did not come in, and messages that a person
    has to check."""

    messages: int = 0
    not_in: int = 0
    to_check: int = 0

    @property
    def error_percent(self) -> float | None:
        """How many of all that came by it went wrong, in per cent; None of nothing."""
        came = self.messages + self.not_in
        return 100 * (self.not_in + self.to_check) / came if came else None


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a pilot until a day: `people` of its units, `days` that it has run, what
    came by its way, messages by `other` ways, messages by any way in as many days `before`, and
    the answers of those taking part (`mean`: None of fewer than five)."""

    people: int
    days: int
    came: Came
    other: int
    before: int
    answers: int
    mean: float | None

    @property
    def each_week(self) -> float | None:
        """Messages by its way for each person and week; None without people or days."""
        weeks = self.people * self.days / 7
        return self.came.messages / weeks if weeks else None
