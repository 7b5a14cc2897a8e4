"""Somebody else signs for a person who is absent: in that person's right, and never twice."""

from datetime import timedelta

import pytest
from tests.lifecycle.disposal.test_deciding import approve, state
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, TODAY, add_person, days_pass, give

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.models import RoleHeld, Substitute
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.models import Certificate, Decision, Review
from muniment.lifecycle.disposal.types import Stage

OWNER = Role.INFORMATION_ASSET_OWNER


@pytest.fixture
def review(town):
    [reference] = propose(town, *town.file(LONG_AGO, LONG_AGO)).reviews
    return reference


def name(town, absent="owner", by="planner", role=OWNER, actor=None, days=9, **more):
    said = {"ends_on": town.now.date() + timedelta(days=days), "reason": "Leave", **more}
    return people.name_substitute(
        town.who(actor or absent), town.references[absent], substitute=by, role=role, **said,
        now=town.now,
    )  # fmt: skip


def test_a_substitute_signs_for_the_absent_and_the_decision_and_certificate_say_so(town, review):
    with pytest.raises(Refused):
        approve(town, review, "planner")
    name(town)
    approve(town, review, "planner")
    decision = Decision.objects.get()
    assert (decision.by, decision.instead_of) == (
        town.references["planner"], town.references["owner"],
    )  # fmt: skip
    approve(town, review, "manager2")
    actions.execute(town.who("manager"), review, now=town.now)
    actions.carry_out(Review.objects.get().pk, now=town.now)
    parts = [one["part"] for one in Certificate.objects.get().body["people"]]
    assert f"approved as information asset owner for OWNER ({town.references['owner']})" in parts


def test_a_substitute_signs_neither_what_they_proposed_nor_for_the_proposer(town):
    name(town, "manager2", by="manager", role=Role.RECORDS_MANAGER)
    name(town, "manager", by="planner", role=Role.RECORDS_MANAGER)
    [reference] = propose(town, *town.file(LONG_AGO)).reviews
    with pytest.raises(Refused) as refusal:
        approve(town, reference, "manager")
    assert "own_proposal" in codes(refusal)
    with pytest.raises(Refused) as refusal:
        approve(town, reference, "planner")
    assert codes(refusal) == {"for_proposer"}


def test_nobody_signs_twice_through_a_substitute(town, review):
    give(town, "owner", Role.RECORDS_MANAGER)
    name(town, role=Role.RECORDS_MANAGER)
    approve(town, review, "owner", stage=Stage.OWNER)
    with pytest.raises(Refused) as refusal:
        approve(town, review, "planner", stage=Stage.RECORDS_MANAGER)
    assert codes(refusal) == {"signed_for"}
    name(town, "manager2", by="owner", role=Role.RECORDS_MANAGER)
    with pytest.raises(Refused) as refusal:
        approve(town, review, "owner", stage=Stage.RECORDS_MANAGER)
    assert "signed_already" in codes(refusal)


def test_it_begins_and_ends_by_itself_and_can_be_ended_before(town, review):
    made = name(town, starts_on=TODAY + timedelta(days=1), days=2)
    with pytest.raises(Refused):
        approve(town, review, "planner")
    days_pass(town, 3)
    with pytest.raises(Refused):
        approve(town, review, "planner")
    with pytest.raises(Refused):
        people.end_substitute(town.who("owner"), made.pk, now=town.now)
    again = name(town)
    people.end_substitute(town.who("owner"), again.pk, now=town.now)
    with pytest.raises(Refused):
        approve(town, review, "planner")
    assert state(review) == "proposed"


def test_who_loses_the_role_takes_the_power_of_the_substitute_along(town, review):
    name(town)
    approve(town, review, "planner")
    approve(town, review, "manager2")
    RoleHeld.objects.filter(person__username="owner").update(
        starts_on=LONG_AGO, ends_on=TODAY - timedelta(days=1)
    )
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"approval_lapsed"}
    [other] = propose(town, *town.file(LONG_AGO)).reviews
    with pytest.raises(Refused):
        approve(town, other, "planner")


def test_a_signature_outlives_the_absence_but_not_the_substitute(town, review):
    name(town, days=0)
    approve(town, review, "planner")
    approve(town, review, "manager2")
    days_pass(town, 1)
    people.record_leaver(SETUP, town.references["planner"], now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"approval_lapsed"}
    Decision.objects.filter(instead_of=town.references["owner"]).update(
        by=town.references["owner2"]
    )
    actions.execute(town.who("manager"), review, now=town.now)


def test_who_may_name_whom(town):
    add_person(town, "dro")
    give(town, "dro", Role.DEPARTMENTAL_RECORDS_OFFICER, unit="PLA")
    for stranger in ("manager", "dro"):  # who manages nobody, and nobody of housing
        with pytest.raises(NotPermitted):
            name(town, actor=stranger)
    name(town, "planner", by="owner2", actor="admin")
    with pytest.raises(Refused) as refusal:
        name(town, actor="owner", by="owner")
    assert codes(refusal) == {"same_person"}
    give(town, "admin", OWNER)
    with pytest.raises(Refused) as refusal:
        name(town, actor="admin", by="admin")
    assert codes(refusal) == {"own_substitute"}
    with pytest.raises(Refused) as refusal:
        name(town, by="clerk", role=Role.AUDITOR, reason=" ", days=-1)
    assert codes(refusal) == {"signs_nothing", "not_able", "reason", "dates"}
    with pytest.raises(Refused) as refusal:
        name(town, role=Role.SIRO, starts_on=TODAY - timedelta(days=1))
    assert codes(refusal) == {"not_held", "past"}
    with pytest.raises(Refused) as refusal:
        name(town, days=400)
    assert codes(refusal) == {"too_long"}
    made = name(town)
    with pytest.raises(Refused) as refusal:
        name(town, by="owner2")
    assert codes(refusal) == {"named"}
    with pytest.raises(NotFound):
        people.end_substitute(town.who("planner"), made.pk, now=town.now)
    people.end_substitute(town.who("admin"), made.pk, now=town.now)
    with pytest.raises(Refused) as refusal:
        people.end_substitute(town.who("admin"), made.pk, now=town.now)
    assert codes(refusal) == {"ended"}
    assert Substitute.objects.count() == 2
    event = AuditEvent.objects.filter(kind="access:substitute:named").last()
    assert "Leave" not in event.canonical


def test_a_substitute_sees_no_more_than_before(town):
    before = access.visible_audiences(town.who("planner"))
    town.file(LONG_AGO)
    name(town)
    assert access.visible_audiences(town.who("planner")) >= before
    assert town.who("planner").permissions == town.who("planner").permissions
    assert [one.person for one in town.who("planner").stands_in] == [town.references["owner"]]
