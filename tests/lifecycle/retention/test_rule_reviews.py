"""Rules older than an interval go to their owners: keep, change or retire [RET-07]."""

from datetime import date

import pytest
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import RULES, give

from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices.models import Notice
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules import reviewing as rules
from muniment.lifecycle.retention.rules.reviewing import RuleOutcome, RuleReviewed

KEEP, CHANGE, RETIRE = RuleOutcome


@pytest.fixture
def reviewing(town):
    """A town that looks at its rules every 24 months: all of them are long due."""
    actions.set_review_interval(town.who("manager"), 24, now=town.now)
    give(town, "owner", Role.STAFF)
    return town


def listed(town, who="manager", **more):
    found = queries.rules_to_review(town.who(who), now=town.now, **more)
    return {one.code: one for one in found}


def review(town, outcome, who="owner", code="REP-6", note="Looked at"):
    return actions.review_rule(town.who(who), code, outcome, note=note, now=town.now)


def test_nothing_is_to_be_reviewed_before_an_interval_is_set(town):
    assert listed(town) == {}
    with pytest.raises(Refused) as refusal:
        review(town, KEEP, "manager")
    assert codes(refusal) == {"not_set"}


def test_what_is_old_is_listed_with_its_owners_and_how_late_it_is(reviewing):
    one = listed(reviewing)["REP-6"]
    assert (one.since, one.due_on) == (date(2018, 5, 25), date(2020, 5, 25))
    assert one.days_overdue == (date(2026, 11, 21) - date(2020, 5, 25)).days
    assert one.owners == ("OWNER", "OWNER2", "PLANNER")
    assert set(listed(reviewing, "owner", only_mine=True)) == {
        *("REP-6", "CASE-1", "KEEP", "MOVE-2", "SHUT-3")
    }
    assert set(listed(reviewing, "planner", only_mine=True)) == {"REP-6"}
    assert not any(one.may_review for one in listed(reviewing, "clerk").values())


def test_what_is_kept_is_due_again_after_the_interval(reviewing):
    review(reviewing, KEEP)
    assert "REP-6" not in listed(reviewing)
    with pytest.raises(Refused) as refusal:
        review(reviewing, KEEP)
    assert codes(refusal) == {"same"}
    reviewing.later(days=2 * 366)
    assert listed(reviewing)["REP-6"].since == date(2026, 11, 21)


def test_what_is_to_be_changed_or_retired_stays_listed_until_it_is_done(reviewing):
    review(reviewing, CHANGE, note="Six is too long")
    assert listed(reviewing)["REP-6"].pending == "change"
    told = Notice.objects.get(kind="rule_reviewed", person__username="manager")
    assert "Six is too long" in told.words
    changed = {**RULES[0], "period": "5", "valid_from": "2026-11-21"}
    actions.import_rules(SETUP, [changed], now=reviewing.now)
    assert "REP-6" not in listed(reviewing)
    review(reviewing, RETIRE, code="CASE-1")
    assert listed(reviewing)["CASE-1"].pending == "retire"
    actions.retire_rule(SETUP, "CASE-1", reason="Reviewed", now=reviewing.now)
    assert "CASE-1" not in listed(reviewing)


def test_owners_are_told_once_and_managers_of_what_nobody_owns(reviewing):
    assert actions.ask_for_reviews(now=reviewing.now) > 0
    assert actions.ask_for_reviews(now=reviewing.now) == 0
    told = Notice.objects.filter(kind="rule_to_review", about="rule:REP-6")
    assert {one.person.username for one in told} == {"owner", "owner2", "planner"}


def test_reviews_are_refused_for_every_reason(reviewing):
    with pytest.raises(Refused) as refusal:
        review(reviewing, KEEP, "clerk", note=" ")
    assert codes(refusal) == {"not_owner", "note"}
    actions.retire_rule(SETUP, "KEEP", reason="Old", now=reviewing.now)
    with pytest.raises(Refused) as refusal:
        review(reviewing, KEEP, "manager", code="KEEP")
    assert codes(refusal) == {"not_in_force"}
    for months, why in ((24, "same"), (-1, "months"), (241, "months")):
        with pytest.raises(Refused) as refusal:
            actions.set_review_interval(reviewing.who("manager"), months, now=reviewing.now)
        assert codes(refusal) == {why}


def test_a_review_of_an_earlier_version_leaves_nothing_to_be_done():
    before = RuleReviewed(1, CHANGE, date(2026, 1, 1))
    assert rules.pending_of(1, [before]) == "change"
    assert rules.pending_of(2, [before]) == ""
    kept = RuleReviewed(1, KEEP, date(2026, 2, 1))
    assert rules.pending_of(1, [before, kept]) == ""
    assert rules.last_looked_at(1, date(2018, 1, 1), [before, kept]) == date(2026, 2, 1)


def figures(town, who="manager"):
    whole, by_owner = queries.rules_looked_at(town.who(who), now=town.now)
    return whole, {one.owner: (one.in_time, one.rules) for one in by_owner}


def test_how_many_rules_were_looked_at_in_time_is_told_in_all_and_by_owner(reviewing):
    whole, owners = figures(reviewing)
    every = whole.rules
    assert (whole.in_time, whole.percent) == (0, 0) and every == len(RULES)
    housing = owners["OWNER"][1]
    assert owners["OWNER"] == owners["OWNER2"] == (0, housing) and owners["PLANNER"] == (0, 1)
    review(reviewing, KEEP)
    review(reviewing, CHANGE, code="CASE-1")
    whole, owners = figures(reviewing)
    assert (whole.in_time, whole.rules) == (2, every)
    assert whole.percent == 200 // every
    assert owners["OWNER"] == (2, housing) and owners["PLANNER"] == (1, 1)


def test_no_figure_is_told_before_an_interval_is_set(town):
    whole, owners = figures(town)
    assert (whole.rules, whole.percent, owners) == (0, None, {})


def test_what_nobody_owns_is_counted_and_stands_last(reviewing):
    RoleHeld.objects.filter(person__username__in=("owner", "owner2")).delete()
    _, owners = figures(reviewing)
    assert list(owners) == ["PLANNER", ""]
    assert owners[""][1] == len(RULES) - owners["PLANNER"][1]


def test_the_share_is_never_rounded_up():
    assert rules.LookedAt(None, 200, 199).percent == 99
    assert rules.LookedAt(None, 200, 200).percent == 100
    assert rules.LookedAt(None, 0, 0).percent is None


@pytest.mark.parametrize(
    ("overdue", "pending", "in_time"),
    [(0, "", True), (1, "", False), (1, "change", True), (0, "retire", True)],
)
def test_a_rule_is_in_time_until_its_day_has_passed(overdue, pending, in_time):
    day = date(2026, 1, 1)
    line = rules.RuleToReview("A", "A", 1, day, day, overdue, pending, (), False)
    assert rules.is_in_time(line) is in_time
