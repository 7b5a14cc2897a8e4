"""Who may do what (roles and permissions), and what may be seen (markings and audiences)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol


class Tier(StrEnum):
    """The three tiers of the Government Security Classifications Policy."""

    OFFICIAL = "OFFICIAL"
    SECRET = "SECRET"  # noqa: S105
    TOP_SECRET = "TOP_SECRET"  # noqa: S105

    @property
    def level(self) -> int:
        """0, 1 or 2: how high the tier is."""
        return list(Tier).index(self)

    @property
    def label(self) -> str:
        """The tier as it is written on paper."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Marking:
    """A tier, the SENSITIVE flag and handling sets: never one ordered list."""

    tier: Tier = Tier.OFFICIAL
    sensitive: bool = False
    handling: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """The marking as people write it: `OFFICIAL-SENSITIVE (HR, LEGAL)`."""
        sensitive = "-SENSITIVE" if self.sensitive else ""
        sets = f" ({', '.join(sorted(self.handling))})" if self.handling else ""
        return f"{self.tier.label}{sensitive}{sets}"

    def dominates(self, other: "Marking") -> bool:
        """Whether a thing so marked may contain a thing marked `other`."""
        return (
            self.tier.level >= other.tier.level
            and (self.sensitive or not other.sensitive)
            and self.handling >= other.handling
        )


class Role(StrEnum):
    """The parts people play. A role is held in a scope, from one date to another."""

    STAFF = "staff"
    TEAM_RECORDS_OFFICER = "team_records_officer"
    RECORDS_MANAGER = "records_manager"
    DEPARTMENTAL_RECORDS_OFFICER = "departmental_records_officer"
    INFORMATION_ASSET_OWNER = "information_asset_owner"
    DATA_STEWARD = "data_steward"
    SIRO = "siro"
    LIBRARY_MANAGER = "library_manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.STAFF: "Member of staff",
    Role.TEAM_RECORDS_OFFICER: "Team records officer",
    Role.RECORDS_MANAGER: "Records manager",
    Role.DEPARTMENTAL_RECORDS_OFFICER: "Departmental records officer",
    Role.INFORMATION_ASSET_OWNER: "Information asset owner",
    Role.DATA_STEWARD: "Data steward",
    Role.SIRO: "Senior information risk owner",
    Role.LIBRARY_MANAGER: "Library manager",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}


class Permission(StrEnum):
    """What a verb asks for. Named `room.verb`."""

    RECORDS_SEE = "records.see"
    RECORDS_CAPTURE = "records.capture"
    RECORDS_EDIT = "records.edit"
    RECORDS_NARROW = "records.narrow"
    FILEPLAN_SEE = "fileplan.see"
    FILEPLAN_MANAGE = "fileplan.manage"
    FOLDER_MANAGE = "folder.manage"
    RETENTION_MANAGE = "retention.manage"
    RETENTION_SEE = "retention.see"
    RETENTION_APPROVE = "retention.approve"
    HOLD_MANAGE = "hold.manage"
    HOLD_SEE = "hold.see"
    DISPOSAL_PROPOSE = "disposal.propose"
    DISPOSAL_SEE = "disposal.see"
    DISPOSAL_APPROVE_RECORDS = "disposal.approve_as_records_manager"
    DISPOSAL_APPROVE_OWNER = "disposal.approve_as_owner"
    DISPOSAL_APPROVE = "disposal.approve"
    DISPOSAL_EXECUTE = "disposal.execute"
    AUDIT_SEE = "audit.see"
    PEOPLE_SEE = "people.see"
    PEOPLE_MANAGE = "people.manage"
    SYSTEM_RUN = "system.run"
    STORE_CHECK = "store.check"
    SEARCH_LOG_SEE = "search.log"
    SOURCE_MANAGE = "source.manage"
    HABITS_SEE = "habits.see"
    HABITS_MANAGE = "habits.manage"
    LIBRARY_MANAGE = "library.manage"
    ASSETS_SEE = "assets.see"
    ASSETS_MANAGE = "assets.manage"
    ASSETS_OVERSEE = "assets.oversee"
    RISKS_SEE = "risks.see"
    RISKS_MANAGE = "risks.manage"
    RISKS_OVERSEE = "risks.oversee"


