"""One rule is in force per record; which, by which policy, and where rules clash is on screen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.retention.test_reading_rules import lasting
from tests.lifecycle.retention.test_retention_verbs import codes, due_on, work
from tests.lifecycle.town import LONG_AGO, RULES, TODAY

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.types import Dates
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.clashing import Policy, longest

SHORT = {**RULES[0], "code": "SHORT-1", "period": "1"}


def change(town, **terms):
    terms = ClassTerms("HOU/REP", title="Repairs", **terms)
    fileplan.change_class(SETUP, "HOU/REP", terms=terms, now=town.now)


@pytest.fixture
def nearer(town):
    """Repairs are under a rule of their own, shorter than that of Housing above them."""
    actions.import_rules(SETUP, [SHORT], now=town.now)
    change(town, rule="SHORT-1")
    return town


def settle(town, policy=Policy.LONGEST):
    actions.set_policy(town.who("manager"), policy, now=town.now)
    work(town)


def rule_of(one):
    one.refresh_from_db()
    return one.rule


def sentence(town, one):
    return queries.explain(town.who("manager"), one.reference).sentence


def test_the_nearest_rule_wins_until_the_body_says_otherwise(nearer):
    [one] = nearer.file(date(2020, 1, 1))
    assert (rule_of(one), due_on(one)) == ("SHORT-1", date(2021, 1, 1))
    assert "rule REP-6 would apply too, but the rule of the nearest" in sentence(nearer, one)
    settle(nearer)
    assert (rule_of(one), due_on(one)) == ("REP-6", date(2026, 1, 1))
    assert "rule SHORT-1 would apply too, but the rule that keeps" in sentence(nearer, one)
    settle(nearer, Policy.NEAREST)
    assert (rule_of(one), due_on(one)) == ("SHORT-1", date(2021, 1, 1))


def test_what_is_filed_later_is_settled_alike(nearer):
    settle(nearer)
    [one] = nearer.file(date(2020, 1, 1))
    assert (one.rule, one.due_on) == ("REP-6", date(2026, 1, 1))


def test_a_rule_that_comes_to_keep_longer_wins_by_itself(nearer):
    settle(nearer)
    [one] = nearer.file(date(2020, 1, 1))
    longer = replace(lasting(9), code="SHORT-1")
    actions.save_rule(nearer.who("manager"), longer, now=nearer.now)
    work(nearer)
    assert (rule_of(one), due_on(one)) == ("SHORT-1", date(2029, 1, 1))


def test_what_is_undecided_stays_so_under_either_policy(nearer):
    [one] = nearer.file(LONG_AGO, where="HOU/UND")
    settle(nearer)
    assert (rule_of(one), due_on(one)) == ("undecided", None)


def test_what_inherits_nothing_is_in_no_clash(nearer):
    change(nearer, rule="SHORT-1", inherits=False)
    listed = queries.clashes(nearer.who("manager"), TODAY)
    assert "HOU/REP" not in {one.file_class for one in listed}


def test_clashes_are_listed_with_both_rules_and_which_won(nearer):
    nearer.file(date(2020, 1, 1))
    listed = {one.file_class: one for one in queries.clashes(nearer.who("manager"), TODAY)}
    found = listed["HOU/REP"]
    assert (found.rule, found.beaten, found.in_force) == (
        "SHORT-1",
        (("REP-6", "HOU"),),
        (("SHORT-1", 1),),
    )
    assert "nearest" in found.why and "Undecided" in listed["HOU/UND"].why
    assert "HOU" not in listed and "PLA" not in listed
    settle(nearer)
    listed = {one.file_class: one for one in queries.clashes(nearer.who("manager"), TODAY)}
    assert listed["HOU/REP"].in_force == (("REP-6", 1),)


def test_a_rule_that_is_retired_or_has_run_out_is_listed(nearer):
    actions.retire_rule(nearer.who("manager"), "CASE-1", reason="Old", now=nearer.now)
    ended = [{**SHORT, "valid_to": "2026-11-20"}]
    actions.import_rules(SETUP, ended, now=nearer.now - timedelta(days=2))
    why = {one.file_class: one.why for one in queries.clashes(nearer.who("manager"), TODAY)}
    assert "retired" in why["HOU/CASE"] and "run out" in why["HOU/REP"]


def test_nobody_is_told_how_many_there_are_that_they_may_not_see(nearer):
    nearer.file(date(2020, 1, 1))
    listed = {one.file_class: one for one in queries.clashes(nearer.who("planner"), TODAY)}
    assert listed["HOU/REP"].in_force == ()


def test_the_policy_is_set_once_by_who_manages_rules(nearer):
    with pytest.raises(Refused) as refusal:
        settle(nearer, Policy.NEAREST)
    assert codes(refusal) == {"same"} == codes_in("retention/rules/clashing.py")
    with pytest.raises(NotPermitted):
        actions.set_policy(nearer.who("clerk"), Policy.LONGEST, now=nearer.now)


def test_for_good_is_longer_than_any_date_and_of_equals_the_nearest_wins():
    dated = Dates("A", 1, None, date(2090, 1, 1), "destroy")
    kept = Dates("B", 1, None, None, "keep")
    assert longest([("A", dated), ("B", kept)]) == "B"
    assert longest([("A", dated), ("C", dated)]) == "A"
