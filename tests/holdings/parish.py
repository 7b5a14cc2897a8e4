"""A small fictional body for the tests of the holdings: made with the verbs that people use."""

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Profile, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture import tasks as capture_tasks  # noqa: F401
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import actions as records
from muniment.holdings.search import tasks as search_tasks  # noqa: F401
from muniment.lifecycle.disposal import tasks as disposal_tasks  # noqa: F401
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import tasks as retention_tasks  # noqa: F401

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
RULE = {
    "code": "SIX",
    "title": "Six years",
    "authority": "Limitation Act 1980 s.5",
    "trigger": "record date",
    "period": "6 years",
    "action": "destroy",
    "why": "A claim can be brought for six years.",
    "valid_from": "2018-05-25",
}
PEOPLE = {
    "clerk": ("HOU", Role.STAFF, ""),
    "lawyer": ("LEG", Role.STAFF, ""),
    "officer": ("HOU", Role.TEAM_RECORDS_OFFICER, ""),
    "manager": ("", Role.RECORDS_MANAGER, ""),
    "manager2": ("", Role.RECORDS_MANAGER, ""),
    "owner": ("", Role.INFORMATION_ASSET_OWNER, "HOU"),
    "auditor": ("", Role.AUDITOR, ""),
    "admin": ("", Role.ADMINISTRATOR, ""),
}


@dataclass
class Parish:
    """The body: two units (HOU with HOU-R below it, LEG), classes HOU and LEG, its people."""

    now: datetime = NOW
    references: dict[str, str] = field(default_factory=dict)

    def who(self, username: str) -> Profile:
        return access.profile_of(self.references[username], on=civil_date(self.now))

    def later(self, **ago: float) -> datetime:
        self.now += timedelta(**ago)
        return self.now

    def open_class(self, reference: str, *, under: str = "", **terms):
        terms = {"title": reference, "opened_on": date(2000, 1, 1), **terms}
        said = ClassTerms(reference, **terms)
        return fileplan.open_class(SETUP, reference, terms=said, under=under, now=self.now)

    def folder(self, where: str = "HOU", title: str = "Papers", by: str = "manager", **given):
        return records.open_folder(self.who(by), where, title=title, now=self.now, **given)

    def upload(self, folder, data: bytes, name: str = "paper.txt", by: str = "manager", **given):
        return capture.take_upload(
            self.who(by), folder.reference, name=name, stream=BytesIO(data), now=self.now, **given
        )

    def hold(self, **where):
        said = {"name": "Inquiry", "kind": "inquiry", "reason": "r", "authority": "a"}
        return holds.place(self.who("manager"), **said, **where, now=self.now)

    def capture(self, source: Path, into: str = "HOU", by: str = "manager", watch=None):
        return capture.run(
            self.who(by),
            source,
            into=into,
            clock=lambda: self.now,
            watch=watch or (lambda results: None),
        )

    def tally(self, source: Path, into: str = "HOU", by: str = "manager"):
        return captures.tally(self.capture(source, into, by))


def found_parish(now: datetime = NOW) -> Parish:
    """Set the body up."""
    parish = Parish(now)
    for unit, name, under in (
        ("HOU", "Housing", ""),
        ("HOU-R", "Repairs", "HOU"),
        ("LEG", "Legal", ""),
    ):
        people.open_unit(SETUP, unit, name=name, under=under, now=now)
    retention.import_rules(SETUP, [RULE], now=now)
    for unit in ("HOU", "LEG"):
        parish.open_class(unit, rule="SIX", owner_unit=unit, access="everyone")
    for username, (unit, role, file_class) in PEOPLE.items():
        add_person(parish, username, unit, role, file_class)
    return parish


def add_person(parish: Parish, username: str, unit: str, role: Role, file_class: str = "") -> None:
    """Somebody new, with one role."""
    made = people.add_person(SETUP, username, name=username.upper(), unit=unit, now=parish.now)
    parish.references[username] = made.reference
    people.give_role(SETUP, made.reference, role=role, file_class=file_class, now=parish.now)


def write(folder: Path, files: dict[str, bytes], day: date = date(2019, 5, 6)) -> Path:
    """A folder of files, by relative path, all changed on one day."""
    folder.mkdir(exist_ok=True)
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        os.utime(place, (moment, moment))
    return folder


def events(kind: str) -> list[AuditEvent]:
    """The events of one kind, in order."""
    return list(AuditEvent.objects.filter(kind=kind).order_by("seq"))


def codes(refusal) -> list[str]:
    """The codes of a refusal that pytest caught."""
    return [reason.code for reason in refusal.value.reasons]
