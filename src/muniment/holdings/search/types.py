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
class Filter:
    """A condition that is not about words. `name` is class, format, state, after or before."""

    name: str
    value: str
    on: date | None = None


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


Node = Words | Filter | Not | All | Any


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


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results. `total` counts what this reader may see, to the last."""

    total: int
    hits: tuple[Hit, ...]
    order: Order
    offset: int
    limit: int
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins; None on the last."""
        following = self.offset + self.limit
        return following if following < self.total else None


class Indexed(Protocol):
    """Is told which records (by number) have just been indexed, in that transaction. Named in the
    setting MUNIMENT_INDEXED, because holds go by searches and live above the holdings."""

    def __call__(self, numbers: Sequence[int], *, now: datetime) -> object:
        """Look at them as they are found now."""
        ...
