"""Nothing is ever due early: the arithmetic of rules, for every date that a record can have."""

import calendar
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import LAST_DATE
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import (
    Action,
    ClockInputs,
    Leg,
    Period,
    RuleTerms,
    Step,
    Trigger,
)

pytestmark = pytest.mark.once

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
DATES = st.dates(FIRST, LAST)
PERIODS = st.one_of(
    st.builds(Period, st.integers(1, 100), st.just("years")),
    st.builds(Period, st.integers(1, 1_200), st.just("months")),
    st.builds(Period, st.integers(1, 36_600), st.just("days")),
)


def terms(period: Period | None, trigger=Trigger.RECORD_DATE, action=Action.DESTROY, event=""):
    legs = (Leg(trigger, period, event),) if period else ()
    return of_steps(Step(action, legs))


def of_steps(*steps: Step) -> RuleTerms:
    return RuleTerms("R-1", 3, "Repairs", "Limitation Act 1980 s.5", steps)


def inputs(record_date: date, **more) -> ClockInputs:
    return ClockInputs(record_date, "given", **more)


def anniversary(start: date, years: int) -> date:
    """Written another way than the code: the same day of that year, or else 1 March."""
    year = start.year + years
    if start.month == 2 and start.day == 29 and not calendar.isleap(year):
        return date(year, 3, 1)
    return date(year, start.month, start.day)


@pytest.mark.parametrize("years", [1, 6, 100])
def test_a_period_of_years_ends_on_the_anniversary_for_every_date_of_three_centuries(years):
    of_rule = terms(Period(years, "years"))
    day = FIRST
    while day <= LAST:
        assert rules.compute(of_rule, inputs(day)).due_on == anniversary(day, years)
        day += timedelta(days=1)


@pytest.mark.fault
@pytest.mark.skipif("MUNIMENT_FAULT_N" not in os.environ, reason="minutes long: make test-faults")
@pytest.mark.parametrize("decade", range(10))
def test_every_period_of_a_century_ends_on_the_anniversary_for_every_date(decade):
    for years in range(10 * decade + 1, 10 * decade + 11):
        of_rule, day = terms(Period(years, "years")), FIRST
        while day <= LAST:
            assert rules.compute(of_rule, inputs(day)).due_on == anniversary(day, years)
            day += timedelta(days=1)


@given(DATES, st.integers(1, 100))
def test_a_period_of_years_is_never_shorter_than_that_many_times_365_days(start, years):
    due = rules.compute(terms(Period(years, "years")), inputs(start)).due_on
    assert due is not None
    assert (due - start).days >= 365 * years
    assert (due.year - start.year, (due.month, due.day) >= (start.month, start.day)) == (
        years,
        True,
    )


@given(DATES, st.integers(1, 1_200))
def test_a_period_of_months_ends_on_the_same_day_of_the_month_or_on_the_first_after(start, months):
    due = rules.compute(terms(Period(months, "months")), inputs(start)).due_on
    assert due is not None
    passed = (due.year - start.year) * 12 + due.month - start.month
    if due.day == start.day and passed == months:
        return
    # The month is too short for the day: later rather than earlier.
    assert due.day == 1
    assert passed == months + 1
    assert start.day > calendar.monthrange(*_month_before(due))[1]


def _month_before(day: date) -> tuple[int, int]:
    last = day.replace(day=1) - timedelta(days=1)
    return last.year, last.month


@given(DATES, PERIODS, PERIODS)
def test_a_longer_period_never_ends_earlier(start, one, other):
    if one.unit != other.unit:
        return
    shorter, longer = sorted([one, other], key=lambda period: period.count)
    ends = [rules.compute(terms(period), inputs(start)).due_on for period in (shorter, longer)]
    assert ends == sorted(ends)


@given(DATES, DATES, PERIODS)
def test_a_later_start_never_ends_earlier(one, other, period):
    starts = sorted([one, other])
    ends = [rules.compute(terms(period), inputs(start)).due_on for start in starts]
    assert ends == sorted(ends)


@given(DATES, PERIODS, st.one_of(st.none(), DATES))
def test_a_decision_to_keep_longer_can_only_lengthen(start, period, keep_until):
    plain = rules.compute(terms(period), inputs(start)).due_on
    longer = rules.compute(terms(period), inputs(start, keep_until=keep_until)).due_on
    assert longer == max(one for one in (plain, keep_until) if one)


@given(DATES, PERIODS)
def test_a_record_is_never_destroyed_on_the_day_it_falls_due(start, period):
    due = rules.compute(terms(period), inputs(start)).due_on
    assert due is not None
    assert due == LAST_DATE or rules.may_destroy_from(due) == due + timedelta(days=1)


@given(DATES, PERIODS)
def test_without_a_rule_in_force_there_is_no_date(start, _period):
    assert rules.compute(None, inputs(start), rule="undecided").due_on is None


@given(DATES, PERIODS, st.one_of(st.none(), DATES))
def test_an_event_or_closing_that_has_not_happened_leaves_the_record_open_ended(start, period, on):
    happened = {("case_closed", ""): on} if on else {}
    for of_rule, facts in (
        (terms(period, Trigger.EVENT, event="case_closed"), {"events": happened}),
        (terms(period, Trigger.FOLDER_CLOSED), {"folder_closed_on": on}),
    ):
        found = rules.compute(of_rule, inputs(start, **facts))
        assert (found.due_on is None) == (on is None) == (found.trigger_on is None)
        if on is not None:
            assert found.trigger_on == max(on, start)  # never from before the record itself


def test_last_modified_counts_from_the_change_or_else_from_the_record():
    of_rule = terms(Period(1, "years"), Trigger.LAST_MODIFIED)
    start = date(2020, 1, 1)
    assert rules.compute(of_rule, inputs(start)).due_on == date(2021, 1, 1)
    changed = inputs(start, modified_on=date(2022, 5, 5))
    assert rules.compute(of_rule, changed).due_on == date(2023, 5, 5)


def test_what_is_kept_for_good_has_no_date_even_if_it_was_also_kept_until_one():
    kept = rules.compute(
        terms(None, action=Action.KEEP), inputs(date(2000, 1, 1), keep_until=date(2001, 1, 1))
    )
    assert (kept.due_on, kept.action) == (None, "keep")


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        (date(2024, 2, 29), Period(1, "years"), date(2025, 3, 1)),
        (date(2024, 2, 29), Period(4, "years"), date(2028, 2, 29)),
        (date(2024, 1, 31), Period(1, "months"), date(2024, 3, 1)),
        (date(2025, 3, 29), Period(1, "years"), date(2026, 3, 29)),
        (date(2025, 10, 25), Period(1, "years"), date(2026, 10, 25)),
        (date(1899, 12, 31), Period(1, "days"), date(1900, 1, 1)),
        (date(9990, 1, 1), Period(100, "years"), LAST_DATE),
    ],
)
def test_leap_days_month_ends_clock_changes_and_the_end_of_time(start, period, due):
    assert rules.compute(terms(period), inputs(start)).due_on == due


@settings(max_examples=300)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_the_day_that_must_be_over_is_the_day_in_london(naive):
    moment = naive.replace(tzinfo=UTC)
    london = civil_date(moment)
    assert london - moment.date() in (timedelta(0), timedelta(days=1))
    summer = datetime(2026, 3, 29, 1, tzinfo=UTC) <= moment < datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert (london != moment.date()) == (summer and moment.hour == 23)
