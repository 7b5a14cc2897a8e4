"""A small fictional body for the tests of the lifecycle: made with the verbs that people use."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.db import transaction

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Profile, Role
from muniment.foundation.audit.actions import create_signing_key, record
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import Format
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import DateSource, FoundAt, NewRecord
from muniment.lifecycle.disposal import tasks as disposal_tasks  # noqa: F401
from muniment.lifecycle.disposal.actions import watch_clock
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import tasks as retention_tasks  # noqa: F401

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LONG_AGO = date(2010, 3, 15)

RULES = [
    {
        "code": "REP-6",
        "title": "Repairs",
        "authority": "Limitation Act 1980 s.5",
        "trigger": "record date",
        "period": "6",
        "unit": "years",
        "action": "destroy",
        "why": "A claim can be brought for six years.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "CASE-1",
        "title": "Cases",
        "authority": "Policy 4",
        "trigger": "event: case closed",
        "period": "1 year",
        "action": "destroy",
        "why": "Questions come within a year.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "KEEP",
        "title": "Charters",
        "authority": "Local Government Act 1972 s.224",
        "trigger": "record date",
        "action": "keep",
        "why": "History.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "MOVE-2",
        "title": "Minutes",
        "authority": "Local Government Act 1972 s.224",
        "trigger": "record date",
        "period": "2",
        "unit": "years",
        "action": "transfer",
        "why": "History.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "SHUT-3",
        "title": "Files that close",
        "authority": "Policy 5",
        "trigger": "folder closed",
        "period": "3",
        "unit": "years",
        "action": "review",
        "why": "Three years answers questions.",
        "valid_from": "2018-05-25",
    },
]


@dataclass
class Town:
    """The people (as profiles, by user name) and the folders (by class) of the body."""

    now: datetime = NOW
    references: dict[str, str] = field(default_factory=dict)
    folders: dict[str, object] = field(default_factory=dict)
    made: int = 0

    def who(self, username: str) -> Profile:
        """The person, as they stand on the day."""
        return access.profile_of(username, on=self.now.date())

    def later(self, **ago: float) -> datetime:
        """Let time go by."""
        self.now += timedelta(**ago)
        return self.now

    def file(
        self, *dated: date, where: str = "HOU/REP", data: bytes | None = None, folder=None
    ) -> list[Record]:
        """File a record for each of the dates; each has bytes of its own unless `data` is given."""
        found = plan.class_named(where)
        target = folder or self.folder(where)
        with transaction.atomic():
            items = [(target, self._new(on, data)) for on in dated]
            made, events = records.file_records(self.who("clerk"), found, items, now=self.now)
            record(events, at=self.now)
        return made

    def folder(self, where: str):
        if where not in self.folders:
            self.folders[where] = records.open_folder(
                self.who("clerk"), where, title=f"Papers of {where}", now=self.now
            )
        return self.folders[where]

    def _new(self, on: date, data: bytes | None) -> NewRecord:
        self.made += 1
        data = data if data is not None else f"content number {self.made}".encode()
        staged = store().store(BytesIO(data))
        content.adopt([staged], {staged.sha256: FORMAT}, [], now=self.now)
        name = f"paper {self.made}.txt"
        return NewRecord(
            title=f"Paper {self.made}",
            name=name,
            sha256=staged.sha256,
            size=staged.size,
            record_date=on,
            date_source=DateSource.GIVEN,
            modified_on=on,
            found_at=FoundAt("drive", f"Housing/{name}", owner="m.secret"),
            metadata={"author": "Mortimer Secret"},
        )


FORMAT = Format("x-fmt/111", "text/plain", "Plain text", "", "")
PEOPLE = [
    ("clerk", Role.STAFF, "", ""),
    ("manager", Role.RECORDS_MANAGER, "", ""),
    ("manager2", Role.RECORDS_MANAGER, "", ""),
    ("owner", Role.INFORMATION_ASSET_OWNER, "", "HOU"),
    ("owner2", Role.INFORMATION_ASSET_OWNER, "", "HOU"),
    ("planner", Role.INFORMATION_ASSET_OWNER, "", "PLA"),
    ("auditor", Role.AUDITOR, "", ""),
    ("admin", Role.ADMINISTRATOR, "", ""),
]
CLASSES = [
    ("HOU", "", "Housing", "REP-6"),
    ("HOU/REP", "HOU", "Repairs", ""),
    ("HOU/CASE", "HOU", "Cases", "CASE-1"),
    ("HOU/OLD", "HOU", "Charters", "KEEP"),
    ("HOU/MIN", "HOU", "Minutes", "MOVE-2"),
    ("HOU/SHUT", "HOU", "Files", "SHUT-3"),
    ("HOU/UND", "HOU", "Undecided", "undecided"),
    ("PLA", "", "Planning", "REP-6"),
    ("ORP", "", "Orphans", "REP-6"),
]


def found_town(now: datetime = NOW) -> Town:
    """Set the body up."""
    create_signing_key()
    town = Town(now)
    people.open_unit(SETUP, "HOU", name="Housing", now=now)
    people.open_unit(SETUP, "PLA", name="Planning", now=now)
    retention.import_rules(SETUP, RULES, now=now)
    for reference, under, title, rule in CLASSES:
        terms = ClassTerms(
            reference,
            title=title,
            rule=rule,
            owner_unit=reference[:3] if not under else "",
            access="everyone" if not under else "",
            opened_on=date(2000, 1, 1),
        )
        if reference == "ORP":
            terms = ClassTerms(
                reference, title=title, rule=rule, access="everyone", opened_on=date(2000, 1, 1)
            )
        fileplan.open_class(SETUP, reference, terms=terms, under=under, now=now)
    for username, role, unit, file_class in PEOPLE:
        add_person(town, username)
        give(town, username, role, unit=unit, file_class=file_class)
    return town


def days_pass(town: Town, days: int) -> None:
    """Let days go by, with the log kept from falling silent as the standing work does."""
    for _ in range(2 * days):
        watch_clock(now=town.later(hours=12))


def add_person(town: Town, username: str) -> None:
    """Somebody new, with the name in capitals."""
    made = people.add_person(SETUP, username, name=username.upper(), now=town.now)
    town.references[username] = made.reference


def give(town: Town, username: str, role: Role, *, unit: str = "", file_class: str = "") -> None:
    """Give somebody a role."""
    people.give_role(
        SETUP, town.references[username], role=role, unit=unit, file_class=file_class, now=town.now
    )
