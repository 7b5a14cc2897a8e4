"""Placing, extending and lifting holds; what they cover; who may know of them."""

from datetime import date, timedelta

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.town import LONG_AGO, TODAY, give

from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.holds import actions, queries, rules
from muniment.lifecycle.holds.models import Hold
from muniment.lifecycle.holds.types import HoldDraft, HoldState, Things
from muniment.lifecycle.retention import queries as retention


def place(town, by="manager", name="Smith claim", **scope) -> Hold:
    return actions.place(
        town.who(by),
        name=name,
        kind="litigation",
        reason="A claim was made",
        authority="Head of Legal",
        contact="Legal",
        now=town.now,
        **scope,
    )


def codes(refusal) -> set[str]:
    return {one.code for one in refusal.value.reasons}


def held(*numbers) -> set[int]:
    return set(queries.holding([one.pk for one in numbers]))


def test_a_hold_covers_a_record_a_folder_or_a_class_with_all_below_it(town):
    [alone, other], [case], [far] = (
        town.file(LONG_AGO, LONG_AGO),
        town.file(LONG_AGO, where="HOU/CASE"),
        town.file(LONG_AGO, where="PLA"),
    )
    everything = (alone, other, case, far)
    place(town, records=[alone.reference])
    assert held(*everything) == {alone.pk}
    place(town, folders=[town.folders["HOU/CASE"].reference])
    assert held(*everything) == {alone.pk, case.pk}
    place(town, classes=["HOU"])
    assert held(*everything) == {alone.pk, other.pk, case.pk}
    assert [len(some) for some in queries.holding([alone.pk, case.pk]).values()] == [2, 2]


def test_what_is_filed_later_in_a_held_class_or_folder_is_held(town):
    place(town, classes=["HOU"])
    [new] = town.file(LONG_AGO)
    assert queries.is_held(new.pk)


def test_lifting_one_hold_leaves_the_other_and_the_dates_as_they_were(town):
    [one] = town.file(LONG_AGO)
    due = one.due_on
    first, second = place(town, records=[one.reference]), place(town, classes=["HOU"])
    actions.lift(
        town.who("manager"), first.reference, reason="Settled", authority="Court", now=town.now
    )
    assert [hold.pk for hold in queries.holding([one.pk])[one.pk]] == [second.pk]
    one.refresh_from_db()
    assert one.due_on == due
    actions.lift(
        town.who("manager"), second.reference, reason="Over", authority="Court", now=town.now
    )
    assert not queries.is_held(one.pk)
    assert Hold.objects.count() == 2