P = Permission
_STAFF = {
    P.RECORDS_SEE,
    P.RECORDS_CAPTURE,
    P.FILEPLAN_SEE,
    P.RETENTION_SEE,
    P.PEOPLE_SEE,
    P.ASSETS_SEE,
    P.RISKS_SEE,
}
_TEAM = _STAFF | {P.RECORDS_EDIT, P.FOLDER_MANAGE, P.DISPOSAL_SEE, P.DISPOSAL_APPROVE}
_MANAGER = _TEAM | {
    P.RECORDS_NARROW,
    P.FILEPLAN_MANAGE,
    P.RETENTION_MANAGE,
    P.HOLD_MANAGE,
    P.HOLD_SEE,
    P.DISPOSAL_PROPOSE,
    P.DISPOSAL_APPROVE_RECORDS,
    P.DISPOSAL_EXECUTE,
    P.STORE_CHECK,
    P.AUDIT_SEE,
    P.SEARCH_LOG_SEE,
    P.SOURCE_MANAGE,
    P.HABITS_SEE,
    P.HABITS_MANAGE,
    P.LIBRARY_MANAGE,
    P.ASSETS_MANAGE,
    P.ASSETS_OVERSEE,
    P.RISKS_MANAGE,
}
_OWNER = _STAFF | {
    P.RECORDS_EDIT,
    P.RECORDS_NARROW,
    P.DISPOSAL_SEE,
    P.DISPOSAL_APPROVE_OWNER,
    P.HOLD_SEE,
    P.HABITS_SEE,
    P.RISKS_MANAGE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(_STAFF),
    Role.TEAM_RECORDS_OFFICER: frozenset(_TEAM),
    Role.RECORDS_MANAGER: frozenset(_MANAGER),
    Role.DEPARTMENTAL_RECORDS_OFFICER: frozenset(
        _MANAGER | {P.PEOPLE_MANAGE, P.RETENTION_APPROVE, P.RISKS_OVERSEE}
    ),
    Role.INFORMATION_ASSET_OWNER: frozenset(_OWNER),
    Role.DATA_STEWARD: frozenset(_STAFF | {P.RECORDS_EDIT, P.DISPOSAL_SEE, P.DISPOSAL_APPROVE}),
    Role.SIRO: frozenset(
        {
            P.FILEPLAN_SEE,
            P.RETENTION_SEE,
            P.RETENTION_APPROVE,
            P.DISPOSAL_SEE,
            P.DISPOSAL_APPROVE,
            P.HOLD_SEE,
            P.PEOPLE_SEE,
            P.ASSETS_SEE,
            P.ASSETS_MANAGE,
            P.ASSETS_OVERSEE,
            P.RISKS_SEE,
            P.RISKS_MANAGE,
            P.RISKS_OVERSEE,
        }
    ),
    Role.LIBRARY_MANAGER: frozenset({P.LIBRARY_MANAGE, P.FILEPLAN_SEE, P.PEOPLE_SEE}),
    Role.AUDITOR: frozenset(
        {
            P.AUDIT_SEE,
            P.FILEPLAN_SEE,
            P.RETENTION_SEE,
            P.HOLD_SEE,
            P.DISPOSAL_SEE,
            P.PEOPLE_SEE,
            P.ASSETS_SEE,
            P.ASSETS_OVERSEE,
            P.RISKS_SEE,
            P.RISKS_OVERSEE,
        }
    ),
    Role.ADMINISTRATOR: frozenset({P.PEOPLE_SEE, P.PEOPLE_MANAGE, P.SYSTEM_RUN, P.STORE_CHECK}),
}

