"""A class of the file plan as values: its own terms, and what it comes to with all above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from muniment.foundation.access.types import Marking, Place

T = TypeVar("T")
UNDECIDED = "undecided"
EVERYONE = "everyone"
UNITS = "units"

# The columns of a file plan as CSV, in order. Lists are separated by spaces.
COLUMNS = (
    "reference",
    "parent",
    "title",
    "scope_note",
    "owner_unit",
    "owner_role",
    "rule",
    "access",
    "tier",
    "sensitive",
    "handling",
    "inherits",
    "opened",
    "closed",
    "see_also",
)


@dataclass(frozen=True, slots=True)
class ClassTerms:
    """What one class says for itself; blank or None where it says nothing and inherits."""

    reference: str
    title: str = ""
    scope_note: str = ""
    owner_unit: str = ""
    owner_role: str = ""
    rule: str = ""
    access: str = ""
    open_to: tuple[str, ...] = ()
    tier: str = ""
    sensitive: bool | None = None
    handling: tuple[str, ...] | None = None
    inherits: bool = True
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Inherited(Generic[T]):
    """A value in force, and the reference of the class that it comes from (blank: from none)."""

    value: T
    origin: str = ""

    def from_above(self, reference: str) -> bool:
        """Whether the value came to `reference` from another class."""
        return self.origin != reference


@dataclass(frozen=True, slots=True)
class Effective:
    """What a class comes to, each value with its origin.

    `rules_above` are the other rules that classes above set, which this one overrules, the nearest
    first; `closings` are the closing dates of the class and of those above it, the nearest first;
    `lineages` is the tree of units that `open_to` is to be read by.
    """

    reference: str
    rule: Inherited[str]
    owner_unit: Inherited[str]
    owner_role: Inherited[str]
    open_to: Inherited[tuple[str, ...]]
    marking: Inherited[Marking]
    closed_by: str
    place: Place
    closings: tuple[tuple[str, date], ...] = ()
    rules_above: tuple[Inherited[str], ...] = ()
    lineages: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)


class ClassChanged(Protocol):
    """Told of a class that changed, by reference, in the same transaction. Named in the setting
    MUNIMENT_CLASS_CHANGED, because naming rules live above the file plan that they follow."""

    def __call__(self, reference: str, /, *, run_as: str, now: datetime) -> None:
        """Queue what follows for what lies in the class and below."""
        ...


@dataclass(frozen=True, slots=True)
class ImportedClass:
    """One class to be imported: its terms, its parent and its cross-references.

    `said` names the columns that the row has: what a file does not speak of stays as it is.
    """

    terms: ClassTerms
    parent: str
    see_also: tuple[str, ...] = ()
    line: int = 0
    said: frozenset[str] = frozenset(COLUMNS)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A class that comes from another body: its terms here, and the references that are to find
    it because it had them there."""

    terms: ClassTerms
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """What importing one row would do: open a class, or change one (column, before, after)."""

    line: int
    reference: str
    title: str
    is_new: bool
    changes: tuple[tuple[str, str, str], ...] = ()
