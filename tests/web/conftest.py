"""A small body with somebody in every role, and sign-in for the test client."""

import pytest
from tests import standing

from muniment.foundation.access import actions as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel import clock

from . import town

NOW = clock.now()
PASSWORD = "three-plain-words-7"
ROLES = {
    "staff": ("FIN", [(Role.STAFF, "FIN")]),
    "manager": ("GOV", [(Role.STAFF, ""), (Role.RECORDS_MANAGER, "")]),
    "owner": ("FIN", [(Role.STAFF, "FIN"), (Role.INFORMATION_ASSET_OWNER, "FIN")]),
    "auditor": ("GOV", [(Role.AUDITOR, "")]),
    "admin": ("GOV", [(Role.ADMINISTRATOR, "")]),
    "dro": ("GOV", [(Role.STAFF, ""), (Role.DEPARTMENTAL_RECORDS_OFFICER, "")]),
    "siro": ("GOV", [(Role.SIRO, "")]),
    "everything": ("GOV", [(role, "") for role in Role]),
}


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Slow hashing is Django's to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def found_people():
    """Somebody in every role, by user name, in a body of two units."""
    create_signing_key()
    access.open_unit(SETUP, "BODY", name="Westmarch District Council", now=NOW)
    access.open_unit(SETUP, "FIN", name="Finance", under="BODY", now=NOW)
    access.open_unit(SETUP, "GOV", name="Governance", under="BODY", now=NOW)
    return {name: _person(name, unit, roles) for name, (unit, roles) in ROLES.items()}


PEOPLE = standing.kind("people", found_people)
WORLD = standing.kind("world", town.build, on=PEOPLE)


def _person(username: str, unit: str, roles: list) -> Person:
    names = {"name": f"{username.capitalize()} Person", "unit": unit}
    person = access.add_person(SETUP, username, **names, password=PASSWORD, now=NOW)
    for role, scope in roles:
        access.give_role(SETUP, person.reference, role=role, unit=scope, now=NOW)
    return person


@pytest.fixture
def people(founded):
    """Somebody in every role, by user name, in a body of two units."""
    return founded(PEOPLE)


@pytest.fixture
def as_(client, people):
    """Sign in as the person with this user name."""

    def sign_in(username):
        client.force_login(people[username])
        return client

    return sign_in


@pytest.fixture
def world(founded, people):
    """The body with a file plan, records, a hold, a review to decide and one carried out."""
    return founded(WORLD, people)
