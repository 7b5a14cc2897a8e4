"""A query as a tree, and what a search answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Field(StrEnum):
    """Where words are looked for."""

    ANY = ""
    TITLE = "title"
    PATH = "path"


# Stands before the words of a field where one index holds the words of all; no word contains it.
MARKS = {Field.ANY: "", Field.TITLE: "+", Field.PATH: "/"}


@dataclass(frozen=True, slots=True)
class Words:
    """One word, a phrase of several, or the beginning of a word; already folded."""

    words: tuple[str, ...]
    field: Field = Field.ANY
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Words of which each stands at most `apart` other words from the next one named, in either
    order; all in one title, path or text."""

    words: tuple[str, ...]
    apart: int
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word, or one that is a letter away from it and stands in something the reader may see."""

    word: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that is not about words. `name` is class (with all below it), only-class, unit,
    folder, format, state, language, thread, like, after, before, smallest or largest; the last two
    are of `size` bytes."""

    name: str
    value: str
    on: date | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """`name:value`, where the name may be that of a field that the body defined."""

    name: str
    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """Whose field has a day or a number in between; None leaves that side open. `column` is day
    or number."""

    field: int
    column: str
    least: str | float | None
    most: str | float | None


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """All of these."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of these."""

    of: tuple["Node", ...]


Node = Words | Near | Fuzzy | Filter | Said | Between | Not | All | Any


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood of what a person typed; `notes` says what was not, in plain words."""

    root: Node | None
    notes: tuple[str, ...] = ()


class Order(StrEnum):
    """How the results are ordered, which the page says."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a passage. Text, never markup: `hit` says whether it is to be highlighted."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    reference: str
    title: str
    record_date: date
    class_reference: str
    class_title: str
    folder: str
    folder_title: str
    puid: str
    size: int
    state: str
    snippet: tuple[Segment, ...] = ()
    recognised: bool = False  # its words, or some of them, were read off pictures of pages


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results. `total` counts what this reader may see, to the last."""

    total: int
    hits: tuple[Hit, ...]
    order: Order
    offset: int
    limit: int
    notes: tuple[str, ...] = field(default_factory=tuple)
    instead: str = ""  # where nothing was found: what finds something, spelled a little otherwise

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins; None on the last."""
        following = self.offset + self.limit
        return following if following < self.total else None


@dataclass(frozen=True, slots=True)
class Tip:
    """What else can be looked for, in words and in the query language: it finds something."""

    words: str
    text: str
    within: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of what was found have one value. `query` narrows a search to them, if one can."""

    label: str
    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How what was found is spread over the values of one kind; `others` is how many have a value
    that is not listed."""

    name: str
    label: str
    shares: tuple[Share, ...]
    others: int = 0


class Door(StrEnum):
    """Where a search was made."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    EXPORT = "export"


# Where there may be records besides those that a search of this system reaches.
PLACES = {
    "records": "Records held here, as far as the searcher may see them",
    "stubs": "What is left of destroyed records",
    "paper": "Boxes and papers on the shelves",
    "mail": "Mailboxes that are not captured",
    "drives": "Shared drives and personal folders that are not captured",
    "systems": "Other systems of the body",
    "people": "The people who dealt with the matter",
    "elsewhere": "What was transferred to an archive or another body",
}


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """What somebody says of a search that is to be certified: who or what asked for it, the
    `places` searched (keys of PLACES), and remarks."""

    request: str
    places: tuple[str, ...] = ()
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """The search service in the seven days up to `ends`. `milliseconds`: how long half of the
    searches took at most. Of the searches on the pages that found something, from `opened` a
    result was opened, half of them within `seconds`, and `abandoned` came to nothing. `most`: what
    was asked for in vain, folded, and how often, the most often first."""

    ends: datetime
    searches: int
    in_vain: int
    milliseconds: int
    people: int
    opened: int = 0
    seconds: int | None = None
    abandoned: int = 0
    most: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text in which something was found; `number` counts from 1."""

    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What was found in one text: how many lines, and the first of them. `notes` say what was not
    understood."""

    total: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


class Indexed(Protocol):
    """Is told which records (by number) have just been indexed, in that transaction. Named in the
    setting MUNIMENT_INDEXED, because holds go by searches and live above the holdings."""

    def __call__(self, numbers: Sequence[int], *, now: datetime) -> object:
        """Look at them as they are found now."""
        ...
