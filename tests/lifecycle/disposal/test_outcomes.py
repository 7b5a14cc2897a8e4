"""Outcomes of a review that leave no work undone: another rule, and keeping for transfer."""

from datetime import date

import pytest
from tests.lifecycle.town import LONG_AGO, TODAY, give

from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.types import Outcome
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.models import Disposition
from muniment.lifecycle.retention.rules.transferring import Receipt

WHY = "It says more than its class"


def decided(town, outcome, *, papers=2, by="manager", **more):
    """Records of a signed review of which this was decided, and the review."""
    found = town.file(*[LONG_AGO] * papers)
    names = [one.reference for one in found]
    who = town.who("manager")
    [review] = actions.propose(who, records=names, title="T", reason="Up", now=town.now).reviews
    for name in names:
        said = {"outcome": outcome, "note": WHY, "now": town.now, **more}
        actions.set_item(town.who(by), review, name, **said)
    for one in ("manager2", "owner"):
        actions.approve(town.who(one), review, now=town.now)
    return [fresh(one) for one in found], review


def fresh(one):
    return Record.objects.get(pk=one.pk)


def codes(refusal):
    return {one.code for one in refusal.value.reasons}


def propose(town, *found):
    return actions.propose(
        town.who("manager2"),
        records=[one.reference for one in found],
        title="Again",
        reason="Up",
        now=town.now,
    )


def test_another_rule_that_is_named_is_in_force_with_the_last_signature(town):
    [one, _], review = decided(town, Outcome.CHANGE_RULE, new_rule="MOVE-2")
    assert (one.rule, one.due_action) == ("MOVE-2", "transfer")
    assert one.due_on == date(2012, 3, 15)
    said = queries.explain(town.who("manager"), one.reference).sentence
    assert f"given rule MOVE-2 by itself in {review} ({WHY})" in said
    assert queries.waiting_for_rule(town.who("manager")).count() == 0
    # Its class and the dates of all the rest change; it keeps its own.
    retention.recalculate(file_class="HOU")
    assert fresh(one).rule == "MOVE-2"


def test_another_rule_that_nobody_named_waits_to_be_set_and_protects_meanwhile(town):
    [one, other], review = decided(town, Outcome.CHANGE_RULE)
    assert (one.rule, one.due_on) == ("undecided", None)
    assert list(queries.waiting_for_rule(town.who("manager"))) == [one, other]
    assert queries.waiting_since(town.who("manager"), review) == 2
    assert queries.waiting_since(town.who("planner"), review) == 0  # of what they may not see
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) >= {"no_rule", "open_ended"}
    retention.recalculate(file_class="HOU")
    assert fresh(one).due_on is None
    done = retention.give_rule(
        town.who("manager"), one.reference, "CASE-1", reason="It is a case", now=town.now
    )
    assert done == [one.reference] and fresh(one).rule == "CASE-1"
    assert list(queries.waiting_for_rule(town.who("manager"))) == [other]
    assert [row.kind for row in queries.dispositions_of(one.reference)] == ["rule", "rule_to_set"]


def test_a_rule_is_set_for_all_that_wait_in_a_folder_or_a_class_or_is_that_of_the_class(town):
    found, _ = decided(town, Outcome.CHANGE_RULE, papers=3)
    manager = town.who("manager")
    for scope in ("PLA", town.folder("PLA").reference, town.file(LONG_AGO)[0].reference):
        with pytest.raises(Refused) as refusal:
            retention.give_rule(manager, scope, "KEEP", reason="So", now=town.now)
        assert codes(refusal) == {"nothing"}
    done = retention.give_rule(manager, "HOU", "-", reason="It was right", now=town.now)
    assert len(done) == 3 and {fresh(one).rule for one in found} == {"REP-6"}
    assert fresh(found[0]).due_on == date(2016, 3, 15)
    again = [fresh(one) for one in found]
    assert propose(town, *again).records == 3


def test_a_class_that_is_given_another_rule_settles_it_too(town):
    [one, _], review = decided(town, Outcome.CHANGE_RULE)
    terms = ClassTerms("HOU/REP", title="Repairs", rule="MOVE-2")
    fileplan.change_class(SETUP, "HOU/REP", terms=terms, now=town.now)
    retention.recalculate(file_class="HOU/REP")
    assert fresh(one).rule == "MOVE-2"
    assert queries.waiting_since(town.who("manager"), review) == 0


