"""Where the rules about channels that are not the body's own begin and end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.refusals import told

from muniment.holdings.channels import rules
from muniment.holdings.channels.types import CHANNELS, UseDraft, UseState

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
DRAFT = UseDraft("Signal", "x" * 300, "x" * 1000, TODAY, TODAY, "x" * 500)


def declare(**change):
    return told(rules.reasons_not_to_declare(replace(DRAFT, **change), today=TODAY))


def test_a_declaration_says_as_much_as_a_form_allows():
    assert declare() == declare(first_day=TODAY - DAY) == []
    assert declare(what="x", participants="x", why=f" {'x' * 500} ") == []
    assert all(declare(channel=one) == [] for one in CHANNELS)


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("channel at channel", {"channel": "signal"}),
        ("what at what", {"what": " "}),
        ("what at what", {"what": "x" * 301}),
        ("participants at participants", {"participants": " "}),
        ("participants at participants", {"participants": "x" * 1001}),
        ("why at why", {"why": " "}),
        ("why at why", {"why": "x" * 501}),
        ("last at last", {"last_day": TODAY - DAY}),
        ("last at last", {"last_day": TODAY + DAY}),
    ],
)
def test_each_gap_of_a_declaration_stands_at_its_field(why, change):
    assert declare(**change) == [why]


def end(state=UseState.DECLARED, to=UseState.EXPLAINED, **words):
    return told(rules.reasons_not_to_end(state, to, **words))


def test_a_use_ends_once_and_is_explained_in_words():
    assert end() == end(words="x" * 1000) == end(words=f" {'x' * 1000} ") == []
    assert end(to=UseState.TRANSFERRED) == []
    assert end(words=" ") == end(words="x" * 1001) == ["explanation at explanation"]
    closed = (UseState.TRANSFERRED, UseState.EXPLAINED)
    assert all(end(state, to) == ["closed"] for state in closed for to in closed)
    assert end(UseState.EXPLAINED, words="") == ["closed", "explanation at explanation"]


def test_who_comes_too_late_is_told_how_it_ended():
    for state, words in (
        (UseState.TRANSFERRED, "It is on the record already."),
        (UseState.EXPLAINED, "It is explained already."),
    ):
        [reason] = rules.reasons_not_to_end(state, UseState.EXPLAINED)
        assert reason.message == words


def test_people_are_given_a_day_to_a_year():
    assert rules.reasons_not_to_set_days(1) == rules.reasons_not_to_set_days(365) == []
    for days in (0, 366):
        assert told(rules.reasons_not_to_set_days(days)) == ["days at days"]


def test_days_are_counted_from_the_day_of_the_declaration():
    assert rules.due_on(TODAY, 20) == date(2026, 12, 11)
    assert rules.days_late(TODAY, UseState.DECLARED, TODAY) == 0
    assert rules.days_late(TODAY, UseState.DECLARED, TODAY + DAY) == 1
    assert rules.days_late(TODAY, UseState.DECLARED, TODAY - DAY) == 0
    assert rules.days_late(TODAY, UseState.TRANSFERRED, TODAY + DAY) == 0


def test_a_reminder_comes_on_the_day_and_each_time_that_as_many_have_gone_by():
    def number(days):
        return rules.reminder(TODAY, 10, TODAY + days * DAY)

    assert [number(days) for days in (-1, 0, 9, 10, 50, 59, 60)] == [None, 0, 0, 1, 5, 5, None]


SAID = UseDraft("Signal", "Roof", "Ann, Bob", date(2026, 3, 1), date(2026, 4, 2), "No network.")


def test_the_record_of_what_was_said_is_named_by_channel_people_and_days():
    assert rules.title_of(SAID) == "Signal: Ann, Bob, 1 March 2026 to 2 April 2026"
    assert rules.title_of(replace(SAID, last_day=SAID.first_day)) == (
        "Signal: Ann, Bob, 1 March 2026"
    )
    assert rules.title_of(replace(SAID, participants="x" * 600)) == f"Signal: {'x' * 492}"


def test_the_record_of_what_was_said_keeps_where_when_and_why():
    assert rules.moment_of(SAID) == datetime(2026, 4, 2, 12, tzinfo=UTC)
    assert rules.metadata_of(SAID) == {
        "channel": "Signal",
        "participants": "Ann, Bob",
        "first_day": "2026-03-01",
        "last_day": "2026-04-02",
        "why_this_channel": "No network.",
    }


def test_something_was_said_that_is_brought_over():
    assert rules.reasons_not_to_bring("x") == []
    assert told(rules.reasons_not_to_bring(" ")) == ["said at said"]
