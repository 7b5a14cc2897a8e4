"""Who may do and who may see: properties that hold for every person and every thing."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.access import rules
from muniment.foundation.access.types import (
    ROLE_PERMISSIONS,
    AudienceKey,
    Grant,
    Marking,
    Narrowing,
    Permission,
    Place,
    Profile,
    Role,
    Tier,
)

UNITS = ["HOU", "HOU-R", "LEG"]
CLASSES = ["A", "A/1", "B"]
SETS = ["CHILD", "HR"]
markings = st.builds(
    Marking, st.sampled_from(Tier), st.booleans(), st.frozensets(st.sampled_from(SETS))
)
units = st.lists(st.sampled_from(UNITS), unique=True, max_size=2).map(tuple)
places = st.builds(
    Place, st.lists(st.sampled_from(CLASSES), unique=True, max_size=2).map(tuple), units
)
audiences = st.builds(AudienceKey, places, units, markings)
grants = st.one_of(
    st.builds(Grant, st.sampled_from(Role), unit=st.sampled_from(["", *UNITS])),
    st.builds(Grant, st.sampled_from(Role), file_class=st.sampled_from(["", *CLASSES])),
)
profiles = st.builds(
    Profile,
    reference=st.just("P-1"),
    name=st.just("Somebody"),
    active=st.sampled_from([True, True, True, False]),
    clearance=st.sampled_from(Tier),
    unit_lineage=units,
    grants=st.lists(grants, max_size=3).map(tuple),
    handling=st.frozensets(st.sampled_from(SETS)),
)
CLERK = Profile("P-1", "Clerk", True, Tier.OFFICIAL, ("HOU",), (Grant(Role.STAFF),), frozenset())
OPEN = AudienceKey(Place(("A",), ("HOU",)))


def seen(profile, audience):
    return not rules.reasons_not_to_see(profile, audience)


def codes(profile, audience):
    return [reason.code for reason in rules.reasons_not_to_see(profile, audience)]


@given(markings, markings, markings)
def test_dominating_is_a_partial_order(one, two, three):
    assert one.dominates(one)
    assert not (one.dominates(two) and two.dominates(one)) or one == two
    assert not (one.dominates(two) and two.dominates(three)) or one.dominates(three)


def test_two_markings_can_stand_beside_each_other_without_either_being_higher():
    sensitive, handled = Marking(sensitive=True), Marking(handling=frozenset({"HR"}))
    assert not sensitive.dominates(handled)
    assert not handled.dominates(sensitive)


@given(profiles, audiences, st.sampled_from(Role))
def test_another_role_over_everything_never_takes_sight_away(profile, audience, role):
    more = replace(profile, grants=(*profile.grants, Grant(role)))
    assert seen(more, audience) or not seen(profile, audience)


@given(profiles, audiences)
def test_more_clearance_and_more_handling_sets_never_take_sight_away(profile, audience):
    more = replace(profile, clearance=Tier.TOP_SECRET, handling=frozenset(SETS))
    assert seen(more, audience) or not seen(profile, audience)


@given(profiles, audiences, st.sampled_from(SETS))
def test_another_handling_set_on_a_thing_never_lets_anybody_in(profile, audience, name):
    marking = replace(audience.marking, handling=audience.marking.handling | {name})
    assert seen(profile, audience) or not seen(profile, replace(audience, marking=marking))


@given(profiles, audiences)
def test_sensitive_and_a_higher_tier_never_let_anybody_in(profile, audience):
    for marking in (
        replace(audience.marking, sensitive=True),
        replace(audience.marking, tier=Tier.TOP_SECRET),
    ):
        assert seen(profile, audience) or not seen(profile, replace(audience, marking=marking))


def test_sensitive_lets_in_nobody_whom_the_same_without_it_would_not():
    """A role elsewhere that opens records, held by somebody of the owning unit."""
    officer = Grant(Role.TEAM_RECORDS_OFFICER, unit="LEG")
    outsider = replace(CLERK, grants=(officer,))
    assert codes(outsider, OPEN) == ["not_open"]
    assert codes(outsider, replace(OPEN, marking=Marking(sensitive=True))) == ["not_open"]


@given(profiles, audiences, st.sampled_from(UNITS))
def test_naming_units_lets_nobody_in_whom_everyone_did_not(profile, audience, unit):
    staff = replace(profile, grants=(*profile.grants, Grant(Role.STAFF)))
    everyone = replace(audience, open_to=(), marking=replace(audience.marking, sensitive=False))
    narrowed = replace(everyone, open_to=(unit,))
    assert seen(staff, everyone) or not seen(staff, narrowed)


@given(profiles, audiences)
def test_who_has_left_sees_and_does_nothing(profile, audience):
    left = replace(profile, active=False)
    assert codes(left, audience) == ["left"]
    assert not any(rules.may(left, permission) for permission in Permission)


@given(profiles, audiences)
def test_running_the_system_and_auditing_it_open_nothing(profile, audience):
    outside = Profile(
        "P-1", "x", True, Tier.TOP_SECRET, (), (Grant(Role.ADMINISTRATOR), Grant(Role.AUDITOR)),
        frozenset(SETS),
    )  # fmt: skip
    assert "no_role" in codes(outside, audience)


def test_a_member_of_staff_sees_what_is_open():
    assert codes(CLERK, OPEN) == []


def test_every_reason_is_given_at_once():
    marking = Marking(Tier.SECRET, True, frozenset({"HR", "CHILD"}))
    audience = AudienceKey(Place(("A",), ("LEG",)), ("LEG",), marking)
    nobody = replace(CLERK, grants=())
    assert codes(nobody, audience) == ["no_role", "not_open", "clearance", "handling", "handling"]


def test_sensitive_and_open_to_everyone_means_the_owning_unit():
    sensitive = replace(OPEN, marking=Marking(sensitive=True))
    assert codes(CLERK, sensitive) == []
    assert codes(replace(CLERK, unit_lineage=("LEG",)), sensitive) == ["not_open"]


def test_sensitive_without_an_owning_unit_is_for_roles_over_that_part_only():
    orphan = AudienceKey(Place(("A",)), (), Marking(sensitive=True))
    assert codes(CLERK, orphan) == ["not_open"]
    owner = replace(CLERK, grants=(Grant(Role.INFORMATION_ASSET_OWNER, file_class="A"),))
    assert codes(owner, orphan) == []


@given(profiles, st.sampled_from(Permission), places)
def test_what_a_person_may_do_at_a_place_they_may_do_somewhere(profile, permission, place):
    if rules.may(profile, permission, place):
        assert permission in profile.permissions
    assert bool(rules.reasons_may_not(profile, permission, place)) is not rules.may(
        profile, permission, place
    )


def test_a_role_in_a_unit_or_class_reaches_what_lies_below_and_no_further():
    grant = Grant(Role.RECORDS_MANAGER, unit="HOU")
    assert rules.covers(grant, Place(("A",), ("HOU-R", "HOU")))
    assert not rules.covers(grant, Place(("A",), ("LEG",)))
    grant = Grant(Role.RECORDS_MANAGER, file_class="A")
    assert rules.covers(grant, Place(("A/1", "A"), ()))
    assert not rules.covers(grant, Place(("B",), ()))


def test_a_refusal_says_whether_the_role_or_its_reach_is_missing():
    far = replace(CLERK, grants=(Grant(Role.RECORDS_MANAGER, unit="LEG"),))
    place = Place(("A",), ("HOU",))
    assert rules.reasons_may_not(far, Permission.HOLD_MANAGE, place)[0].code == "out_of_scope"
    assert rules.reasons_may_not(CLERK, Permission.HOLD_MANAGE, place)[0].code == "not_permitted"


def test_every_permission_is_carried_by_some_role():
    carried = set().union(*ROLE_PERMISSIONS.values())
    assert carried == set(Permission)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400), st.integers(-5, 405))
def test_a_role_holds_from_its_first_day_to_its_last(starts, length, day):
    grant = Grant(Role.STAFF, starts_on=starts, ends_on=starts + timedelta(days=length))
    assert grant.in_force(starts + timedelta(days=day)) is (0 <= day <= length)


@given(markings, markings, profiles, st.sets(st.sampled_from([tier.value for tier in Tier])))
def test_nothing_is_marked_above_its_container_its_marker_or_its_system(
    marking, container, profile, tiers
):
    found = {
        reason.code for reason in rules.reasons_not_to_mark(marking, container, profile, tiers)
    }
    assert ("tier_refused" in found) is (marking.tier.value not in tiers)
    assert ("container_lower" in found) is (not container.dominates(marking))
    assert ("above_clearance" in found) is (marking.tier.level > profile.clearance.level)


@given(st.builds(Narrowing, st.none() | units, st.just(""), st.none() | st.booleans()), markings)
def test_what_a_narrowing_leaves_open_comes_from_above(narrowing, marking):
    found = narrowing.marking(marking)
    assert found.tier is marking.tier
    assert found.handling == marking.handling
    assert found.sensitive == (
        marking.sensitive if narrowing.sensitive is None else narrowing.sensitive
    )
    assert narrowing.over(Narrowing()) == narrowing
    assert Narrowing().over(narrowing) == narrowing
