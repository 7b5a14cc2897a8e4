"""Information assets: what the register says of them and how an entry stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.governance.assets.types.fields import (
    BASES,
    BY_NAME,
    FIELDS,
    FORMS,
    GROUPS,
    KINDS,
    NO,
    OUTCOMES,
    OWN,
    PARTS,
    TIERS,
    VALUES,
    YES,
    YES_NO,
    Field,
    Form,
    Group,
    Needed,
)


class AssetState(StrEnum):
    """How an entry of the register stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self]


STATES = {
    AssetState.DRAFT: "Draft",
    AssetState.APPROVED: "Approved",
    AssetState.RETIRED: "Retired",
}
TRANSITIONS = {
    (AssetState.DRAFT, "approve"): AssetState.APPROVED,
    (AssetState.DRAFT, "retire"): AssetState.RETIRED,
    (AssetState.APPROVED, "retire"): AssetState.RETIRED,
    (AssetState.RETIRED, "restore"): AssetState.DRAFT,
}


class Want(StrEnum):
    """Which entries somebody wants to see."""

    ALL = ""
    MINE = "mine"
    ORPHANED = "orphaned"
    INCOMPLETE = "incomplete"
    DUE = "due"
    PERSONAL = "personal"
    VITAL = "vital"
    DRAFT = "draft"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The choice in words."""
        return WANTS[self]


WANTS = {
    Want.ALL: "All in use",
    Want.MINE: "Those I answer for",
    Want.ORPHANED: "Without an owner",
    Want.INCOMPLETE: "Not complete",
    Want.DUE: "Review is overdue",
    Want.PERSONAL: "With personal data",
    Want.VITAL: "Vital",
    Want.DRAFT: "Not yet approved",
    Want.RETIRED: "Retired",
}


# What an owner may have a steward keep; who answers for an asset and when it is looked at again
# stays with the owner.
DELEGATED = tuple(one for one in Group if one not in (Group.OWNERSHIP, Group.REVIEW))


@dataclass(frozen=True, slots=True)
class DelegationDraft:
    """Who (user name, e-mail or reference) is to keep which groups of fields, from which day (None:
    today) to which (None: until it is ended)."""

    steward: str
    groups: tuple[str, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft may name: units and classes (by reference), rules (by code), boxes and sources
    (by reference), and the reference of the owner meant; blank where there is none such."""

    owner: str = ""
    units: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    boxes: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Left:
    """A row of a list that is left out, and every reason."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How the register stands on a day, over the entries in use: all of them, those that are
    approved with every field that approval asks for (K12), those of which anything is missing,
    those whose next review is still to come (K13), those whose owner is vacant or has left (K14),
    those with personal data, and of these how many lack a purpose, a basis, a rule or another part
    of UK GDPR art. 30."""

    on: date
    entries: int = 0
    complete: int = 0
    incomplete: int = 0
    in_date: int = 0
    orphaned: int = 0
    personal: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """How much of the holdings an entry covers, as far as its reader may count it."""

    records: int = 0
    folders: int = 0
    boxes: int = 0
    papers: int = 0
    sources: int = 0
    system: str = ""


__all__ = [
    "BASES",
    "BY_NAME",
    "DELEGATED",
    "FIELDS",
    "FORMS",
    "GROUPS",
    "KINDS",
    "NO",
    "OUTCOMES",
    "OWN",
    "PARTS",
    "STATES",
    "TIERS",
    "TRANSITIONS",
    "VALUES",
    "WANTS",
    "YES",
    "YES_NO",
    "AssetState",
    "DelegationDraft",
    "Field",
    "Figures",
    "Form",
    "Group",
    "Held",
    "Known",
    "Left",
    "Needed",
    "Want",
]
