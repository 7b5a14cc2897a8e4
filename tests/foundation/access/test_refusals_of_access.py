"""Where each refusal of the rules of access begins and ends, and at which field it stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.refusals import told

from muniment.foundation.access import rules
from muniment.foundation.access.types import (
    NOBODY,
    AudienceKey,
    Grant,
    Marking,
    Narrowing,
    Permission,
    Place,
    Profile,
    Role,
    SubstituteDraft,
    Tier,
)

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
YEAR = timedelta(days=366)
CLERK = Profile("P-1", "Clerk", True, Tier.OFFICIAL, ("HOU",), (Grant(Role.STAFF),), frozenset())
MANAGER = replace(CLERK, grants=(Grant(Role.RECORDS_MANAGER, unit="HOU"),))
HERE, THERE = Place(("A",), ("HOU-R", "HOU")), Place(("A",), ("LEG",))
OPEN = AudienceKey(HERE)


def test_a_permission_is_had_somewhere_and_at_the_places_that_a_role_with_it_reaches():
    assert rules.may(MANAGER, Permission.HOLD_MANAGE)
    assert rules.may(MANAGER, Permission.HOLD_MANAGE, HERE)
    assert not rules.may(MANAGER, Permission.HOLD_MANAGE, THERE)
    assert not rules.may(MANAGER, Permission.SYSTEM_RUN, HERE)
    assert told(rules.reasons_may_not(MANAGER, Permission.HOLD_MANAGE, THERE)) == ["out_of_scope"]


def test_who_has_left_is_told_so_and_nothing_else():
    left = replace(MANAGER, active=False)
    assert told(rules.reasons_may_not(left, Permission.HOLD_MANAGE)) == ["left"]
    assert told(rules.reasons_not_to_see(left, OPEN)) == ["left"]


def test_a_refusal_names_those_who_could_do_it():
    assert rules.roles_with(Permission.RETENTION_APPROVE) == [
        "departmental records officer",
        "senior information risk owner",
    ]
    [reason] = rules.reasons_may_not(CLERK, Permission.STORE_CHECK)
    able = "records manager or departmental records officer or administrator"
    assert reason.message.endswith(f"Ask a {able}.")


def test_the_roles_at_a_place_are_those_whose_scope_takes_it_in():
    both = replace(MANAGER, grants=(*MANAGER.grants, Grant(Role.AUDITOR, file_class="B")))
    assert rules.roles_at(both, HERE) == {Role.RECORDS_MANAGER}
    assert rules.roles_at(both, Place(("B",), ("LEG",))) == {Role.AUDITOR}
    assert rules.roles_at(both, THERE) == set()


def test_a_scope_by_class_does_not_reach_into_a_unit_of_the_same_name():
    assert not rules.covers(Grant(Role.STAFF, file_class="HOU"), HERE)
    assert not rules.covers(Grant(Role.STAFF, unit="A"), HERE)
    assert rules.covers(Grant(Role.STAFF), Place())


def test_sensitive_lets_in_the_nearest_owning_unit_only_or_those_that_are_named():
    sensitive = replace(OPEN, marking=Marking(sensitive=True))
    assert rules.units_let_in(OPEN) == ()
    assert rules.units_let_in(sensitive) == ("HOU-R",)
    assert rules.units_let_in(replace(sensitive, open_to=("LEG",))) == ("LEG",)
    assert rules.units_let_in(replace(OPEN, open_to=("LEG", "HOU"))) == ("LEG", "HOU")
    assert rules.units_let_in(replace(sensitive, place=Place(("A",)))) == (NOBODY,)


def test_a_named_unit_lets_in_its_people_whatever_their_role_and_staff_let_in_no_other_unit():
    officer = replace(CLERK, grants=(Grant(Role.RECORDS_MANAGER, unit="LEG"),))
    assert told(rules.reasons_not_to_see(officer, replace(OPEN, open_to=("HOU",)))) == []
    assert told(rules.reasons_not_to_see(officer, OPEN)) == ["not_open"]
    assert told(rules.reasons_not_to_see(CLERK, replace(OPEN, open_to=("LEG",)))) == ["not_open"]
    assert told(rules.reasons_not_to_see(CLERK, replace(OPEN, open_to=("LEG", "HOU")))) == []


def test_clearance_suffices_at_its_own_tier_and_each_missing_handling_set_is_named():
    secret = replace(OPEN, marking=Marking(Tier.SECRET, handling=frozenset({"HR", "CHILD"})))
    cleared = replace(CLERK, clearance=Tier.SECRET, handling=frozenset({"HR"}))
    [reason] = rules.reasons_not_to_see(cleared, secret)
    assert reason.code == "handling"
    assert "CHILD" in reason.message
    assert told(rules.reasons_not_to_see(CLERK, replace(OPEN, marking=Marking(Tier.SECRET)))) == [
        "clearance"
    ]


def test_every_refusal_to_mark_stands_at_the_marking():
    container = Marking(Tier.SECRET, True, frozenset({"HR"}))

    def mark(marking, who=CLERK):
        return told(rules.reasons_not_to_mark(marking, container, who, ["OFFICIAL", "SECRET"]))

    cleared = replace(CLERK, clearance=Tier.SECRET)
    assert mark(Marking()) == []
    assert mark(Marking(Tier.SECRET), who=cleared) == []
    assert mark(Marking(Tier.SECRET)) == ["above_clearance at marking"]
    assert mark(Marking(handling=frozenset({"LEG"}))) == ["container_lower at marking"]
    every = ["tier_refused at marking", "container_lower at marking", "above_clearance at marking"]
    assert mark(Marking(Tier.TOP_SECRET)) == every


def test_the_highest_tier_is_the_one_above_all_others():
    assert rules.highest_tier(["SECRET", "TOP_SECRET", "OFFICIAL"]) is Tier.TOP_SECRET
    assert rules.highest_tier(["OFFICIAL", "SECRET"]) is Tier.SECRET


def issue(own=True, active=True, name="export", after=YEAR):
    return told(rules.reasons_not_to_issue(own, active, name, NOW + after, NOW))


def test_a_token_is_issued_to_oneself_for_a_year_at_most_and_says_what_for():
    assert issue() == issue(after=timedelta(seconds=1)) == issue(name=f" {'x' * 100} ") == []
    assert issue(own=False) == ["not_own"]
    assert issue(active=False) == ["left"]
    assert issue(name=" ") == issue(name="x" * 101) == ["name at name"]
    assert issue(after=timedelta(0)) == ["past at expires_at"]
    assert issue(after=YEAR + timedelta(seconds=1)) == ["too_long at expires_at"]


ABSENCE = SubstituteDraft("P-2", "P-3", Role.RECORDS_MANAGER, TODAY, TODAY + YEAR, "x" * 500)


def name_(**change):
    facts = {"actor": "P-1", "able": True, "held": True, "overlaps": False}
    said = {key: change.pop(key) for key in tuple(change) if key in facts}
    draft = replace(ABSENCE, **change)
    return told(rules.reasons_not_to_name(draft, **{**facts, **said}, today=TODAY))


def test_somebody_is_named_to_sign_for_the_absent():
    assert name_() == []
    assert name_(ends_on=TODAY) == []


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("same_person at substitute", {"substitute": "P-2"}),
        ("same_person at substitute", {"substitute": "P-2", "actor": "P-2"}),
        ("own_substitute at substitute", {"actor": "P-3"}),
        ("signs_nothing at role", {"role": Role.AUDITOR}),
        ("signs_nothing at role", {"role": Role.AUDITOR, "held": False}),
        ("not_held at role", {"held": False}),
        ("not_able at substitute", {"able": False}),
        ("named at starts_on", {"overlaps": True}),
        ("reason at reason", {"reason": " "}),
        ("reason at reason", {"reason": "x" * 501}),
        ("past at starts_on", {"starts_on": TODAY - timedelta(days=1), "ends_on": TODAY}),
        ("dates at ends_on", {"ends_on": TODAY - timedelta(days=1)}),
        ("too_long at ends_on", {"ends_on": TODAY + YEAR + timedelta(days=1)}),
    ],
)
def test_each_reason_alone_keeps_somebody_from_being_named(why, change):
    assert name_(**change) == [why]


def test_every_reason_against_a_substitute_is_given_at_once():
    found = name_(substitute="P-2", able=False, overlaps=True, reason="", held=False)
    assert found == [
        "same_person at substitute",
        "not_held at role",
        "not_able at substitute",
        "named at starts_on",
        "reason at reason",
    ]


def test_a_role_without_a_last_day_holds_on_and_none_holds_before_its_first():
    grant = Grant(Role.STAFF, starts_on=TODAY)
    assert grant.in_force(date.max)
    assert not grant.in_force(TODAY - timedelta(days=1))


def test_who_has_left_holds_no_role():
    assert MANAGER.holds(Role.RECORDS_MANAGER)
    assert not MANAGER.holds(Role.STAFF)
    assert not replace(MANAGER, active=False).holds(Role.RECORDS_MANAGER)


def test_a_narrowing_says_something_only_where_it_says_something():
    own = Narrowing(("LEG",), "SECRET", False, ("HR",))
    wider = Narrowing(("HOU",), "OFFICIAL", True, ("CHILD",))
    assert own.over(wider) == own
    assert Narrowing().over(wider) == wider
    assert Narrowing((), "", None, ()).over(wider) == Narrowing((), "OFFICIAL", True, ())
    inherited = Marking(Tier.TOP_SECRET, True, frozenset({"CHILD"}))
    assert own.marking(inherited) == Marking(Tier.SECRET, False, frozenset({"HR"}))
    assert Narrowing().marking(inherited) == inherited
    assert Narrowing(handling=()).marking(inherited).handling == frozenset()
