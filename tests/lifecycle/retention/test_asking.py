"""Open-ended records are shown, protected, and asked after until what they wait for happens."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.retention.test_retention_verbs import codes, due_on, work
from tests.lifecycle.town import LONG_AGO, TODAY
from tests.lifecycle.town import give as give_role

from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules import asking as decide
from muniment.lifecycle.retention.rules.asking import Asking

CASE = "case_closed"


def asked(town, by="manager"):
    return queries.to_ask(town.who(by), town.now.date())


def not_yet(town, scope, by="manager", reason="It goes on.", name=CASE):
    return actions.not_yet(town.who(by), scope, name=name, reason=reason, now=town.now)


def test_what_waits_is_listed_by_folder_with_what_it_waits_for_and_since_when(town):
    town.file(LONG_AGO, TODAY, where="HOU/CASE")
    town.file(LONG_AGO, where="HOU/SHUT")
    town.file(LONG_AGO)
    case, shut = sorted(queries.waiting_places(town.who("manager")), key=lambda one: one.file_class)
    assert (case.event, case.words, case.records, case.since) == (CASE, "case closed", 2, LONG_AGO)
    assert (shut.event, shut.words, shut.may_answer) == ("", "folder closed", False)


def test_it_is_asked_after_two_years_and_again_each_year(town):
    [one] = town.file(TODAY - timedelta(days=700), where="HOU/CASE")
    assert not asked(town)
    town.later(days=60)
    [case] = asked(town)
    assert case.folder == one.folder.reference
    not_yet(town, case.folder)
    assert not asked(town)
    town.later(days=300)
    assert not asked(town)
    town.later(days=70)
    assert [found.answer for found in asked(town)] == ["It goes on."]


def test_who_may_not_enter_the_event_is_not_asked(town):
    town.file(LONG_AGO, where="HOU/CASE")
    assert asked(town) and asked(town, "owner")
    assert not asked(town, "clerk") and not asked(town, "planner")
    give_role(town, "clerk", Role.TEAM_RECORDS_OFFICER, unit="HOU")
    assert asked(town, "clerk")


def test_yes_dates_the_records_and_nobody_is_asked_any_more(town):
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    said = {"name": CASE, "on": date(2025, 1, 31)}
    actions.record_event(town.who("owner"), one.folder.reference, **said, now=town.now)
    work(town)
    assert due_on(one) == date(2026, 1, 31) and not asked(town)


def test_an_answer_for_a_class_is_one_for_all_below_it(town):
    town.file(LONG_AGO, where="HOU/CASE")
    made = not_yet(town, "HOU")
    assert made.ask_again_on == add_period(TODAY, 1, "years") and not asked(town)
    [told] = audit.events(EventFilter(kind_prefix="retention:event:not_yet"))
    assert told.object_reference == "HOU"


def test_an_answer_that_means_nothing_is_refused_with_every_reason(town):
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    with pytest.raises(Refused) as refusal:
        not_yet(town, "HOU/REP", reason=" ")
    assert codes(refusal) == {"nothing_waits", "reason"}
    not_yet(town, one.reference)
    with pytest.raises(Refused) as refusal:
        not_yet(town, one.reference)
    assert codes(refusal) == {"answered"}
    with pytest.raises(NotPermitted):
        not_yet(town, one.reference, by="clerk")
    every = {"nothing_waits", "reason", "answered", "years", "same"}
    assert codes_in("retention/rules/asking.py") == every


def test_the_years_are_set_by_who_manages_rules(town):
    town.file(TODAY - timedelta(days=700), where="HOU/CASE")
    actions.set_asking(town.who("manager"), Asking(1, 3), now=town.now)
    assert queries.asking_terms() == Asking(1, 3) and asked(town)
    for wanted, expected in ((Asking(0, 51), {"years"}), (Asking(1, 3), {"same"})):
        with pytest.raises(Refused) as refusal:
            actions.set_asking(town.who("manager"), wanted, now=town.now)
        assert codes(refusal) == expected
    with pytest.raises(NotPermitted):
        actions.set_asking(town.who("owner"), Asking(2, 2), now=town.now)


@given(
    st.dates(date(1950, 1, 1), date(2030, 1, 1)),
    st.lists(st.dates(date(1950, 1, 1), date(2040, 1, 1)), max_size=4),
    st.builds(Asking, st.integers(1, 50), st.integers(1, 50)),
)
def test_it_is_never_asked_before_the_time_nor_before_an_answer_says(since, answers, terms):
    on = decide.ask_on(since, answers, terms)
    assert on >= add_period(since, terms.first_years, "years")
    assert all(on >= one for one in answers)
    assert on in {add_period(since, terms.first_years, "years"), *answers}
