"""Two people with the right roles decide, neither of them the proposer."""

from datetime import date

import pytest
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ItemState, Outcome, Stage
from muniment.lifecycle.holds import actions as holds


@pytest.fixture
def review(town):
    [reference] = propose(town, *town.file(LONG_AGO, LONG_AGO, LONG_AGO)).reviews
    return reference


def approve(town, review, by, **more):
    return actions.approve(town.who(by), review, now=town.now, **more)


def state(review) -> str:
    return Review.objects.get(pk=review.removeprefix("DR-")).state


def test_a_review_is_approved_once_both_stages_are_signed_in_either_order(town, review):
    approve(town, review, "owner")
    assert state(review) == "proposed"
    approve(town, review, "manager2")
    assert state(review) == "approved"


def test_the_proposer_cannot_approve_even_with_both_roles(town, review):
    give(town, "manager", Role.INFORMATION_ASSET_OWNER)
    for stage in (None, Stage.OWNER, Stage.RECORDS_MANAGER):
        with pytest.raises(Refused) as refusal:
            approve(town, review, "manager", stage=stage)
        assert "own_proposal" in codes(refusal)
    assert state(review) == "proposed"


def test_one_person_cannot_sign_both_stages_even_with_both_roles(town, review):
    give(town, "owner", Role.RECORDS_MANAGER)
    approve(town, review, "owner", stage=Stage.OWNER)
    with pytest.raises(Refused) as refusal:
        approve(town, review, "owner", stage=Stage.RECORDS_MANAGER)
    assert codes(refusal) == {"signed_already"}


def test_a_stage_is_signed_only_by_its_role_over_every_item(town, review):
    with pytest.raises(Refused):
        approve(town, review, "planner")
    with pytest.raises(NotPermitted):
        approve(town, review, "owner", stage=Stage.RECORDS_MANAGER)
    with pytest.raises(NotPermitted):
        approve(town, review, "manager2", stage=Stage.OWNER)
    for person in ("clerk", "admin", "auditor"):
        with pytest.raises(Refused):
            approve(town, review, person)


def test_a_second_press_of_the_button_and_a_page_out_of_date_change_nothing(town, review):
    seen = Review.objects.get().version
    approve(town, review, "owner", version=seen)
    with pytest.raises(Refused) as refusal:
        approve(town, review, "owner", version=seen)
    assert codes(refusal) == {"changed", "signed_already", "stage_signed"}
    with pytest.raises(Refused) as refusal:
        approve(town, review, "manager2", version=seen)
    assert codes(refusal) == {"changed"}
    assert Review.objects.get().decisions.count() == 1


def test_a_rejection_needs_a_reason_and_ends_the_review(town, review):
    with pytest.raises(Refused) as refusal:
        actions.reject(town.who("owner"), review, reason="", now=town.now)
    assert codes(refusal) == {"reason"}
    actions.reject(town.who("owner"), review, reason="Still in use", now=town.now)
    assert state(review) == "rejected"
    with pytest.raises(Refused) as refusal:
        approve(town, review, "manager2")
    assert "state" in codes(refusal)


def test_a_hold_between_approval_and_execution_pulls_its_records_out(town, review):
    approve(town, review, "owner")
    approve(town, review, "manager2")
    first, *rest = Review.objects.get().items.order_by("pk")
    holds.place(
        town.who("manager2"),
        name="Inquiry",
        kind="inquiry",
        reason="Asked",
        authority="Act",
        records=[first.record.reference],
        now=town.now,
    )
    first.refresh_from_db()
    assert (first.state, first.open) == (ItemState.HELD, False)
    assert queries.state_shown(town.who("owner"), first) is ItemState.HELD
    done = actions.execute(town.who("manager"), review, now=town.now)
    assert actions.carry_out(done.pk, now=town.now).destroyed == len(rest)
    first.record.refresh_from_db()
    assert first.record.state == "declared"
    assert queries.counts(done) == {"held": 1, "destroyed": 2}


def test_when_everything_is_held_there_is_nothing_to_sign(town, review):
    holds.place(
        town.who("manager"),
        name="All",
        kind="audit",
        reason="Asked",
        authority="Act",
        classes=["HOU"],
        now=town.now,
    )
    with pytest.raises(Refused) as refusal:
        approve(town, review, "owner")
    assert codes(refusal) == {"empty"}


def test_where_every_record_is_kept_the_last_signature_settles_it(town, review):
    found = Review.objects.get()
    for item in found.items.all():
        actions.set_item(
            town.who("owner"),
            review,
            item.record.reference,
            outcome=Outcome.KEEP_UNTIL,
            keep_until=date(2030, 1, 31),
            note="Of use for longer",
            now=town.now,
        )
    approve(town, review, "manager2")
    approve(town, review, "owner")
    found.refresh_from_db()
    assert found.state == "done" and found.completed_at
    for item in found.items.all():
        assert (item.open, item.record.state) == (False, "declared")
        assert item.record.due_on == date(2030, 1, 31)


def test_an_exception_is_kept_until_its_date_and_the_rest_is_destroyed(town, review):
    item = Review.objects.get().items.order_by("pk")[0]
    actions.set_item(
        town.who("owner"),
        review,
        item.record.reference,
        outcome=Outcome.KEEP_UNTIL,
        keep_until=date(2031, 1, 1),
        note="Needed",
        now=town.now,
    )
    approve(town, review, "owner")
    approve(town, review, "manager2")
    item.record.refresh_from_db()
    assert item.record.due_on == item.record.keep_until == date(2031, 1, 1)
    done = actions.execute(town.who("manager"), review, now=town.now)
    assert actions.carry_out(done.pk, now=town.now).destroyed == 2
    item.record.refresh_from_db()
    assert item.record.state == "declared"
    with pytest.raises(Refused) as refusal:
        propose(town, item.record)
    assert codes(refusal) == {"not_due"}


def test_after_a_signature_nothing_can_be_put_back(town, review):
    item = Review.objects.get().items.order_by("pk")[0]

    def set_item(outcome, **more):
        return actions.set_item(
            town.who("manager"),
            review,
            item.record.reference,
            outcome=outcome,
            note="So",
            now=town.now,
            **more,
        )

    set_item(Outcome.TRANSFER)
    set_item(Outcome.DESTROY)
    set_item(Outcome.CHANGE_RULE, new_rule="KEEP")
    approve(town, review, "owner")
    with pytest.raises(Refused) as refusal:
        set_item(Outcome.DESTROY)
    assert codes(refusal) == {"signed"}


def test_who_loses_the_role_after_signing_stops_the_destruction(town, review):
    approve(town, review, "owner")
    approve(town, review, "manager2")
    held = RoleHeld.objects.get(person__username="owner")
    people.end_role(SETUP, held.pk, now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"approval_lapsed"}


def test_who_loses_the_role_while_it_runs_stops_the_rest(town, review):
    approve(town, review, "owner")
    approve(town, review, "manager2")
    done = actions.execute(town.who("manager"), review, now=town.now)
    people.record_leaver(SETUP, town.references["manager2"], now=town.now)
    assert actions.carry_out(done.pk, now=town.now).destroyed == 0
    assert set(done.items.values_list("record__state", flat=True)) == {"declared"}


def test_only_an_approved_review_is_carried_out_and_only_by_those_who_may(town, review):
    approve(town, review, "owner")
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"state", "not_approved"}
    approve(town, review, "manager2")
    for person in ("owner", "auditor"):
        with pytest.raises(NotPermitted):
            actions.execute(town.who(person), review, now=town.now)
    actions.execute(town.who("manager"), review, now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"state"}
