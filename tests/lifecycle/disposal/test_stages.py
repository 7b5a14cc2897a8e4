"""A rule says which roles sign the end of its records: up to five, each by another person."""

from datetime import date

import pytest
from tests.lifecycle.disposal.test_deciding import approve, state
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, RULES, add_person, days_pass, give

from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import Certificate, Review
from muniment.lifecycle.disposal.types import DEFAULT_STAGES, Stage
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.types import REVIEWERS

FIVE = (
    "team_records_officer;records_manager;information_asset_owner;departmental_records_officer;siro"
)
SIGNERS = {
    "officer": Role.TEAM_RECORDS_OFFICER,
    "dro": Role.DEPARTMENTAL_RECORDS_OFFICER,
    "siro": Role.SIRO,
}


def set_stages(town, stages):
    retention.import_rules(SETUP, [{**RULES[0], "review_stages": stages}], now=town.now)


@pytest.fixture
def five(town):
    for person, role in SIGNERS.items():
        add_person(town, person)
        give(town, person, role, unit="HOU" if role is Role.TEAM_RECORDS_OFFICER else "")
    set_stages(town, FIVE)
    [reference] = propose(town, *town.file(LONG_AGO, LONG_AGO)).reviews
    return reference


def test_a_review_of_five_stages_is_approved_with_the_fifth_signature(town, five):
    for person in ("dro", "owner", "manager2", "siro"):
        approve(town, five, person, stage=None)
        assert state(five) == "proposed"
    with pytest.raises(Refused):
        actions.execute(town.who("manager"), five, now=town.now)
    approve(town, five, "officer")
    assert state(five) == "approved"
    actions.execute(town.who("manager"), five, now=town.now)
    actions.carry_out(Review.objects.get().pk, now=town.now)
    parts = [one["part"] for one in Certificate.objects.get().body["people"]]
    assert "approved as siro" in parts and "approved as team records officer" in parts


def test_one_person_with_every_role_signs_one_stage(town, five):
    for role in SIGNERS.values():
        give(town, "owner2", role)
    approve(town, five, "owner2", stage=Stage.SIRO)
    for stage in Stage:
        with pytest.raises(Refused):
            approve(town, five, "owner2", stage=stage)
    assert Review.objects.get().decisions.count() == 1


def test_a_stage_is_signed_by_the_very_role_and_one_that_is_not_needed_by_nobody(town, five):
    with pytest.raises(NotPermitted):
        approve(town, five, "manager2", stage=Stage.SIRO)
    with pytest.raises(NotPermitted) as refusal:
        approve(town, five, "dro", stage=Stage.DATA_STEWARD)
    assert codes(refusal) == {"not_a_stage"}


def test_a_stage_whose_signer_lost_the_role_keeps_the_review_from_being_carried_out(town, five):
    for person in ("dro", "owner", "manager2", "siro", "officer"):
        approve(town, five, person)
    RoleHeld.objects.filter(person__username="siro").update(ends_on=town.now.date())
    days_pass(town, 1)
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), five, now=town.now)
    assert codes(refusal) == {"approval_lapsed"}


def test_what_nobody_could_sign_is_not_proposed(town):
    set_stages(town, "records_manager;siro")
    [one] = town.file(LONG_AGO)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"no_signer"}
    give(town, "manager", Role.SIRO)  # the proposer
    with pytest.raises(Refused):
        propose(town, one)
    give(town, "admin", Role.SIRO)
    assert propose(town, one).records == 1


def test_there_is_one_review_for_each_list_of_stages(town):
    add_person(town, "siro")
    give(town, "siro", Role.SIRO)
    set_stages(town, "information_asset_owner;siro")
    said = {"name": "case_closed", "on": date(2020, 1, 31)}
    [case, repair] = [*town.file(LONG_AGO, where="HOU/CASE"), *town.file(LONG_AGO)]
    retention.record_event(town.who("manager"), "HOU/CASE", **said, now=town.now)
    retention.recalculate(rule="CASE-1")
    made = propose(town, case, repair)
    found = {one.stages[-1]: one for one in Review.objects.all()}
    assert len(made.reviews) == 2 and set(found) == {"siro", "information_asset_owner"}
    review = found["siro"]
    assert queries.stages(town.who("siro"), review) == [Stage.SIRO]
    assert queries.stages(town.who("manager2"), review) == []


def test_every_role_that_a_schedule_may_name_is_a_stage():
    assert {one.role for one in Stage} == set(REVIEWERS)


def test_a_review_keeps_its_stages_whatever_becomes_of_the_rule(town):
    [reference] = propose(town, *town.file(LONG_AGO)).reviews
    set_stages(town, "information_asset_owner;siro")
    assert queries.stages_of(Review.objects.get()) == DEFAULT_STAGES
    approve(town, reference, "owner")
    approve(town, reference, "manager2")
    assert state(reference) == "approved"
