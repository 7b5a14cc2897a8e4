"""Loads the fictional council into a new body, through the same verbs that people use."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from muniment.demo.load_directory import load_directory
from muniment.foundation.access import actions as access
from muniment.foundation.access import queries
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import SETUP, Role, Tier
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Personal, Severity
from muniment.lifecycle.retention import actions as retention

COUNCIL = Path(__file__).parent / "council"
# Stated openly, because these people are made up. Only `init --demo` ever gives it to anybody.
DEMO_PASSWORD = "westmarch-demo-2026"  # noqa: S105
SIGN_INS_PER_ROLE = {Role.STAFF: 0, Role.RECORDS_MANAGER: 2, Role.INFORMATION_ASSET_OWNER: 6}

Clock = Callable[[], datetime]
Entry = Mapping[str, Any]


def load(*, clock: Clock) -> dict[str, Any]:
    """Load units, handling sets, people with their roles, retention rules and the file plan.

    The counts of each, `sign_ins` (a row for each person who can sign in) and the password.
    Raises Refused where any of it is there already.
    """
    units = tree("units.yaml")["units"]
    for unit in units:
        below = unit["parent"]
        access.open_unit(SETUP, unit["reference"], name=unit["name"], under=below, now=clock())
    people = tree("people.yaml")
    for one in people["handling_sets"]:
        access.open_handling_set(SETUP, one["name"], name=one["title"], now=clock())
    everybody: list[Entry] = people["people"]
    can_sign_in = _choose(everybody, civil_date(clock()))
    for one in everybody:
        _add(one, one["username"] in can_sign_in, clock)
    rules = rows("retention.csv")
    retention.import_rules(SETUP, rows("retention.csv"), now=clock())
    codes = [rule["code"] for rule in rules]
    done = fileplan.import_plan(SETUP, rows("file_plan.csv"), known_rules=codes, now=clock())
    asked = _ask_of_titles(clock)
    load_directory(everybody, tree("directory.yaml"), clock=clock)
    return {
        "units": len(units),
        "people": len(everybody),
        "rules": len(rules),
        "classes": done["opened"],
        "naming_rules": asked,
        "sign_ins": sign_ins(on=civil_date(clock())),
        "demo_password": DEMO_PASSWORD,
    }


def _ask_of_titles(clock: Clock) -> int:
    """Set what the council asks of titles; how many rules."""
    entries = tree("naming.yaml")["rules"]
    for one in entries:
        kinds = tuple(Personal(kind) for kind in one.get("kinds", ()))
        asked = Asked(
            Check(one["check"]),
            Severity(one["severity"]),
            pattern=one.get("pattern", ""),
            words=tuple(one.get("words", ())),
            least=one.get("least", 1),
            most=one.get("most", 500),
            allowed=one.get("allowed", ""),
            kinds=kinds,
        )
        naming.set_convention(SETUP, one["class"], asked, now=clock())
    return len(entries)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the council's CSV files."""
    with (COUNCIL / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tree(name: str) -> Any:
    """What one of the council's YAML files holds."""
    return yaml.safe_load((COUNCIL / name).read_text("utf-8"))


def is_loaded() -> bool:
    """Whether this body is the fictional council."""
    return queries.find_person(tree("people.yaml")["people"][0]["username"]) is not None


def _choose(everybody: Sequence[Entry], today: date) -> set[str]:
    """Who can sign in: somebody in each role. Not all: a password takes a third of a second."""
    chosen: set[str] = set()
    for role in Role:
        holding = [one["username"] for one in everybody if _holds(one, role, today)]
        chosen.update(holding[: SIGN_INS_PER_ROLE.get(role, 1)])
    only_staff = [one for one in everybody if _is_only_staff(one) and not one["ends_on"]]
    return chosen | {one["username"] for one in only_staff[:2]}


def _is_only_staff(one: Entry) -> bool:
    return all(grant["role"] == Role.STAFF.value for grant in one["roles"])


def _holds(one: Entry, role: Role, today: date) -> bool:
    if one["ends_on"]:
        return False
    return any(
        grant["role"] == role.value and (grant.get("ends_on") or today) >= today
        for grant in one["roles"]
    )


def _add(one: Entry, can_sign_in: bool, clock: Clock) -> None:
    person = access.add_person(
        SETUP,
        one["username"],
        name=one["name"],
        unit=one["unit"],
        email=one["email"],
        clearance=Tier(one["clearance"]),
        password=DEMO_PASSWORD if can_sign_in else None,
        now=clock(),
    )
    for grant in one["roles"]:
        access.give_role(
            SETUP,
            person.reference,
            role=Role(grant["role"]),
            unit=grant.get("unit", ""),
            file_class=grant.get("file_class", ""),
            starts_on=grant["starts_on"],
            ends_on=grant.get("ends_on"),
            now=clock(),
        )
    for code in one["handling"]:
        access.join_handling_set(SETUP, code, person=person.reference, now=clock())
    if one["ends_on"]:
        access.record_leaver(SETUP, person.reference, now=clock())


def sign_ins(*, on: date) -> list[dict[str, Any]]:
    """A row for each of the council's people who can sign in, with the roles in force."""
    names = {one["username"] for one in tree("people.yaml")["people"]}
    found = queries.people().filter(is_active=True, username__in=names)
    return [_sign_in(one, on) for one in found if one.has_usable_password()]


def _sign_in(one: Person, on: date) -> dict[str, Any]:
    grants = queries.profile(one, on=on).grants
    more = [grant for grant in grants if grant.role is not Role.STAFF] or list(grants)
    return {
        "username": one.username,
        "name": one.name,
        "unit": one.unit.reference if one.unit else "",
        "roles": [
            f"{role.label} ({', '.join(one.scope_label for one in more if one.role is role)})"
            for role in dict.fromkeys(grant.role for grant in more)
        ],
    }