def test_a_rule_is_not_set_by_those_who_may_not_or_as_it_was_or_without_a_reason(town):
    [one, _], _ = decided(town, Outcome.CHANGE_RULE)
    manager = town.who("manager")
    with pytest.raises(Refused) as refusal:
        retention.give_rule(manager, one.reference, "REP-6", reason=" ", now=town.now)
    assert codes(refusal) == {"same", "reason"}
    with pytest.raises(Refused) as refusal:
        retention.give_rule(manager, one.reference, "NOPE", reason="So", now=town.now)
    assert codes(refusal) == {"rule"}
    with pytest.raises(Refused):
        retention.give_rule(town.who("owner"), one.reference, "KEEP", reason="So", now=town.now)
    assert fresh(one).rule == "undecided"


def test_whoever_does_not_manage_rules_names_none(town):
    with pytest.raises(Refused) as refusal:
        decided(town, Outcome.CHANGE_RULE, by="owner", new_rule="KEEP")
    assert codes(refusal) == {"rule_not_permitted"}
    [one, _], _ = decided(town, Outcome.CHANGE_RULE, by="owner")
    assert one.rule == "undecided"


def test_a_rule_that_is_retired_before_the_last_signature_is_still_to_be_set(town):
    [one] = town.file(LONG_AGO)
    manager = town.who("manager")
    [review] = propose(town, one).reviews
    said = {"outcome": Outcome.CHANGE_RULE, "new_rule": "CASE-1", "note": WHY, "now": town.now}
    actions.set_item(manager, review, one.reference, **said)
    retention.retire_rule(SETUP, "CASE-1", reason="Old", now=town.now)
    for who in ("manager", "owner"):
        actions.approve(town.who(who), review, now=town.now)
    assert fresh(one).rule == "undecided"
    assert queries.waiting_since(manager, review) == 1


def test_what_is_kept_for_transfer_is_listed_for_it_and_protected(town):
    [one, other], review = decided(town, Outcome.TRANSFER)
    manager = town.who("manager")
    assert (one.rule, one.due_action, one.due_on) == ("REP-6", "transfer", TODAY)
    assert set(queries.due_for_transfer(manager, TODAY)) == {one, other}
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"action"}
    retention.recalculate(rule="REP-6")
    assert fresh(one).due_action == "transfer"
    found = queries.explain(manager, one.reference)
    assert f"decided in {review} to keep it for transfer" in found.sentence
    assert found.moments[-1].what == "Decided to keep it for transfer"
    retention.finish_transfer(
        manager, Receipt("AC/1", TODAY, "The archive"), records=[one.reference], now=town.now
    )
    assert (fresh(one).due_action, fresh(one).due_on) == ("destroy", date(2016, 3, 15))
    assert list(queries.due_for_transfer(manager, TODAY)) == [other]
    row = Disposition.objects.get(scope=one.reference)
    assert "AC/1" in row.end_reason and row.review == review


def test_what_is_kept_for_transfer_can_be_decided_again(town):
    [one, other], _ = decided(town, Outcome.TRANSFER)
    for who, reason in (("clerk", "So"), ("owner", "So"), ("manager", " ")):
        with pytest.raises(Refused):
            retention.decide_again(town.who(who), one.reference, reason=reason, now=town.now)
    retention.decide_again(town.who("manager"), one.reference, reason="Refused", now=town.now)
    assert list(queries.due_for_transfer(town.who("manager"), TODAY)) == [other]
    assert propose(town, fresh(one)).records == 1
    with pytest.raises(Refused) as refusal:
        retention.decide_again(town.who("manager"), one.reference, reason="So", now=town.now)
    assert codes(refusal) == {"nothing"}


def test_rules_are_set_in_the_part_of_the_file_plan_that_a_role_reaches(town):
    [one, _], _ = decided(town, Outcome.CHANGE_RULE)
    give(town, "planner", Role.RECORDS_MANAGER, file_class="PLA")
    give(town, "planner", Role.STAFF)
    with pytest.raises(Refused) as refusal:
        retention.give_rule(town.who("planner"), one.reference, "KEEP", reason="So", now=town.now)
    assert codes(refusal) == {"not_permitted"}
