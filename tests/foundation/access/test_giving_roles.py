"""Giving roles: no further than the giver's own reach."""

import pytest

from muniment.foundation.access import actions, queries
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.errors import NotPermitted, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """A departmental records officer of one unit."""
    now = clock.now()
    actions.open_unit(SETUP, "HOU", name="Housing", now=now)
    actions.open_unit(SETUP, "HOU-R", name="Repairs", under="HOU", now=now)
    actions.open_unit(SETUP, "FIN", name="Finance", now=now)
    person = actions.add_person(SETUP, "officer", name="Officer", now=now)
    role = Role.DEPARTMENTAL_RECORDS_OFFICER
    actions.give_role(SETUP, person.reference, role=role, unit="HOU", now=now)
    return queries.profile_of("officer", on=clock.today())


@pytest.fixture
def colleague():
    return actions.add_person(SETUP, "colleague", name="Colleague", now=clock.now())


def give(officer, colleague, **scope):
    return actions.give_role(
        officer, colleague.reference, role=Role.RECORDS_MANAGER, now=clock.now(), **scope
    )


def test_a_role_within_the_givers_unit_and_below_is_given(officer, colleague):
    assert give(officer, colleague, unit="HOU").unit.reference == "HOU"
    assert give(officer, colleague, unit="HOU-R").unit.reference == "HOU-R"


@pytest.mark.parametrize("scope", [{"unit": "FIN"}, {"file_class": "FIN/01"}, {}])
def test_a_role_beyond_the_givers_unit_is_refused(officer, colleague, scope):
    with pytest.raises(NotPermitted):
        give(officer, colleague, **scope)


def test_nobody_gives_a_role_to_themselves(officer):
    with pytest.raises(Refused, match="yourself"):
        actions.give_role(officer, officer.reference, role=Role.STAFF, unit="HOU", now=clock.now())