def test_a_hold_can_be_put_on_more_until_it_is_lifted(town):
    [one] = town.file(LONG_AGO)
    hold = place(town, classes=["PLA"])
    manager = town.who("manager")
    actions.extend(
        manager, hold.reference, records=[one.reference], reason="More papers", now=town.now
    )
    assert queries.is_held(one.pk)
    with pytest.raises(Refused) as refusal:
        actions.extend(manager, hold.reference, reason="", now=town.now)
    assert codes(refusal) == {"nothing"}
    actions.lift(manager, hold.reference, reason="Over", authority="Court", now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.extend(manager, hold.reference, classes=["HOU"], reason="Again", now=town.now)
    assert codes(refusal) == {"lifted"}


def test_every_gap_in_a_hold_is_told_at_once():
    empty = HoldDraft("", "whim", "", "", review_on=TODAY - timedelta(days=1), case="C" * 101)
    reasons = rules.reasons_not_to_place(empty, Things(), today=TODAY)
    found = {one.code for one in reasons}
    assert found == {"name", "kind", "reason", "authority", "case", "review_on", "nothing"}
    lifted = rules.reasons_not_to_lift(HoldState.LIFTED, reason="", authority="")
    found |= {one.code for one in lifted}
    early = rules.reasons_not_to_confirm(
        HoldState.LIFTED, before=None, review_on=TODAY, reason=" ", today=TODAY
    )
    later = TODAY + timedelta(days=9)
    again = rules.reasons_not_to_confirm(
        HoldState.ACTIVE, before=later, review_on=later, reason="Asked", today=TODAY
    )
    assert [one.code for one in again] == ["same"]
    found |= {"same"}
    assert [one.code for one in early] == ["lifted", "reason", "review_on"]
    rubbish = Things(records=["x"] * 1_001, searches=["a"] * 21)
    found |= {one.code for one in rules.reasons_of_things(rubbish)}
    found |= {one.code for one in rules.reasons_of_search("a" * 99, ["There is nothing."])}
    found |= {one.code for one in rules.reasons_held(["H-1"], knows=True)}
    found |= {one.code for one in rules.reasons_held(["H-1"], knows=False)}
    # These have tests of their own, in test_closing.py.
    assert codes_in("holds/rules.py") - {"closed_on", "over", "days"} <= found


def test_a_hold_needs_the_right_at_everything_that_it_covers(town):
    [one], [far] = town.file(LONG_AGO), town.file(LONG_AGO, where="PLA")
    for person in ("clerk", "owner", "auditor", "admin"):
        with pytest.raises(Refused):
            place(town, by=person, records=[one.reference, far.reference])
    assert not Hold.objects.exists()
    with pytest.raises(NotPermitted):
        place(town, by="owner", records=[one.reference])


def test_things_that_do_not_exist_are_all_named(town):
    with pytest.raises(Refused) as refusal:
        place(town, records=["R-00000-00000", "R-11111-11111"])
    assert len(refusal.value.reasons) == 2


def test_who_may_not_know_of_a_hold_sees_no_sign_of_it(town):
    [one] = town.file(LONG_AGO)
    hold = place(town, records=[one.reference])
    for knows in ("manager", "owner", "auditor"):
        assert [each.pk for each in queries.holds(town.who(knows))] == [hold.pk]
    clerk = town.who("clerk")
    with pytest.raises(NotFound):
        queries.hold_named(clerk, hold.reference)
    with pytest.raises(NotPermitted):
        queries.holds(clerk)
    assert not queries.holds(town.who("planner"))
    assert queries.known_holds(clerk, one) == []
    [reason] = queries.reasons_not_to_alter(clerk, one)
    assert (reason.code, reason.message) == ("protected", rules.NEUTRAL)
    plain = retention.explain(clerk, one.reference)
    assert (plain.holds, "H-" in plain.sentence) == ((), False)
    told = retention.explain(town.who("owner"), one.reference)
    assert hold.name in told.sentence


def test_a_held_record_does_not_leave_its_place_but_one_held_by_itself_may(town):
    [one, other] = town.file(LONG_AGO, LONG_AGO)
    target = town.folder("PLA").reference
    place(town, records=[one.reference])

    def move(record):
        return records.move_record(
            town.who("manager"), record.reference, folder=target, reason="Misfiled", now=town.now
        )

    move(one)
    assert queries.is_held(one.pk)
    place(town, classes=["HOU/REP"])
    with pytest.raises(Refused) as refusal:
        move(other)
    assert "protected" in codes(refusal) or "held" in codes(refusal)


def test_placing_a_hold_takes_its_records_out_of_open_reviews(town):
    one, other = town.file(LONG_AGO, LONG_AGO)
    made = disposal.propose(
        town.who("manager"), file_class="HOU", title="Old", reason="Due", now=town.now
    )
    hold = place(town, records=[one.reference])
    states = dict(ReviewItem.objects.values_list("record", "state"))
    assert states == {one.pk: "held", other.pk: "proposed"}
    told = {event.kind: event for event in audit.events(limit=2)}
    assert set(told) == {"holds:hold:placed", "disposal:items:held"}
    assert made.reviews[0] in told["disposal:items:held"].object_reference
    assert hold.reference in told["holds:hold:placed"].object_reference
    actions.lift(
        town.who("manager"), hold.reference, reason="Over", authority="Court", now=town.now
    )
    again = disposal.propose(
        town.who("manager"), records=[one.reference], title="Again", reason="Due", now=town.now
    )
    assert again.records == 1


def test_a_record_that_is_going_can_no_longer_be_held(town):
    from tests.lifecycle.disposal.test_destroying import destroyed

    [one] = town.file(LONG_AGO)
    destroyed(town, one)
    with pytest.raises(Refused) as refusal:
        place(town, records=[one.reference])
    assert codes(refusal) == {"too_late"}


def test_the_size_of_a_hold_counts_each_record_once(town):
    some = town.file(LONG_AGO, LONG_AGO, date(2025, 1, 1))
    hold = place(
        town,
        records=[some[0].reference],
        folders=[town.folders["HOU/REP"].reference],
        classes=["HOU"],
    )
    assert queries.covered(town.who("manager"), hold).count() == 3


def test_no_name_of_a_hold_enters_the_log(town):
    [one] = town.file(LONG_AGO)
    place(town, name="Smith against the council", records=[one.reference])
    assert not any("Smith" in event.canonical for event in audit.events())


def test_holds_are_listed_by_state_kind_and_what_is_to_be_looked_at_again(town):
    [one], [far] = town.file(LONG_AGO), town.file(LONG_AGO, where="PLA")
    first, second = place(town, records=[one.reference]), place(town, classes=["PLA"])
    manager = town.who("manager")
    assert list(queries.holds(manager)) == [second, first]
    assert list(queries.holds(manager, kind="audit")) == []
    assert list(queries.holds(town.who("planner"))) == [second]
    assert list(queries.holds(town.who("owner"))) == [first]
    words = {"reason": "Not heard yet", "now": town.now}
    actions.confirm(manager, first.reference, review_on=TODAY + timedelta(days=3), **words)
    assert not queries.holds(manager, late_on=TODAY + timedelta(days=2))
    assert list(queries.holds(manager, late_on=TODAY + timedelta(days=3))) == [first]
    actions.lift(manager, first.reference, reason="Over", authority="Court", now=town.now)
    assert not queries.holds(manager, late_on=TODAY + timedelta(days=3))
    assert list(queries.holds(manager, state=HoldState.LIFTED)) == [first]
    assert far.reference


def test_a_hold_is_confirmed_with_a_new_date_by_who_manages_holds_at_all_it_covers(town):
    [one] = town.file(LONG_AGO)
    hold = place(town, records=[one.reference], classes=["PLA"])
    on = TODAY + timedelta(days=90)
    words = {"reason": "Not heard yet", "review_on": on, "now": town.now}
    for who in ("owner", "auditor"):
        with pytest.raises(NotPermitted):
            actions.confirm(town.who(who), hold.reference, **words)
    with pytest.raises(Refused) as refusal:
        actions.confirm(
            town.who("manager"), hold.reference, reason="", review_on=TODAY, now=town.now
        )
    assert codes(refusal) == {"reason", "review_on"}
    actions.confirm(town.who("manager2"), hold.reference, **words)
    hold.refresh_from_db()
    told = (hold.review_on, hold.confirmed_by, hold.confirm_reason)
    assert told == (on, town.references["manager2"], "Not heard yet")
    assert audit.events(limit=1)[0].kind == "holds:hold:confirmed"


def test_a_hold_reaching_beyond_ones_role_is_lifted_by_nobody_of_that_role(town):
    give(town, "clerk", Role.RECORDS_MANAGER, unit="HOU")
    [one], [far] = town.file(LONG_AGO), town.file(LONG_AGO, where="PLA")
    hold = place(town, records=[one.reference, far.reference])
    words = {"reason": "Over", "authority": "Court", "now": town.now}
    with pytest.raises(NotPermitted):
        actions.lift(town.who("clerk"), hold.reference, **words)
    actions.lift(town.who("manager"), hold.reference, **words)
    with pytest.raises(Refused) as refusal:
        actions.lift(town.who("manager"), hold.reference, **words)
    assert codes(refusal) == {"lifted"}


def test_what_is_on_hold_is_not_edited_and_the_reason_is_fit_for_the_reader(town):
    [one] = town.file(LONG_AGO)
    place(town, folders=[town.folders["HOU/REP"].reference])
    give(town, "clerk", Role.TEAM_RECORDS_OFFICER)
    for who, code in (("clerk", "protected"), ("manager", "held")):
        with pytest.raises(Refused) as refusal:
            records.change_record(
                town.who(who), one.reference, changes={"title": "New"}, reason="x", now=town.now
            )
        assert codes(refusal) == {code}
    one.refresh_from_db()
    assert one.title == "Paper 1"
