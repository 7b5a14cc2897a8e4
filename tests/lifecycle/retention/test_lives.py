"""Lives of several clocks and steps: how they are written down, and what they come to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.retention.test_dates import DATES, PERIODS, inputs, of_steps

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import (
    NAMED,
    NOTHING,
    Action,
    CutOff,
    How,
    Leg,
    Period,
    Step,
    Trigger,
    YearEnd,
)

pytestmark = pytest.mark.once

WORD = st.text("abcdenthwi_059", min_size=1, max_size=12).filter(
    lambda word: word not in {"and", "then", "with"}
)
SPOKEN = st.one_of(WORD, st.builds("{} {}".format, WORD, WORD))


@st.composite
def legs(draw):
    trigger = draw(st.sampled_from(list(Trigger)))
    name = draw(SPOKEN) if trigger in NAMED else ""
    match = draw(st.one_of(st.just(""), SPOKEN)) if trigger is Trigger.EVENT else ""
    return Leg(trigger, draw(st.one_of(st.just(NOTHING), PERIODS)), name, match)


@st.composite
def steps(draw):
    found = draw(st.lists(legs(), max_size=4))
    how = draw(st.sampled_from(list(How))) if len(found) > 1 else How.LATEST
    ends = [draw(st.sampled_from(list(CutOff))) if found else CutOff.NONE for _ in range(2)]
    action = draw(st.sampled_from(list(Action)))
    one_in = draw(st.integers(0, 10**9 - 1)) if action is Action.SAMPLE else 0
    return Step(action, tuple(found), how, *ends, one_in)


@given(st.lists(steps(), min_size=1, max_size=5))
def test_what_is_written_is_read_as_it_was(some):
    assert rules.parse(rules.written(some)) == tuple(some)


@given(st.text(max_size=80))
def test_whatever_is_written_is_read_or_said_to_be_unreadable(text):
    try:
        assert rules.written(rules.parse(text)) == " ".join(text.split())
    except rules.Unreadable as wrong:
        assert str(wrong)
    except AssertionError:
        # One way of writing each thing, but for the plural of a single day, month or year.
        assert rules.parse(rules.written(rules.parse(text))) == rules.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "burn 6 years after record_date",
        "destroy six years after record_date",
        "destroy 6 fortnights after record_date",
        "destroy 6 years after whenever",
        "destroy 6 years after event",
        "destroy 6 years after record_date:x",
        "destroy 6 years before record_date",
        "destroy 6 years after record_date then",
        "destroy 1 in 10 6 years after record_date",
        "sample 1 in ten 6 years after record_date",
        "sample 2 in 10 6 years after record_date",
        "sample 10% 6 years after record_date",
        "sample 10 percent 6 years after record_date",
        "",
    ],
)
def test_what_cannot_be_read_is_said_and_never_guessed_at(text):
    with pytest.raises(rules.Unreadable):
        rules.parse(text)


def dated(life, **facts):
    return rules.compute(of_steps(*rules.parse(life)), inputs(date(2010, 6, 1), **facts))


ENDED = {"events": {("contract_ended", ""): date(2018, 9, 30)}}
BOTH = "destroy the later of 6 years after record_date and event:contract_ended"
EITHER = "destroy the earlier of 12 years after record_date and event:contract_ended"


def test_time_and_event_waits_for_both():
    assert (dated(BOTH).due_on, dated(BOTH).trigger_on) == (None, None)
    assert dated(BOTH, **ENDED).due_on == date(2018, 9, 30)
    early = {("contract_ended", ""): date(2012, 1, 1)}
    assert dated(BOTH, events=early).due_on == date(2016, 6, 1)


def test_time_or_event_is_over_with_the_first():
    assert dated(EITHER).due_on == date(2022, 6, 1)
    assert dated(EITHER, **ENDED).due_on == date(2018, 9, 30)


def test_until_the_child_is_25_and_not_before_the_case_is_six_years_old():
    life = "destroy the later of 6 years after folder_closed and 25 years after date_field:born"
    closed = {"folder_closed_on": date(2015, 1, 31)}
    assert dated(life, **closed, fields={"born": "2001-05-03"}).due_on == date(2026, 5, 3)
    assert dated(life, **closed, fields={"born": "1980"}).due_on == date(2021, 1, 31)
    for unknown in ({}, {"born": ""}, {"born": "May 2001"}, {"born": "2001-02-30"}):
        assert dated(life, **closed, fields=unknown).due_on is None
    assert rules.day_in("2004-02") == date(2004, 2, 29)


def test_an_event_counts_for_records_with_its_own_value_alone():
    life = "destroy 6 years after event:contract_ended with contract"
    assert dated(life, **ENDED).due_on is None
    own = {("contract_ended", "contract"): date(2018, 9, 30)}
    assert dated(life, events=own).due_on == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("kind", "year_end", "due"),
    [
        ("month", YearEnd(), date(2016, 6, 30)),
        ("calendar year", YearEnd(), date(2016, 12, 31)),
        ("financial year", YearEnd(), date(2017, 3, 31)),
        ("financial year", YearEnd(5, 31), date(2017, 5, 31)),
        ("financial year", YearEnd(6, 1), date(2016, 6, 1)),
    ],
)
def test_a_clock_can_be_counted_from_the_end_of_a_month_or_year(kind, year_end, due):
    life = f"destroy 6 years after record_date, from the end of the {kind}"
    assert dated(life, year_end=year_end).due_on == due


@given(DATES, st.integers(1, 12), st.integers(1, 28), PERIODS)
def test_a_cut_off_never_makes_anything_due_earlier(start, month, day, period):
    plain = Step(Action.DESTROY, (Leg(Trigger.RECORD_DATE, period),))
    later = Step(Action.DESTROY, plain.legs, cut_off=CutOff.FINANCIAL_YEAR)
    facts = inputs(start, year_end=YearEnd(month, day))
    ends = [rules.compute(of_steps(one), facts).due_on for one in (plain, later)]
    assert ends == sorted(ends)
    cut = rules.end_of_year(start, YearEnd(month, day))
    assert 0 <= (cut - start).days <= 366
    assert (cut.month, cut.day) == (month, day)


@pytest.mark.parametrize(
    ("ends", "year_end", "due"),
    [
        ("to the end of the month", YearEnd(), date(2011, 12, 31)),
        ("to the end of the calendar year", YearEnd(), date(2011, 12, 31)),
        ("to the end of the financial year", YearEnd(), date(2012, 3, 31)),
        ("to the end of the financial year", YearEnd(12, 1), date(2011, 12, 1)),
        ("from the end of the month, to the end of the month", YearEnd(), date(2011, 12, 31)),
        (
            "from the end of the calendar year, to the end of the month",
            YearEnd(),
            date(2012, 7, 31),
        ),
    ],
)
def test_the_end_of_a_clock_can_be_rounded_up(ends, year_end, due):
    assert dated(f"destroy 18 months after record_date, {ends}", year_end=year_end).due_on == due


def test_each_clock_is_rounded_and_a_rule_kept_for_good_has_no_end_to_round():
    life = "destroy the {} of 18 months after record_date and event:contract_ended, to the end of"
    for how, due in (("later", date(2018, 12, 31)), ("earlier", date(2011, 12, 31))):
        assert dated(f"{life.format(how)} the calendar year", **ENDED).due_on == due
    with pytest.raises(rules.Unreadable):
        rules.parse("keep, to the end of the month")
    with pytest.raises(rules.Unreadable):
        rules.parse("destroy superseded, to the end of the month, from the end of the month")


@given(DATES, PERIODS, st.integers(1, 12), st.integers(1, 28), st.sampled_from(list(CutOff)[1:]))
def test_rounding_never_makes_anything_due_earlier_and_ends_on_a_last_day(
    start, period, month, day, part
):
    plain = Step(Action.DESTROY, (Leg(Trigger.RECORD_DATE, period),))
    later = Step(Action.DESTROY, plain.legs, rounding=part)
    facts = inputs(start, year_end=YearEnd(month, day))
    exact, rounded = (rules.compute(of_steps(one), facts).due_on for one in (plain, later))
    assert 0 <= (rounded - exact).days <= (30 if part is CutOff.MONTH else 366)
    if rounded < date(9999, 12, 31):
        next_day = rounded + timedelta(days=1)
        firsts = {CutOff.MONTH: next_day.day == 1}
        firsts[CutOff.CALENDAR_YEAR] = (next_day.month, next_day.day) == (1, 1)
        firsts[CutOff.FINANCIAL_YEAR] = (rounded.month, rounded.day) == (month, day)
        assert firsts[part]


@given(DATES, PERIODS, PERIODS)
def test_both_is_never_earlier_than_either(start, one, other):
    pair = (Leg(Trigger.RECORD_DATE, one), Leg(Trigger.LAST_MODIFIED, other))
    ends = [
        rules.compute(of_steps(Step(Action.DESTROY, pair, how)), inputs(start)).due_on
        for how in (How.EARLIEST, How.LATEST)
    ]
    assert ends == sorted(ends)


LIFE = "review 7 years after record_date then destroy 13 years after previous_step"


def test_each_step_is_dated_when_the_one_before_is_done():
    first = dated(LIFE)
    assert (first.due_on, first.action) == (date(2017, 6, 1), "review")
    second = dated(LIFE, steps_done=(date(2017, 8, 15),))
    assert (second.due_on, second.action) == (date(2030, 8, 15), "destroy")


def test_what_has_done_more_steps_than_its_rule_has_now_stands_at_the_last():
    done = {"steps_done": (date(2017, 8, 15), date(2018, 8, 15))}
    shorter = dated("destroy 20 years after record_date", **done)
    assert (shorter.due_on, shorter.action) == (date(2030, 6, 1), "destroy")
    assert dated(LIFE, **done).due_on == date(2031, 8, 15)
    assert "(step 2 of 2)" in sentence(LIFE, **done)


def test_what_is_far_too_long_is_refused_at_once():
    with pytest.raises(rules.Unreadable):
        rules.parse("destroy 1 year after event:" + "a " * 500_000)
    with pytest.raises(rules.Unreadable):
        rules.read_phrase("(" * 500_000)


def sentence(life, **facts):
    return rules.explain(of_steps(*rules.parse(life)), inputs(date(2010, 6, 1), **facts))


def test_the_sentence_names_every_clock_and_the_step():
    said = sentence(BOTH, **ENDED)
    assert "until the later of 1 June 2016 (6 years from the date of the record" in said
    assert "and 30 September 2018 (the day of the event “contract_ended”)" in said
    assert "it is due for destruction on 30 September 2018" in said
    waits = sentence(BOTH)
    assert "the event “contract_ended”, which has not happened, and it is protected" in waits
    said = sentence("destroy 6 years after record_date, from the end of the financial year")
    assert "from 31 March 2011, the end of the financial year of 1 June 2010, the date" in said
    said = sentence("destroy 18 months after record_date, to the end of the calendar year")
    assert (
        "1 June 2010 + 18 months = 1 December 2011, rounded up to the end of the calendar year,"
        " 31 December 2011; it is due for destruction on 31 December 2011" in said
    )
    said = sentence("destroy event:contract_ended, to the end of the month", **ENDED)
    assert "until 30 September 2018 (the day of the event “contract_ended”);" in said
    said = sentence("destroy event:contract_ended, to the end of the calendar year", **ENDED)
    assert "until 31 December 2018 (the day of the event “contract_ended”, rounded up to" in said
    assert sentence(LIFE).endswith("it is due for review on 1 June 2017 (step 1 of 2).")
    assert "its “born”, which nobody has filled in" in sentence(
        "destroy 25 years after date_field:born"
    )


def test_the_words_for_a_table_say_the_same():
    assert rules.told(rules.parse(BOTH)) == [
        "Destroy at the later of 6 years after the date of the record and “contract ended”"
    ]
    assert rules.told(rules.parse(LIFE)) == [
        "Review 7 years after the date of the record",
        "Destroy 13 years after the step before",
    ]
    assert rules.told((Step(Action.KEEP),)) == ["Keep for good"]
    assert rules.told(rules.parse("sample 1 in 10 6 years after superseded")) == [
        "Keep a sample of 1 in 10 and destroy the rest 6 years after the day it is superseded"
    ]
    assert rules.told((Step(Action.SAMPLE),)) == ["Keep a sample and destroy the rest"]
    cut = Step(
        Action.DESTROY, (Leg(Trigger.SUPERSEDED, Period(1, "years")),), cut_off=CutOff.CALENDAR_YEAR
    )
    assert rules.told([cut]) == [
        "Destroy 1 year after the day it is superseded, counted from the end of the calendar year"
    ]
    rounded = rules.parse("destroy 1 month after last_modified, to the end of the financial year")
    assert rules.told(rounded) == [
        "Destroy 1 month after the last change, rounded up to the end of the financial year"
    ]


HELD = "On hold. May be destroyed, once approved, when no hold is on it any more"


def days(life, held=False, **facts):
    told = inputs(date(2010, 6, 1), **facts)
    found = rules.moments_of(of_steps(*rules.parse(life)), told, held=held)
    return [(one.on, one.what) for one in found]


def test_the_days_of_a_life_are_told_in_order_and_what_has_not_come_last():
    assert days("destroy 6 years after record_date") == [
        (date(2010, 6, 1), "Date of the record"),
        (date(2016, 6, 1), "Due for destruction"),
        (date(2016, 6, 2), "May be destroyed, once approved"),
    ]
    for life in ("destroy 6 years after record_date", "sample 1 in 4 6 years after record_date"):
        on_hold = days(life, held=True)
        assert on_hold[-1] == (None, HELD) and date(2016, 6, 2) not in dict(on_hold)
    assert HELD not in dict(map(reversed, days("review 6 years after record_date", held=True)))
    assert days(BOTH)[-1] == (None, "The event “contract_ended”")
    both = days(BOTH, **ENDED)
    assert both[1] == (
        date(2016, 6, 1),
        "6 years from the date of the record (entered by hand) are over",
    )
    assert (date(2018, 9, 30), "Due for destruction") in both
    later = days(LIFE, steps_done=(date(2017, 8, 15),))
    assert (date(2017, 8, 15), "Step 1 of its rule was done") in later
    assert (date(2030, 8, 15), "Due for destruction") in later
    kept = days("destroy 6 years after record_date", keep_until=date(2030, 1, 1))
    assert (date(2030, 1, 1), "Kept until then by decision") in kept
    assert kept[-1] == (date(2030, 1, 2), "May be destroyed, once approved")
    assert days("keep") == [(date(2010, 6, 1), "Date of the record")]
    known = [on for on, _ in both if on]
    assert known == sorted(known)
