"""When an action is due, as people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.governance.plans import rules
from muniment.governance.plans.rules import timing
from muniment.governance.plans.types import SHIPPED, Stage

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
YEARS = st.integers(1950, 2150)
READ = {
    "Q3 of 2016-17": date(2016, 12, 31),
    "Operational by Q3 of 2016-17": date(2016, 12, 31),
    "Quarter 3 2016/17": date(2016, 12, 31),
    "the third quarter of the financial year 2016-2017": date(2016, 12, 31),
    "2016-17 Q4": date(2017, 3, 31),
    "Qtr. 1 2016–17": date(2016, 6, 30),
    "December 2016": date(2016, 12, 31),
    "Dec 2016": date(2016, 12, 31),
    "31/12/2016": date(2016, 12, 31),
    "31.12.2016": date(2016, 12, 31),
    "2016-12-31": date(2016, 12, 31),
    "31st of December, 2016": date(2016, 12, 31),
    "31 Dec. 2016": date(2016, 12, 31),
    "2016-17": date(2017, 3, 31),
    "across 1999-00": date(2000, 3, 31),
    "by end of March 2017": date(2017, 3, 31),
    "by end of February 2016": date(2016, 2, 29),
    "by the end of 2016": date(2016, 12, 31),
    "Begin in May 2026. End by June 2026.": date(2026, 6, 30),
    "Established in 2015-16. Under review for re-launch in 2016-17": date(2017, 3, 31),
    "Completed by March 2017": date(2017, 3, 31),
}
NOT_READ = [
    *("ongoing", "", "as soon as may be", "Q3 2016", "Q3", "Q5 of 2016-17", "2016-18"),
    *("31 February 2016", "31/13/2016", "2016-13-01", "Established in 2015-16. Maintain."),
    *("when the 2016 policy ends", "reference 2016/17/3", "spring 2017", "room 12016-17"),
]


@pytest.mark.parametrize("words", READ)
def test_what_people_write_names_a_day(words):
    assert rules.read_timeline(words).due == READ[words]


@pytest.mark.parametrize("words", NOT_READ)
def test_what_names_no_day_is_left_as_words(words):
    assert rules.read_timeline(words).due is None


@given(DAYS)
def test_a_day_in_words_is_read_as_that_day(day):
    for words in (rules.in_words(day), day.isoformat(), f"{day:%d/%m/%Y}", f"by {day:%d %b %Y}"):
        assert rules.read_timeline(words).due == day


@given(DAYS)
def test_the_fiscal_quarter_of_a_day_ends_on_that_day_or_within_three_months(day):
    due = rules.read_timeline(rules.fiscal_label(day)).due
    assert due is not None
    assert day <= due < day + timedelta(days=92)
    assert (due + timedelta(days=1)).day == 1
    assert (due + timedelta(days=1)).month in (1, 4, 7, 10)


@given(YEARS)
def test_the_fourth_quarter_ends_with_the_fiscal_year(year):
    written = f"{year}-{(year + 1) % 100:02}"
    assert rules.read_timeline(written).due == date(year + 1, 3, 31)
    assert rules.read_timeline(f"Q4 of {written}").due == date(year + 1, 3, 31)
    assert rules.period_in_words(date(year, 4, 1), date(year + 1, 3, 31)) == written


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_without_a_fault(words):
    rules.read_timeline(words)


@given(st.text(alphabet="Q1234 of2016-17/.DecMarch\n", max_size=60))
def test_dates_and_parts_of_dates_are_read_without_a_fault(words):
    found = rules.read_timeline(words).due
    assert found is None or found.year >= 1900


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("Report to ExCo in October 2016 and at 6 monthly intervals", 6),
        ("quarterly", 3),
        ("each year in March", 12),
        ("every two years", 24),
        ("Every 18 months", 18),
        ("six-monthly", 6),
        ("bi-annually to ExCo", 6),
        ("monthly", 1),
        ("every 99 years", None),
        ("by March 2017", None),
    ],
)
def test_what_comes_round_does_so_after_so_many_months(words, months):
    assert rules.read_timeline(words).every == months


def test_nothing_of_the_past_is_due():
    assert timing.read_timeline("Launched in May 2016. Since 2014-15.").due is None


TELLING = {
    "Established in 2015-16. Maintain.": "maintain",
    "Established in 2015-16. Under review for re-launch in 2016-17": "relaunch",
    "Operational by Q3 of 2016-17": "operational_by",
    "Develop a proposal for discussion by Q4 of 2016-17": "develop_proposal",
    "Complete": "complete",
    "ongoing": "ongoing",
}


@pytest.mark.parametrize("words", TELLING)
def test_the_words_of_a_timeline_tell_how_an_action_stands(words):
    found = rules.status_said(words, SHIPPED)
    assert found is not None
    assert found.key == TELLING[words]


def test_other_words_tell_nothing_of_it():
    assert rules.status_said("Deliver the new tools by end March 2016.", SHIPPED) is None


@given(st.sampled_from(SHIPPED))
def test_a_status_is_known_by_its_key_and_its_name_in_any_letters(status):
    for words in (status.key, status.label, f" {status.label.upper()} ", status.label + "."):
        assert rules.status_called(words, SHIPPED) == status


@given(st.sampled_from(Stage), st.none() | DAYS, st.none() | DAYS, DAYS)
def test_what_has_ended_is_not_late_and_what_is_in_place_goes_by_its_check(
    stage, due, check_on, today
):
    every, check = rules.checks(stage, every=None, check_on=check_on, due=due, today=today)
    day = rules.next_on(stage, due, check)
    if stage in (Stage.DONE, Stage.DROPPED):
        assert day is None
    elif stage is Stage.MAINTAIN:
        assert (every, day) == (12, check)
        assert day is not None
    else:
        assert (every, check, day) == (None, None, due)


@given(st.lists(st.none() | DAYS), DAYS)
def test_the_median_is_of_those_that_are_late_alone(days, today):
    late = sorted((today - day).days for day in days if day and day < today)
    found = rules.median_late(days, today)
    assert (found is None) == (late == [])
    if found is not None:
        assert late[0] <= found <= late[-1]
