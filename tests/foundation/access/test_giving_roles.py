"""Giving roles: no further than the giver's own reach."""

import pytest

from muniment.foundation.access import actions, queries
from muniment.foundation.access.types import SETUP, Role, Tier
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


@pytest.fixture(params=["whole body", "another unit", "a class", "sits elsewhere"])
def beyond(request, officer):
    """Somebody of whom the officer of one unit is not in charge altogether."""
    now, unit = clock.now(), "FIN" if request.param == "sits elsewhere" else ""
    made = actions.add_person(SETUP, "beyond", name="Beyond", unit=unit, now=now)
    scope = {"whole body": {}, "another unit": {"unit": "FIN"}, "a class": {"file_class": "FIN"}}
    if request.param in scope:
        said = {"role": Role.ADMINISTRATOR, **scope[request.param]}
        actions.give_role(SETUP, made.reference, **said, now=now)
    return made


def test_nobody_takes_over_or_shuts_out_who_can_do_more_than_they_manage(officer, beyond):
    who, now = beyond.reference, clock.now()
    held = beyond.roles_held.first()
    for act in (
        lambda: actions.set_password(officer, who, password="three-plain-words-7", now=now),
        lambda: actions.change_person(officer, who, email="mine@example.org", now=now),
        lambda: actions.record_leaver(officer, who, now=now),
        *([lambda: actions.end_role(officer, held.pk, now=now)] if held else []),
    ):
        with pytest.raises(NotPermitted):
            act()
    beyond.refresh_from_db()
    assert (beyond.email, beyond.is_active, beyond.has_usable_password()) == ("", True, False)


def test_whoever_manages_a_unit_manages_the_people_of_it_and_below(officer):
    now = clock.now()
    made = actions.add_person(officer, "own", name="Own", unit="HOU-R", now=now)
    held = give(officer, made, unit="HOU")
    actions.set_password(officer, made.reference, password="three-plain-words-7", now=now)
    actions.change_person(officer, made.reference, unit="HOU", now=now)
    actions.end_role(officer, held.pk, now=now)
    assert actions.record_leaver(officer, made.reference, now=now).left_at == now


def test_units_people_and_moves_beyond_what_one_manages_are_refused(officer, colleague):
    now = clock.now()
    for act in (
        lambda: actions.add_person(officer, "new", name="New", unit="FIN", now=now),
        lambda: actions.change_person(officer, colleague.reference, unit="FIN", now=now),
        lambda: actions.open_unit(officer, "TOP", name="Top", now=now),
        lambda: actions.rename_unit(officer, "FIN", name="Mine", now=now),
        lambda: actions.close_unit(officer, "FIN", now=now),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_nobody_gives_themselves_a_clearance_or_a_handling_set(officer):
    now = clock.now()
    with pytest.raises(Refused) as refusal:
        actions.change_person(officer, officer.reference, clearance=Tier.SECRET, now=now)
    assert [one.code for one in refusal.value.reasons] == ["own_clearance"]
    actions.give_role(SETUP, officer.reference, role=Role.ADMINISTRATOR, now=now)
    whole = queries.profile_of("officer", on=clock.today())
    actions.open_handling_set(SETUP, "BOARD", name="Board", now=now)
    with pytest.raises(Refused, match="yourself"):
        actions.join_handling_set(whole, "BOARD", person="officer", now=now)
