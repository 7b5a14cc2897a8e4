"""The days on which clocks start and end: each at its edge, and the calendar at its odd places."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.retention.test_dates import inputs, of_steps, terms

from muniment.foundation.kernel.dates import LAST_DATE, add_period
from muniment.holdings.records.types import Dates
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.rules import (
    dating,
)
from muniment.lifecycle.retention.types import (
    Action,
    CutOff,
    Leg,
    Period,
    Step,
    Trigger,
    YearEnd,
)

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def test_without_a_rule_in_force_nothing_is_said_but_the_name_of_the_rule():
    assert dating.compute(None, inputs(TODAY), rule="X") == Dates("X", None, None, None, "")
    assert dating.compute(None, inputs(TODAY)).rule == ""


def test_what_is_kept_for_good_counts_from_its_own_date_and_never_falls_due():
    kept = dating.compute(terms(None, action=Action.KEEP), inputs(TODAY))
    assert kept == Dates("R-1", 3, TODAY, None, "keep")


def test_what_is_dated_says_its_rule_its_version_its_start_its_end_and_what_happens():
    found = dating.compute(terms(Period(1, "years"), action=Action.REVIEW), inputs(TODAY))
    assert found == Dates("R-1", 3, TODAY, date(2027, 11, 21), "review")


def test_the_last_date_there_is_has_no_day_after():
    assert dating.may_destroy_from(LAST_DATE) == LAST_DATE
    assert dating.may_destroy_from(LAST_DATE - DAY) == LAST_DATE


def test_of_two_clocks_the_start_is_that_of_the_one_that_decides():
    life = rules.parse("destroy the later of 1 year after record_date and 9 years after event:end")
    of_rule, start = of_steps(*life), date(2020, 1, 1)
    ended = inputs(start, events={("end", ""): date(2021, 1, 1)})
    assert dating.start_of(of_rule, inputs(start)) is None
    assert dating.start_of(of_rule, ended).on == date(2021, 1, 1)
    clock = dating.clock_of(of_rule, ended)
    assert (clock.number, clock.step) == (0, life[0])
    assert [one.ends for one in clock.readings] == [date(2021, 1, 1), date(2030, 1, 1)]
    assert clock.decides is clock.readings[1]
    assert [one.exact for one in clock.readings] == [one.ends for one in clock.readings]
    assert {one.rounding for one in clock.readings} == {CutOff.NONE}
    waiting = dating.clock_of(of_rule, inputs(start)).readings[1]
    assert (waiting.leg, waiting.start, waiting.ends) == (life[0].legs[1], None, None)


def test_of_clocks_that_end_together_the_first_decides():
    year = Period(1, "years")
    legs = (Leg(Trigger.RECORD_DATE, year), Leg(Trigger.LAST_MODIFIED, year))
    clock = dating.clock_of(of_steps(Step(Action.DESTROY, legs)), inputs(TODAY))
    assert clock.decides is clock.readings[0]


def test_a_step_after_another_waits_for_the_day_on_which_that_was_done():
    life = rules.parse("review 1 year after record_date then destroy 2 years after previous_step")
    done = inputs(date(2020, 1, 1), steps_done=(date(2021, 5, 5),))
    assert dating.start_of(of_steps(*life), done).on == date(2021, 5, 5)
    twice = inputs(date(2020, 1, 1), steps_done=(date(2021, 5, 5), date(2022, 6, 6)))
    assert dating.start_of(of_steps(*life), twice).on == date(2022, 6, 6)
    first = of_steps(Step(Action.DESTROY, (Leg(Trigger.PREVIOUS_STEP, Period(1, "years")),)))
    assert dating.start_of(first, inputs(TODAY)) is None


def start(leg, **facts):
    found = dating.start_of(of_steps(Step(Action.DESTROY, (leg,))), inputs(TODAY, **facts))
    return found and (found.on, found.source)


def test_each_clock_starts_where_it_says():
    year = Period(1, "years")
    before, after = TODAY - DAY, TODAY + DAY
    own = "the date of the record (entered by hand)"
    closed = Leg(Trigger.FOLDER_CLOSED, year)
    gone = Leg(Trigger.SUPERSEDED, year)
    assert start(Leg(Trigger.RECORD_DATE, year)) == (TODAY, own)
    assert start(closed, folder_closed_on=after) == (after, "the day its folder was closed")
    assert start(closed, folder_closed_on=TODAY) == (TODAY, "the day its folder was closed")
    assert start(closed, folder_closed_on=before)[0] == TODAY
    assert start(gone, events={("superseded", ""): after}) == (after, "the day it was superseded")
    assert start(gone, events={("superseded", "contract"): after}) is None
    matched = Leg(Trigger.SUPERSEDED, year, "", "contract")
    assert start(matched, events={("superseded", "contract"): after})[0] == after
    event = Leg(Trigger.EVENT, year, "end")
    assert start(event, events={("end", ""): after}) == (after, "the day of the event “end”")
    field = Leg(Trigger.DATE_FIELD, year, "born")
    assert start(field, fields={"born": " 2001-05-03 "}) == (date(2001, 5, 3), "its “born”")
    assert start(field, fields={"other": "2001"}) is None
    changed = Leg(Trigger.LAST_MODIFIED, year)
    assert start(changed, modified_on=before) == (before, "the day it was last changed")
    assert start(changed)[0] == TODAY


def test_what_a_clock_waits_for_has_a_name_where_it_is_an_event():
    year = Period(1, "years")
    assert dating.event_of(Leg(Trigger.SUPERSEDED, year)) == "superseded"
    assert dating.event_of(Leg(Trigger.EVENT, year, "end")) == "end"
    assert dating.event_of(Leg(Trigger.DATE_FIELD, year, "born")) == ""
    assert dating.what_happens(Leg(Trigger.FOLDER_CLOSED, year)) == "the day its folder was closed"
    assert dating.what_happens(Leg(Trigger.SUPERSEDED, year)) == "the day it was superseded"
    assert dating.what_happens(Leg(Trigger.EVENT, year, "end")) == "the day of the event “end”"


@pytest.mark.parametrize(
    ("day", "ends", "last"),
    [
        (date(2026, 3, 31), YearEnd(3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), YearEnd(3, 31), date(2027, 3, 31)),
        (date(2027, 3, 1), YearEnd(2, 29), date(2028, 2, 29)),
        (date(2026, 3, 1), YearEnd(2, 29), date(2027, 2, 28)),
        (date(2026, 2, 28), YearEnd(2, 29), date(2026, 2, 28)),
        (date(9999, 4, 1), YearEnd(3, 31), LAST_DATE),
        (date(9999, 3, 1), YearEnd(3, 31), date(9999, 3, 31)),
    ],
)
def test_a_year_ends_on_its_day_or_on_the_last_of_its_month(day, ends, last):
    assert dating.end_of_year(day, ends) == last


def test_a_calendar_year_ends_in_december_whenever_the_financial_year_does():
    def cut(cut_off):
        step = Step(Action.DESTROY, (Leg(Trigger.RECORD_DATE, Period(1, "days")),), cut_off=cut_off)
        facts = inputs(date(2024, 2, 1), year_end=YearEnd(3, 31))
        return dating.start_of(of_steps(step), facts).on

    assert cut(CutOff.CALENDAR_YEAR) == date(2024, 12, 31)
    assert cut(CutOff.FINANCIAL_YEAR) == date(2024, 3, 31)
    assert cut(CutOff.MONTH) == date(2024, 2, 29)
    assert cut(CutOff.NONE) == date(2024, 2, 1)


def test_an_end_that_is_rounded_up_remembers_the_day_that_it_was_rounded_from():
    legs = (Leg(Trigger.RECORD_DATE, Period(1, "years")),)
    step = Step(Action.DESTROY, legs, rounding=CutOff.FINANCIAL_YEAR)
    facts = inputs(date(2025, 5, 1), year_end=YearEnd(6, 30))
    [reading] = dating.clock_of(of_steps(step), facts).readings
    assert (reading.start.on, reading.exact) == (date(2025, 5, 1), date(2026, 5, 1))
    assert (reading.ends, reading.rounding) == (date(2026, 6, 30), CutOff.FINANCIAL_YEAR)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2001-05-03", date(2001, 5, 3)),
        (" 2001-05 ", date(2001, 5, 31)),
        ("2001-02", date(2001, 2, 28)),
        ("2001", date(2001, 12, 31)),
        ("2001-02-29", None),
        ("2001-13", None),
        ("2001-00", None),
        ("0000", None),
        ("May 2001", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_late_as_it_can_be_meant(text, day):
    assert dating.day_in(text) == day


def test_the_source_of_a_date_is_told_even_where_nobody_knows_it():
    def source(said, **facts):
        known = replace(inputs(TODAY, **facts), record_date_source=said)
        trigger = Trigger.LAST_MODIFIED if facts else Trigger.RECORD_DATE
        return dating.start_of(terms(Period(1, "years"), trigger), known).source

    captured = "the day it was captured, because its file had no date that can be trusted"
    assert source("captured") == captured
    assert source("") == "the date of the record (source unknown)"
    assert source("oracle") == "the date of the record (oracle)"
    without = "the date of the record, which has no date of change (entered by hand)"
    assert source("given", fields={"x": "y"}) == without


def test_a_period_is_never_negative_and_has_a_unit_that_is_known():
    with pytest.raises(ValueError, match="negative"):
        add_period(TODAY, -1, "days")
    with pytest.raises(ValueError, match="unit"):
        add_period(TODAY, 1, "weeks")
    assert add_period(TODAY, 0, "days") == add_period(TODAY, 0, "years") == TODAY
    assert add_period(LAST_DATE - DAY, 1, "days") == LAST_DATE
    assert add_period(LAST_DATE, 1, "days") == add_period(LAST_DATE, 1, "months") == LAST_DATE
    assert add_period(date(9999, 11, 30), 1, "months") == date(9999, 12, 30)
    assert add_period(date(2026, 11, 30), 1, "months") == date(2026, 12, 30)
    assert add_period(date(2026, 12, 31), 2, "months") == date(2027, 3, 1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 40_000))
def test_a_period_of_days_is_that_many_days(start_on, days):
    assert (add_period(start_on, days, "days") - start_on).days == days
