"""A small borough to try the doors on: two departments, somebody in every role, records of every
marking. Made with the verbs that people use."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO

from tests import standing

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Narrowing, Role, Tier
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import actions as records
from muniment.lifecycle.retention import actions as retention

LONG_AGO = datetime(2010, 3, 15, 12, tzinfo=UTC)
RULES = [
    {
        "code": "REP-6",
        "title": "Repairs",
        "authority": "Limitation Act 1980 s.5",
        "trigger": "record date",
        "period": "6 years",
        "action": "destroy",
        "why": "A claim can be brought for six years.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "MIN-1",
        "title": "Minutes",
        "authority": "Policy 5",
        "life": "transfer 2 years after record_date then destroy 3 years after previous_step",
        "why": "History.",
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
]
# user name: (unit, clearance, roles with the unit they are held over)
PEOPLE = {
    "staff": ("PAY", Tier.OFFICIAL, [(Role.STAFF, "FIN")]),
    "clerk": ("HR", Tier.OFFICIAL, [(Role.STAFF, "HR")]),
    "officer": ("FIN", Tier.OFFICIAL, [(Role.TEAM_RECORDS_OFFICER, "FIN")]),
    "steward": ("FIN", Tier.OFFICIAL, [(Role.DATA_STEWARD, "FIN")]),
    "owner": ("FIN", Tier.OFFICIAL, [(Role.STAFF, "FIN"), (Role.INFORMATION_ASSET_OWNER, "FIN")]),
    "manager": ("GOV", Tier.SECRET, [(Role.RECORDS_MANAGER, "")]),
    "proposer": ("GOV", Tier.SECRET, [(Role.RECORDS_MANAGER, "")]),
    "dro": ("GOV", Tier.SECRET, [(Role.DEPARTMENTAL_RECORDS_OFFICER, "")]),
    "siro": ("GOV", Tier.SECRET, [(Role.SIRO, "")]),
    "auditor": ("GOV", Tier.SECRET, [(Role.AUDITOR, "")]),
    "admin": ("GOV", Tier.SECRET, [(Role.ADMINISTRATOR, "")]),
    "nobody": ("FIN", Tier.OFFICIAL, []),
    "leaver": ("FIN", Tier.OFFICIAL, [(Role.STAFF, "FIN"), (Role.RECORDS_MANAGER, "FIN")]),
    "former": ("FIN", Tier.OFFICIAL, [(Role.RECORDS_MANAGER, "FIN")]),
}
UNITS = (("BODY", ""), ("FIN", "BODY"), ("PAY", "FIN"), ("HR", "BODY"), ("GOV", "BODY"))


@dataclass
class Borough:
    """What was made: people by user name with their tokens, folders and records by name."""

    people: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    folders: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)

    def actor(self, username):
        return access.profile(self.people[username], on=clock.today())


def build(moment=None):
    """The borough, at `moment` (a minute ago)."""
    now = moment or clock.now() - timedelta(minutes=1)
    made = Borough()
    create_signing_key()
    for reference, under in UNITS:
        people.open_unit(SETUP, reference, name=f"Unit {reference}", under=under, now=now)
    for username in PEOPLE:
        add_person(made, username, now)
    _leave(made, now)
    retention.import_rules(SETUP, RULES, now=now)
    for unit in ("FIN", "HR"):
        _classes(unit, now)
    return made


def add_person(made, username, now):
    unit, clearance, roles = PEOPLE[username]
    names = {"name": f"{username.capitalize()} Person", "unit": unit, "clearance": clearance}
    person = people.add_person(SETUP, username, **names, now=now)
    for role, scope in roles:
        people.give_role(SETUP, person.reference, role=role, unit=scope, now=now)
    made.people[username] = person
    profile = access.profile(person, on=clock.civil_date(now))
    _, made.tokens[username] = people.issue_token(profile, person.reference, name="test", now=now)


def _leave(made, now):
    people.record_leaver(SETUP, made.people["leaver"].reference, now=now)
    made.people["leaver"].refresh_from_db()
    held = made.people["former"].roles_held.get()
    people.end_role(SETUP, held.pk, now=now)


def _classes(unit, now):
    fileplan.open_class(
        SETUP,
        unit,
        terms=ClassTerms(unit, title=f"All of {unit}", rule="REP-6", owner_unit=unit),
        now=now,
    )
    terms = {
        "OPEN": {"access": "everyone"},
        "UNIT": {"access": "units", "open_to": (unit,)},
        "CASE": {"rule": "CASE-1", "access": "everyone"},
        "MIN": {"rule": "MIN-1", "access": "everyone"},
    }
    for name, said in terms.items():
        reference = f"{unit}/{name}"
        said = ClassTerms(reference, title=f"{name} of {unit}", **said)
        fileplan.open_class(SETUP, reference, terms=said, under=unit, now=now)


def open_folder(made, name, file_class, *, narrowing=None, now=None):
    """A folder, known under `name`."""
    now = now or clock.now()
    folder = records.open_folder(SETUP, file_class, title=f"Folder {name}", now=now)
    if narrowing is not None:
        records.change_folder(
            SETUP, folder.reference, narrowing=narrowing, tiers=list(Tier), now=now
        )
    made.folders[name] = folder.reference
    return folder.reference


def file(made, name, folder, *, content=None, narrowing=None, now=None):
    """A record in a folder, long due, known under `name`."""
    done = capture.take_upload(
        SETUP,
        made.folders[folder],
        name=f"{name}.txt",
        stream=BytesIO(content or f"content of {name}".encode()),
        modified=LONG_AGO,
        narrowing=narrowing or Narrowing(),
        now=now or clock.now(),
    )
    made.records[name] = done.record
    return done.record


class Program:
    """A program with somebody's token, talking to the API through Django's test client."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    def send(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            named.setdefault("Authorization", f"Bearer {self.token}")
        given = {"headers": named}
        if body is not None:
            given |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", **given)

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, {} if body is None else body, **headers)

    def put(self, path, body, **headers):
        return self.send("PUT", path, body, **headers)

    def patch(self, path, body, **headers):
        return self.send("PATCH", path, body, **headers)

    def delete(self, path, **headers):
        return self.send("DELETE", path, **headers)

    def bring(self, path, content, **headers):
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        named.setdefault("Authorization", f"Bearer {self.token}")
        return self.client.generic(
            "POST",
            f"/api/v1{path}",
            data=content,
            content_type="application/octet-stream",
            headers=named,
        )

    def upload(self, folder, name, content, *, query="", **headers):
        from urllib.parse import quote

        named = {key.replace("_", "-"): value for key, value in headers.items()}
        named.setdefault("Authorization", f"Bearer {self.token}")
        return self.client.generic(
            "POST",
            f"/api/v1/folders/{folder}/files?name={quote(name, safe='')}{query}",
            data=content,
            content_type="application/octet-stream",
            headers=named,
        )


def codes(answer):
    """The codes of the reasons of a refusal."""
    return [one["code"] for one in answer.json()["reasons"]]


def found_borough():
    """Two folders in Finance and one in Personnel, with a record in each."""
    made = build()
    for name, file_class in (("open", "FIN/OPEN"), ("unit", "FIN/UNIT"), ("hr", "HR/UNIT")):
        open_folder(made, name, file_class)
        file(made, name, name)
    return made


BOROUGH = standing.kind("borough", found_borough)
