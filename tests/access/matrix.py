"""The body that the permission matrix is walked through in: everybody and everything once."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import product

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from tests.access.truth import DO, Thing, Who
from tests.api.borough import LONG_AGO, RULES, Program

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Narrowing, Role, Tier
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention

STATES = ("declared", "held", "reviewed", "set_aside", "destroyed")
MARKINGS = {
    "open": {"access": "everyone"},
    "unit": {"access": "units"},
    "narrowed": {"access": "everyone"},
    "sensitive": {"access": "everyone", "sensitive": True},
    "handling": {"access": "everyone", "handling": ("LEGAL",)},
    "secret": {"access": "everyone", "tier": "SECRET"},
}
ROLES = [role for role in DO if role]
EVERYBODY = [
    *(Who(*one) for one in product(ROLES, ("FIN", ""), (False, True))),
    Who(""),
    Who("records_manager", "FIN", here=False),
]
EVERYTHING = [Thing(*one) for one in product(("FIN", "HR"), MARKINGS, STATES)]


@dataclass
class Body:
    """What was made, by who and by thing."""

    home: object
    programs: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    folders: dict = field(default_factory=dict)
    targets: dict = field(default_factory=dict)

    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def browser(self, who):
        """A browser in which the person has signed in, with nothing else in it."""
        made = Client(raise_request_exception=False)
        made.handler = self.handler  # which took time to make
        made.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return made


def build(home):
    made, now = Body(home), clock.now() - timedelta(minutes=1)
    create_signing_key()
    for unit in ("FIN", "HR", "GOV"):
        people.open_unit(SETUP, unit, name=f"Unit {unit}", now=now)
    people.open_handling_set(SETUP, "LEGAL", name="Legal", now=now)
    chief = _person("chief", Who("departmental_records_officer", cleared=True), now)
    for number, who in enumerate(EVERYBODY):
        _enter(made, f"person{number}", who, now)
    retention.import_rules(SETUP, RULES, now=now)
    actor = access.profile(chief, on=clock.civil_date(now))
    for thing in EVERYTHING:
        _make(made, actor, thing, now)
    _hold(made, actor, now)
    _review(made, actor, now)
    _set_aside(made)
    _destroy(made, now)
    return made


def _person(username, who, now):
    clearance = Tier.SECRET if who.cleared else Tier.OFFICIAL
    unit = who.over or "GOV"
    person = people.add_person(
        SETUP, username, name=username.title(), unit=unit, clearance=clearance, now=now
    )
    if who.role:
        role = Role(who.role)
        people.give_role(SETUP, person.reference, role=role, unit=who.over, now=now)
    if who.cleared:
        people.join_handling_set(SETUP, "LEGAL", person=person.reference, now=now)
    return person


def _enter(made, username, who, now):
    person = _person(username, who, now)
    profile = access.profile(person, on=clock.civil_date(now))
    _, secret = people.issue_token(profile, person.reference, name="matrix", now=now)
    made.programs[who] = Program(Client(raise_request_exception=False), secret)
    client = Client()
    client.force_login(person)
    made.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    if not who.here:
        people.record_leaver(SETUP, person.reference, now=now)


def _make(made, chief, thing, now):
    reference = f"{thing.unit}/{thing.marking}"
    if thing.state == STATES[0]:
        said = dict(MARKINGS[thing.marking])
        said |= {"open_to": (thing.unit,)} if said["access"] == "units" else {}
        terms = ClassTerms(reference, title=reference, rule="REP-6", owner_unit=thing.unit, **said)
        fileplan.open_class(SETUP, reference, terms=terms, now=now)
        target = records.open_folder(SETUP, reference, title="Elsewhere", now=now)
        made.targets[thing.unit, thing.marking] = target.reference
    folder = records.open_folder(SETUP, reference, title=thing.state, now=now).reference
    made.folders[thing] = folder
    own = Narrowing(open_to=(thing.unit,)) if thing.marking == "narrowed" else None
    name = f"{thing.unit} {thing.marking} {thing.state}"
    made.records[thing] = capture.take_upload(
        chief,
        folder,
        name=f"{name}.txt",
        stream=BytesIO(name.encode()),
        modified=LONG_AGO,
        narrowing=own,
        now=now,
    ).record


def _of(made, state, where):
    return [where[thing] for thing in EVERYTHING if thing.state == state]


def _hold(made, chief, now):
    words = {"name": "Hold", "kind": "audit", "reason": "Audit", "authority": "Auditor"}
    holds.place(chief, **words, folders=_of(made, "held", made.folders), now=now)


def _review(made, chief, now):
    chosen = _of(made, "reviewed", made.records)
    disposal.propose(chief, records=chosen, title="Review", reason="Due", now=now)


@transaction.atomic
def _set_aside(made):
    chosen = Record.objects.filter(reference__in=_of(made, "set_aside", made.records))
    records.set_aside(list(chosen))


@transaction.atomic
def _destroy(made, now):
    for record in Record.objects.filter(reference__in=_of(made, "destroyed", made.records)):
        records.begin_destruction([record], now=now)
        records.finish_destruction([record], at=now)


# -- what is asked of the doors -------------------------------------------------------------------
def _api(method, path, body=None):
    def ask(made, who, thing):
        given = body(made, thing) if body else None
        where = path.format(
            record=made.records[thing],
            folder=made.folders[thing],
        )
        return made.programs[who].send(method, where, given).status_code

    return ask


def _upload(made, who, thing):
    return made.programs[who].upload(made.folders[thing], "new.txt", b"new content").status_code


def _target(made, thing):
    return {"folder": made.targets[thing.unit, thing.marking], "reason": "Tidier."}


def _holding(made, thing):
    words = {"name": "New hold", "kind": "audit", "reason": "Audit", "authority": "Auditor"}
    return {**words, "records": [made.records[thing]]}


def _proposing(made, thing):
    return {"title": "New", "reason": "Due", "records": [made.records[thing]]}


def _page(path):
    def ask(made, who, thing):
        answer = made.browser(who).get(path.format(record=made.records[thing]))
        if answer.status_code == 302 and answer["Location"].startswith("/sign-in/"):
            return 401
        return answer.status_code

    return ask


ACTIONS = {
    ("look", "api"): _api("GET", "/records/{record}"),
    ("content", "api"): _api("GET", "/records/{record}/components/1/content"),
    ("edit", "api"): _api(
        "PATCH", "/records/{record}", lambda made, thing: {"title": "New", "version": 1}
    ),
    ("move", "api"): _api("POST", "/records/{record}/move", _target),
    ("narrow", "api"): _api("PUT", "/records/{record}/access", lambda made, thing: {}),
    ("hold", "api"): _api("POST", "/holds", _holding),
    ("propose", "api"): _api("POST", "/reviews", _proposing),
    ("file", "api"): _upload,
    ("look", "web"): _page("/records/{record}/"),
    ("content", "web"): _page("/records/{record}/content/1/download/"),
}
