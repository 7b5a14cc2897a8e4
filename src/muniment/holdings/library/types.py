"""What the library has: electronic resources and works in print, and the licences for them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from muniment.holdings.search.types import Segment

SUBJECTS = "subjects"  # the code of the vocabulary whose terms are subjects


class ResourceKind(StrEnum):
    """What a resource is."""

    DATABASE = "database"
    JOURNAL = "journal"
    E_BOOK = "e_book"
    STANDARD = "standard"
    REPORT = "report"
    WEBSITE = "website"
    DATA_SET = "data_set"
    PRINTED_WORK = "printed_work"
    TRAINING = "training"


KINDS = {
    ResourceKind.DATABASE: "Database",
    ResourceKind.JOURNAL: "Journal",
    ResourceKind.E_BOOK: "E-book",
    ResourceKind.STANDARD: "Standard",
    ResourceKind.REPORT: "Report",
    ResourceKind.WEBSITE: "Website",
    ResourceKind.DATA_SET: "Data set",
    ResourceKind.PRINTED_WORK: "Printed work",
    ResourceKind.TRAINING: "Training",
}


class LicenceKind(StrEnum):
    """On what footing a resource is used."""

    OPEN = "open"
    SUBSCRIPTION = "subscription"
    PURCHASE = "purchase"
    LEGAL_DEPOSIT = "legal_deposit"
    NONE = "none"


LICENCES = {
    LicenceKind.OPEN: "Open licence",
    LicenceKind.SUBSCRIPTION: "Subscription",
    LicenceKind.PURCHASE: "Bought once",
    LicenceKind.LEGAL_DEPOSIT: "Legal deposit",
    LicenceKind.NONE: "No licence needed",
}
UNKNOWN = "unknown"  # stands for a resource without a licence among the kinds of licence
ENDED = "ended"


class Leave(StrEnum):
    """Whether a licence allows something."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


LEAVES = {Leave.YES: "Yes", Leave.NO: "No", Leave.ASK: "Ask the library"}
ALLOWED = {
    "may_print": "Print or save parts",
    "may_copy": "Copy into a record",
    "may_share": "Share outside the body",
    "may_mine": "Text and data mining",
}


class WayIn(StrEnum):
    """How a reader gets in."""

    SINGLE_SIGN_ON = "single_sign_on"
    SHARED = "shared"
    NETWORK = "network"
    OPEN = "open"
    IN_PERSON = "in_person"


WAYS_IN = {
    WayIn.SINGLE_SIGN_ON: "Single sign-on: use your work account",
    WayIn.SHARED: "Shared log-in: ask the library",
    WayIn.NETWORK: "From the body’s own network",
    WayIn.OPEN: "Open: no sign-in",
    WayIn.IN_PERSON: "In the library itself",
}


class LicenceState(StrEnum):
    """How a licence stands on a day."""

    UNKNOWN = "unknown"
    TO_COME = "to_come"
    IN_FORCE = "in_force"
    ENDED = "ended"


class Shelf(StrEnum):
    """Which resources somebody who manages the library wants to see."""

    USED = ""
    BROKEN = "broken"
    ENDING = "ending"
    ENDED = "ended"
    NO_LICENCE = "no_licence"
    UNUSED = "unused"
    WITHDRAWN = "withdrawn"


SHELVES = {
    Shelf.USED: "All in use",
    Shelf.BROKEN: "Link is broken or reported",
    Shelf.ENDING: "Licence ends within 90 days",
    Shelf.ENDED: "Licence ended",
    Shelf.NO_LICENCE: "Licence not recorded",
    Shelf.UNUSED: "Not opened for 12 months",
    Shelf.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """What is to be said of a resource. `subjects` are terms of the vocabulary of subjects,
    `classes` references of classes it belongs beside, `units` those whose people alone may use it
    (none: everybody)."""

    title: str
    kind: str
    address: str = ""
    shelf_mark: str = ""
    publisher: str = ""
    description: str = ""
    language: str = ""
    isbn: str = ""
    issn: str = ""
    doi: str = ""
    subjects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LicenceDraft:
    """What is to be said of a licence. `name`: of an open licence; `seats`: how many at once, in
    words; `cost`: pounds a year; civil dates, the last day included."""

    kind: str
    name: str = ""
    supplier: str = ""
    seats: str = ""
    may_print: str = Leave.ASK
    may_copy: str = Leave.ASK
    may_share: str = Leave.ASK
    may_mine: str = Leave.ASK
    starts_on: date | None = None
    ends_on: date | None = None
    cost: Decimal | None = None
    way_in: str = WayIn.OPEN
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """A resource that was found. `line` says of the licence what a reader must know; `marked` is
    its title, and `snippet` its description, with what was looked for."""

    number: int
    reference: str
    title: str
    kind: str
    publisher: str
    line: str
    usable: bool
    marked: tuple[Segment, ...] = ()
    snippet: tuple[Segment, ...] = ()
    note: str = ""

    @property
    def what(self) -> str:
        """Its kind in words."""
        return KINDS[ResourceKind(self.kind)]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of what was found have a value."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How what was found is spread over the values of one kind: kind, subject or licence."""

    name: str
    label: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Narrow:
    """What narrows a search of the library: a kind, the number of a subject, a kind of licence,
    what only those who manage the library can ask for, and a class by reference."""

    kind: str = ""
    subject: int | None = None
    licence: str = ""
    shelf: Shelf = Shelf.USED
    file_class: str = ""


@dataclass(frozen=True, slots=True)
class Finds:
    """One page of what the library has for a question. `total` counts what the reader may use."""

    total: int
    items: tuple[Find, ...]
    offset: int
    limit: int
    notes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins; None on the last."""
        following = self.offset + self.limit
        return following if following < self.total else None


NOTHING = Finds(0, (), 0, 1)


@dataclass(frozen=True, slots=True)
class Left:
    """A row of a file that is left out, with every reason."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A row of a file that is understood."""

    line: int
    resource: ResourceDraft
    licence: LicenceDraft | None = None


@dataclass(frozen=True, slots=True)
class UseLine:
    """How a resource was used in a year up to a day. `cost`: pounds a year; `each`: what one use
    came to, None where it was not opened or nothing is known of its cost."""

    reference: str
    title: str
    kind: str
    shown: int
    opened: int
    last_month: date | None
    cost: Decimal | None = None
    each: Decimal | None = None
    number: int = field(default=0, compare=False)