# Roles that open the content of what lies in their scope, whatever unit the person sits in.
ROLES_THAT_SEE = frozenset(
    {
        Role.TEAM_RECORDS_OFFICER,
        Role.RECORDS_MANAGER,
        Role.DEPARTMENTAL_RECORDS_OFFICER,
        Role.INFORMATION_ASSET_OWNER,
        Role.DATA_STEWARD,
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held: where (a unit, a class, or everywhere if both are empty) and until when."""

    role: Role
    unit: str = ""
    file_class: str = ""
    starts_on: date = date.min
    ends_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the grant holds on the civil date `on` (its last day included)."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    @property
    def scope_label(self) -> str:
        """The scope in words."""
        if self.file_class:
            return f"class {self.file_class}"
        return f"unit {self.unit}" if self.unit else "the whole body"


@dataclass(frozen=True, slots=True)
class StandsIn:
    """Somebody absent for whom a person signs, the role, and where the absent hold it today."""

    person: str
    role: Role
    grants: tuple[Grant, ...]


class PersonChanged(Protocol):
    """Told of an account that was made or changed, in the same transaction. Named in the setting
    MUNIMENT_PERSON_CHANGED, because the directory of people lives above the accounts it shows."""

    def __call__(self, person: Any, /, *, now: datetime) -> None:
        """Have the entry of the person follow."""
        ...


class PersonLeft(Protocol):
    """Told of somebody who has left, in the same transaction. Named in the setting
    MUNIMENT_PERSON_LEFT, one verb of each room, because what people answer for lives above their
    accounts."""

    def __call__(self, person: Any, /, *, now: datetime) -> None:
        """Have what the person answered for be without them."""
        ...


@dataclass(frozen=True, slots=True)
class SubstituteDraft:
    """Who is to sign for whom (by reference), in which role, from and to which day, and why."""

    person: str
    substitute: str
    role: Role
    starts_on: date
    ends_on: date
    reason: str


# What a substitute can be named for, by holding one of these oneself.
SIGNING = frozenset({P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_APPROVE})


@dataclass(frozen=True, slots=True)
class Profile:
    """All that decides what one person may do and see on one day."""

    reference: str
    name: str
    active: bool
    clearance: Tier
    unit_lineage: tuple[str, ...]
    grants: tuple[Grant, ...]
    handling: frozenset[str]
    stands_in: tuple[StandsIn, ...] = ()

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything any of the person's roles allows somewhere."""
        found: set[Permission] = set()
        for grant in self.grants:
            found |= ROLE_PERMISSIONS[grant.role]
        return frozenset(found) if self.active else frozenset()

    def holds(self, role: Role) -> bool:
        """Whether the person holds the role in any scope."""
        return self.active and any(grant.role is role for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands, for the test of scopes: its class and unit, each with all above it."""

    classes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceKey:
    """Who may see a thing: its place, the units it is open to (none: everyone) and its marking."""

    place: Place
    open_to: tuple[str, ...] = ()
    marking: Marking = field(default_factory=Marking)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a folder or a record says for itself about access; None where it inherits."""

    open_to: tuple[str, ...] | None = None
    tier: str = ""
    sensitive: bool | None = None
    handling: tuple[str, ...] | None = None

    def over(self, wider: "Narrowing") -> "Narrowing":
        """This narrowing where it says something, the wider one elsewhere."""
        return Narrowing(
            wider.open_to if self.open_to is None else self.open_to,
            self.tier or wider.tier,
            wider.sensitive if self.sensitive is None else self.sensitive,
            wider.handling if self.handling is None else self.handling,
        )

    def marking(self, inherited: Marking) -> Marking:
        """The marking that results from the one inherited."""
        return Marking(
            Tier(self.tier) if self.tier else inherited.tier,
            inherited.sensitive if self.sensitive is None else self.sensitive,
            inherited.handling if self.handling is None else frozenset(self.handling),
        )


# Stands where a list of units has become empty: an empty list would mean everyone.
NOBODY = "(nobody)"

# Acts while a body is being set up, before there is anybody. Cannot sign in.
SETUP = Profile(
    reference="setup",
    name="Set-up",
    active=True,
    clearance=Tier.TOP_SECRET,
    unit_lineage=(),
    grants=tuple(
        Grant(role) for role in (Role.STAFF, Role.DEPARTMENTAL_RECORDS_OFFICER, Role.ADMINISTRATOR)
    ),
    handling=frozenset(),
)
