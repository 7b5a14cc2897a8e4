"""Where the rules of standing approvals begin and end, and at which field a refusal stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.refusals import told

from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.rules import Routine, StandingDraft, StandingFacts
from muniment.lifecycle.disposal.types import StandingState

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 21)
DAY, YEAR = timedelta(days=1), timedelta(days=366)
DRAFT = StandingDraft(
    title="x" * 200,
    classes=("HOU/REP",),
    rules=("REP-6",),
    reason="x" * 1000,
    authority="x" * 300,
    from_on=TODAY,
    until_on=TODAY + YEAR,
    most_a_day=5_000,
)
FACTS = StandingFacts(StandingState.PROPOSED, "P-1", 4, TODAY, TODAY)


def propose(**change):
    draft = replace(DRAFT, **change)
    return told(
        rules.reasons_not_to_propose_standing(draft, routine=("REP-6", "REP-7"), today=TODAY)
    )


def test_a_standing_approval_says_as_much_and_lasts_as_long_as_it_may():
    assert propose() == propose(most_a_day=1, until_on=TODAY) == []
    assert propose(rules=("REP-6", "REP-7")) == []


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("title at title", {"title": " "}),
        ("title at title", {"title": "x" * 201}),
        ("reason at reason", {"reason": " "}),
        ("reason at reason", {"reason": "x" * 1001}),
        ("authority at authority", {"authority": " "}),
        ("authority at authority", {"authority": "x" * 301}),
        ("classes at classes", {"classes": ()}),
        ("rules at rules", {"rules": ()}),
        ("not_routine at rules", {"rules": ("REP-6", "LEG-1")}),
        ("most_a_day at most_a_day", {"most_a_day": 0}),
        ("most_a_day at most_a_day", {"most_a_day": 5_001}),
        ("from_on at from_on", {"from_on": TODAY - DAY, "until_on": TODAY}),
        ("until_on at until_on", {"until_on": TODAY - DAY}),
        ("too_long at until_on", {"until_on": TODAY + YEAR + DAY}),
    ],
)
def test_each_reason_alone_keeps_it_from_being_proposed(why, change):
    assert propose(**change) == [why]


def approve(person="P-2", seen=4, **change):
    facts = replace(FACTS, **change)
    return told(
        rules.reasons_not_to_approve_standing(facts, person, seen_version=seen, today=TODAY)
    )


def test_somebody_else_approves_what_they_have_read_while_it_is_proposed():
    assert approve() == approve(seen=None) == []
    assert approve(state=StandingState.IN_FORCE) == ["standing_state"]
    assert approve(seen=3) == ["changed"]
    assert approve(person="P-1") == ["own_proposal"]
    assert approve(until_on=TODAY - DAY) == ["over"]


def test_it_stops_after_its_last_day_and_for_each_rule_and_role_that_is_gone():
    def stop(**change):
        return told(rules.reasons_to_stop(replace(FACTS, **change), today=TODAY))

    assert stop() == []
    assert stop(until_on=TODAY - DAY) == ["over"]
    gone = {"rules_gone": ("REP-6", "REP-7"), "lapsed": ("Ada",)}
    assert stop(**gone) == ["rule_gone", "rule_gone", "role_lost"]


def test_it_is_ended_once_and_with_a_reason():
    def finish(state, reason="Done"):
        return told(rules.reasons_not_to_end_standing(state, reason=reason))

    assert finish(StandingState.PROPOSED) == finish(StandingState.IN_FORCE) == []
    assert finish(StandingState.ENDED) == ["ended"]
    assert finish(StandingState.IN_FORCE, " ") == ["reason at reason"]


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("not_standing", {"stands": False}),
        ("vital", {"vital": True}),
        ("of_value", {"of_value": True}),
        ("linked", {"linked": True}),
        ("in_review", {"in_review": True}),
    ],
)
def test_each_reason_alone_asks_for_a_decision_by_somebody(why, change):
    ephemera = Routine(stands=True)
    assert told(rules.reasons_not_routine(ephemera)) == []
    assert told(rules.reasons_not_routine(ephemera, held=True)) == ["held"]
    assert told(rules.reasons_not_routine(replace(ephemera, **change))) == [why]


def test_what_is_left_out_is_counted_by_every_reason():
    both = rules.reasons_not_routine(Routine(stands=True, vital=True), held=True)
    held = rules.reasons_not_routine(Routine(stands=True), held=True)
    assert list(rules.counted([both, [], held]).items()) == [("held", 2), ("vital", 1)]
