"""Where the rules of leave to retain begin and end, and at which field a refusal stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.refusals import told

from muniment.lifecycle.transfer import rules
from muniment.lifecycle.transfer.types import LeaveDraft, LeaveState, PastLine, Span, Terms

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
OPEN = Terms(public_records=True)
DRAFT = LeaveDraft(
    "LCI 7", "special_reason", "It is in use", "The officer", TODAY, TODAY, classes=("A",)
)
SPAN = Span(TODAY, TODAY + 10 * DAY)


def test_a_file_is_past_its_date_the_day_after_twenty_years():
    assert rules.statutory_date(date(2004, 2, 29), 20) == date(2024, 2, 29)
    assert rules.statutory_date(date(2004, 2, 29), 1) == date(2005, 3, 1)
    assert rules.latest_past(date(2026, 11, 21), 20) == date(2006, 11, 20)
    assert rules.latest_past(date(2026, 3, 1), 20) == date(2006, 2, 28)
    assert rules.latest_past(date(2024, 2, 29), 1) == date(2023, 2, 28)


@given(st.dates(date(3, 1, 1), date(2400, 12, 31)), st.integers(1, 100))
def test_what_is_past_is_what_the_date_says_for_every_day(today, years):
    latest = rules.latest_past(today, years)
    if latest is None:
        assert today.year - years <= 1
        return
    assert rules.statutory_date(latest, years) < today
    assert rules.statutory_date(latest + DAY, years) >= today


def test_where_the_calendar_ends_nothing_is_past():
    assert rules.latest_past(date(21, 5, 1), 20) is None
    assert rules.latest_past(date(22, 5, 1), 20) == date(2, 4, 30)
    assert rules.latest_past(date(20, 5, 1), 20) is None


@pytest.mark.parametrize(
    ("span", "on", "state"),
    [
        (SPAN, TODAY - DAY, LeaveState.TO_COME),
        (SPAN, TODAY, LeaveState.IN_FORCE),
        (SPAN, TODAY + 10 * DAY, LeaveState.IN_FORCE),
        (SPAN, TODAY + 11 * DAY, LeaveState.RUN_OUT),
        (replace(SPAN, ended_on=TODAY + DAY), TODAY, LeaveState.IN_FORCE),
        (replace(SPAN, ended_on=TODAY + DAY), TODAY + DAY, LeaveState.ENDED),
    ],
)
def test_leave_is_in_force_from_its_first_day_to_its_last(span, on, state):
    assert rules.state_of(span, on) is state


def test_the_last_day_is_the_day_before_leave_was_ended():
    assert rules.last_day(SPAN) == TODAY + 10 * DAY
    assert rules.last_day(replace(SPAN, ended_on=TODAY + 3 * DAY)) == TODAY + 2 * DAY
    assert rules.last_day(replace(SPAN, ended_on=TODAY + 30 * DAY)) == TODAY + 10 * DAY


def test_why_something_is_kept_without_leave():
    over, later = Span(TODAY - 9 * DAY, TODAY - 5 * DAY), Span(TODAY + DAY, TODAY + DAY)
    longer = Span(TODAY - 9 * DAY, TODAY - 4 * DAY)
    one_day = Span(TODAY - 5 * DAY, TODAY - 5 * DAY)
    never = Span(TODAY - 9 * DAY, TODAY, ended_on=TODAY - 9 * DAY)
    assert rules.why_without([over, SPAN], TODAY) == ""
    assert rules.why_without([over, longer], TODAY) == "leave ended on 17 November 2026"
    assert rules.why_without([one_day], TODAY) == "leave ended on 16 November 2026"
    assert rules.why_without([later, never], TODAY) == rules.why_without([], TODAY) == "no leave"
    assert rules.why_without([never, later, SPAN], TODAY) == ""


def test_owners_are_reminded_from_so_many_months_before_the_end():
    ends = Span(TODAY - DAY, date(2027, 2, 21))
    assert rules.is_reminded(ends, 3, TODAY)
    assert not rules.is_reminded(ends, 3, TODAY - DAY)
    assert not rules.is_reminded(ends, 2, TODAY)
    assert not rules.is_reminded(replace(ends, ended_on=TODAY), 3, TODAY)
    assert not rules.is_reminded(Span(TODAY + DAY, TODAY + DAY), 3, TODAY)


def test_the_terms_are_within_reach_and_change_something():
    def setting(**change):
        return told(rules.reasons_not_to_set(replace(OPEN, **change), Terms()))

    assert setting() == setting(years=1, remind_months=0) == []
    assert setting(years=100, remind_months=60) == []
    assert setting(years=0, remind_months=-1) == ["years at years", "months at remind_months"]
    assert setting(years=101, remind_months=61) == ["years at years", "months at remind_months"]
    assert setting(public_records=False) == ["same"]


def enter(terms=OPEN, is_known=False, **change):
    said = replace(DRAFT, **change)
    return told(rules.reasons_not_to_enter(said, terms=terms, is_known=is_known))


def test_leave_is_entered_when_it_says_what_why_who_and_how_long():
    assert enter() == enter(instrument="x" * 100, why="x" * 1000, applied_by="x" * 200) == []
    assert enter(note="x" * 1000, ground="administrative_purposes") == []
    assert enter(classes=(), folders=("F",)) == enter(classes=(), records=("R",) * 1000) == []
    assert enter(classes=("A",) * 400, folders=("F",) * 300, records=("R",) * 300) == []


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("not_public", {"terms": Terms()}),
        ("known at instrument", {"is_known": True}),
        ("instrument at instrument", {"instrument": " "}),
        ("instrument at instrument", {"instrument": "x" * 101}),
        ("why at why", {"why": ""}),
        ("why at why", {"why": "x" * 1001}),
        ("applied_by at applied_by", {"applied_by": ""}),
        ("applied_by at applied_by", {"applied_by": "x" * 201}),
        ("note at note", {"note": "x" * 1001}),
        ("ground at ground", {"ground": "whim"}),
        ("from at from_on", {"from_on": None}),
        ("until at until_on", {"until_on": None}),
        ("days at until_on", {"until_on": TODAY - DAY}),
        ("nothing at classes", {"classes": ()}),
        ("too_many at records", {"records": ("R",) * 1000}),
    ],
)
def test_each_gap_in_leave_is_told_at_its_field(why, change):
    assert enter(**change) == [why]


def test_every_gap_is_told_at_once():
    wrong = {"instrument": "", "why": "", "ground": "", "from_on": None, "until_on": None}
    assert len(enter(terms=Terms(), is_known=True, **wrong, classes=())) == 8


def test_leave_is_ended_once_for_a_reason():
    def end(span=SPAN, reason="It was moved"):
        return told(rules.reasons_not_to_end(span, reason=reason, today=TODAY))

    assert end() == end(reason="x" * 1000) == end(Span(TODAY + DAY, TODAY + DAY)) == []
    assert end(replace(SPAN, ended_on=TODAY)) == ["ended"]
    assert end(Span(TODAY - DAY, TODAY - DAY)) == ["run_out"]
    assert end(reason=" ") == end(reason="x" * 1001) == ["reason at reason"]


ONE = PastLine("A", "Alpha", "U1", "Ann", "no leave", 3, 30, date(2001, 1, 2))
TWO = PastLine("B", "Beta", "U2", "Ann", "no leave", 4, 40, date(2000, 1, 2))
SIX = PastLine("C", "Gamma", "U1", "Bob", "leave ended", 6, 10, date(2002, 1, 2))


def test_a_line_of_the_report_is_a_row_of_its_columns():
    row = rules.line_cells(ONE)
    assert tuple(row) == rules.COLUMNS
    assert list(row.values()) == ["A", "Alpha", "U1", "Ann", "no leave", 3, 30, "2001-01-02"]


def test_lines_are_added_up_the_most_records_first():
    both = PastLine("A", "Alpha", "U1", "Ann", "no leave", 7, 70, date(2000, 1, 2))
    assert rules.added(ONE, TWO) == both
    assert rules.summed([ONE, SIX, TWO], "owner") == [both, SIX]
    assert [one.records for one in rules.summed([ONE, SIX, TWO], "unit")] == [9, 4]
    same = [replace(ONE, owner="Zoe"), replace(ONE, owner="Abe")]
    assert [one.owner for one in rules.summed(same, "owner")] == ["Abe", "Zoe"]
