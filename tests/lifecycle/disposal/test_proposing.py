"""Which records come into a review, and what is said of the others."""

from datetime import date, timedelta

import pytest
from tests.lifecycle.town import LONG_AGO, TODAY, give

from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.holds import actions as holds


def propose(town, *given, by="manager", **more):
    said = {"title": "Old papers", "reason": "They are due", **more}
    if given:
        said["records"] = [one.reference for one in given]
    return actions.propose(town.who(by), now=town.now, **said)


def codes(refusal) -> set[str]:
    return {one.code for one in refusal.value.reasons}


def test_all_that_is_due_in_a_class_is_proposed_and_nothing_else(town):
    due = town.file(LONG_AGO, LONG_AGO)
    town.file(TODAY)
    town.file(LONG_AGO, where="PLA")
    made = propose(town, file_class="HOU")
    [review] = Review.objects.all()
    assert (made.reviews, made.records, made.left_out) == ((review.reference,), 2, ())
    assert {item.record_id for item in review.items.all()} == {one.pk for one in due}


def test_there_is_one_review_for_each_owner(town):
    town.file(LONG_AGO, LONG_AGO)
    town.file(LONG_AGO, where="PLA")
    made = propose(town)
    scopes = {one.owner_scope: one.items.count() for one in Review.objects.all()}
    assert scopes == {"class:HOU": 2, "class:PLA": 1}
    assert len(made.reviews) == 2


def test_the_nearest_owner_counts(town):
    give(town, "planner", Role.INFORMATION_ASSET_OWNER, file_class="HOU/REP")
    propose(town, *town.file(LONG_AGO))
    assert Review.objects.get().owner_scope == "class:HOU/REP"


def test_every_record_that_is_left_out_is_named_with_its_reasons(town):
    [good] = town.file(LONG_AGO)
    [young] = town.file(TODAY)
    [orphan] = town.file(LONG_AGO, where="ORP")
    [kept] = town.file(LONG_AGO, where="HOU/OLD")
    [moved] = town.file(LONG_AGO, where="HOU/MIN")
    [waiting] = town.file(LONG_AGO, where="HOU/CASE")
    made = propose(town, good, young, orphan, kept, moved, waiting)
    said = {left.record: [one.code for one in left.reasons] for left in made.left_out}
    assert said == {
        young.reference: ["not_due"],
        orphan.reference: ["no_owner"],
        kept.reference: ["action", "open_ended"],
        moved.reference: ["action"],
        waiting.reference: ["open_ended"],
    }
    assert made.records == 1


def test_where_nothing_is_left_everything_is_refused_and_the_refusal_is_on_the_record(town):
    [young] = town.file(TODAY)
    with pytest.raises(Refused) as refusal:
        propose(town, young)
    assert codes(refusal) == {"not_due"}
    assert not Review.objects.exists()
    assert audit.events(limit=1)[0].kind == "disposal:review:propose:refused"


def test_a_record_is_in_one_open_review_at_most(town):
    [one] = town.file(LONG_AGO)
    propose(town, one)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"in_review"}
    with pytest.raises(Refused) as refusal:
        propose(town)
    assert codes(refusal) == {"nothing"}


def test_a_rejected_or_withdrawn_review_frees_its_records(town):
    [one] = town.file(LONG_AGO)
    [first] = propose(town, one).reviews
    actions.reject(town.who("owner"), first, reason="Look again", now=town.now)
    [second] = propose(town, one).reviews
    actions.withdraw(town.who("manager"), second, reason="Mistake", now=town.now)
    propose(town, one)


def test_a_record_is_listed_from_the_day_it_falls_due_and_not_before(town):
    six_years_to_tomorrow = date(2020, 11, 22)
    [one] = town.file(six_years_to_tomorrow)
    with pytest.raises(Refused):
        propose(town, one)
    town.later(hours=20)
    propose(town, one)


def test_held_records_are_left_out_in_words_fit_for_the_reader(town):
    [one] = town.file(LONG_AGO)
    holds.place(
        town.who("manager"),
        name="Claim",
        kind="litigation",
        reason="Claim",
        authority="Court",
        records=[one.reference],
        now=town.now,
    )
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"held"}


def test_records_under_a_retired_rule_are_not_proposed(town):
    from muniment.lifecycle.retention import actions as retention

    [one] = town.file(LONG_AGO)
    retention.retire_rule(town.who("manager"), "REP-6", reason="Superseded", now=town.now)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert "no_rule" in codes(refusal)


def test_the_future_no_title_and_no_reason_are_refused_together(town):
    with pytest.raises(Refused) as refusal:
        propose(town, title="", reason="", on=TODAY + timedelta(days=1))
    assert codes(refusal) == {"title", "reason", "future"}


def test_whoever_does_not_manage_records_cannot_propose(town):
    [one] = town.file(LONG_AGO)
    for person in ("clerk", "owner", "auditor", "admin"):
        with pytest.raises(NotPermitted):
            propose(town, one, by=person)


def test_a_record_that_one_cannot_see_does_not_exist(town):
    with pytest.raises(Refused) as refusal:
        propose(town, records=["R-00000-00000"])
    assert codes(refusal) == {"not_found"}


def test_an_owner_who_is_also_a_manager_cannot_propose_what_only_they_could_approve(town):
    give(town, "planner", Role.RECORDS_MANAGER)
    [one] = town.file(LONG_AGO, where="PLA")
    with pytest.raises(Refused) as refusal:
        propose(town, one, by="planner")
    assert codes(refusal) == {"owner_is_proposer"}


def test_reviews_are_shown_to_those_who_have_to_do_with_them(town):
    [review] = propose(town, *town.file(LONG_AGO)).reviews
    assert [one.reference for one in queries.reviews(town.who("owner"))] == [review]
    assert queries.reviews(town.who("planner")) == []
    assert [one.reference for one in queries.awaiting(town.who("owner"))] == [review]
    assert queries.awaiting(town.who("manager")) == []
    with pytest.raises(NotFound):
        queries.review_named(town.who("planner"), review)
    with pytest.raises(NotPermitted):
        queries.reviews(town.who("clerk"))


def test_a_record_moved_out_of_reach_keeps_its_owner_of_now(town):
    [one] = town.file(LONG_AGO)
    target = town.folder("PLA")
    records.move_record(
        town.who("manager"), one.reference, folder=target.reference, reason="Misfiled", now=town.now
    )
    propose(town, one)
    assert Review.objects.get().owner_scope == "class:PLA"
