"""The clock of a personal data breach: plain hours, warnings, and a reason either way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.assets.registered import siro
from tests.governance.incidents.happened import (
    breach,
    decided,
    hours,
    reported,
    told,
    triaged,
)
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.incidents import actions, queries, rules
from muniment.governance.incidents.types import About, Clock, ClockState, Pack, Want

PACK = Pack("The authority", "", 72, (24, 48, 66), ("siro",))
LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),
    max_value=datetime(2035, 1, 1),
    timezones=st.sampled_from([UTC, LONDON]),
)


@given(MOMENTS)
def test_the_limit_is_seventy_two_plain_hours_later_whatever_clocks_do(moment):
    limit = rules.limit_of(moment, PACK)
    assert limit - moment.astimezone(UTC) == timedelta(hours=72)
    assert limit.timestamp() - moment.timestamp() == 72 * 3600


@pytest.mark.parametrize(
    ("aware", "on_the_wall"),
    [
        # Clocks go forward on 28 March 2027 and back on 25 October 2026; Christmas is no pause.
        (datetime(2027, 3, 26, 17, 0, tzinfo=LONDON), "18:00 on Monday 29 March 2027"),
        (datetime(2026, 10, 23, 17, 0, tzinfo=LONDON), "16:00 on Monday 26 October 2026"),
        (datetime(2026, 12, 24, 12, 0, tzinfo=LONDON), "12:00 on Sunday 27 December 2026"),
    ],
)
def test_on_the_wall_it_is_an_hour_more_or_less_where_the_clocks_change(aware, on_the_wall):
    assert rules.moment_in_words(rules.limit_of(aware, PACK)) == on_the_wall


@given(MOMENTS, st.integers(0, 200 * 60))
def test_marks_pass_in_order_and_stay_passed(aware, minutes):
    now = aware.astimezone(UTC) + timedelta(minutes=minutes)
    passed = rules.marks_passed(aware.astimezone(UTC), PACK, now)
    assert passed == [one for one in (24, 48, 66, 72) if minutes >= one * 60]


@given(MOMENTS, st.integers(-300_000, 300_000))
def test_nobody_is_promised_time_that_they_do_not_have(moment, seconds):
    limit = moment.astimezone(UTC)
    said = rules.left_in_words(limit, limit - timedelta(seconds=seconds))
    numbers = [int(one.replace(",", "")) for one in said.split() if one[0].isdigit()]
    minutes = numbers[0] * (60 if "hour" in said else 1) + (numbers[1] if len(numbers) > 1 else 0)
    assert minutes == abs(seconds) // 60
    assert said.endswith("too late" if seconds < 0 else "left")


@given(
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.integers(0, 200),
)
def test_a_clock_never_passes_in_silence(is_breach, notify, was_told, after):
    aware = datetime(2026, 11, 1, tzinfo=UTC)
    limit, now = aware + timedelta(hours=72), aware + timedelta(hours=after)
    told_at = now if was_told and notify else None
    clock = Clock(aware, limit, is_breach, notify, None, told_at)
    state = rules.state_of(clock, now)
    settled = is_breach is False or notify is False
    if not settled and told_at is None and now > limit:
        assert state is ClockState.PASSED
    if not settled and told_at is not None and told_at > limit:
        assert state is ClockState.LATE
    assert clock.runs == (state in (ClockState.RUNNING, ClockState.DECIDED, ClockState.PASSED))


def words(parish, who, kind="incidents.clock"):
    rows = notices.notices(parish.who(who)).filter(kind=kind).order_by("pk")
    return [one.words for one in rows]


@pytest.fixture
def one(parish):
    """A breach that the manager handles."""
    siro(parish)
    return breach(parish.who("manager"), parish.who("clerk"), parish.now)


def test_the_clock_runs_from_the_report_where_personal_data_may_be_concerned(parish):
    clerk = parish.who("clerk")
    for said, runs in (("yes", True), ("unsure", True), ("no", False)):
        made = queries.own_named(clerk, reported(clerk, parish.now, personal_data=said))
        assert (made.aware_at == parish.now) is runs
        assert made.breach is None


def test_a_report_that_nobody_triages_is_warned_of_too(parish):
    made = reported(parish.who("clerk"), parish.now, personal_data="unsure")
    assert actions.watch(now=hours(parish, 24)) == 1
    [said] = words(parish, "manager")
    assert (
        said.startswith(f"24 hours of {made}") and "Nothing is decided yet: 48 hours left" in said
    )


def test_warnings_are_given_at_24_48_66_hours_and_when_it_has_passed_each_once(parish, one):
    given_at = []
    for hour in range(1, 80):
        if actions.watch(now=hours(parish, 1)):
            given_at.append(hour)
        assert actions.watch(now=parish.now) is None
    assert given_at == [24, 48, 66, 72]
    for who in ("manager", "siro"):
        said = words(parish, who)
        assert len(said) == 4 and "6 hours left" in said[2] and "has passed" not in said[2]
    assert words(parish, "manager2") == [] == words(parish, "clerk")
    assert len(events("incidents:clock:alerted")) == 4
    rows = queries.alerts(queries.incident_named(parish.who("manager"), one))
    assert [each.hours for each in rows] == [72, 66, 48, 24]


def test_a_clock_that_nobody_looked_at_for_days_is_warned_of_once(parish, one):
    assert actions.watch(now=hours(parish, 100)) == 1
    [said] = words(parish, "siro")
    assert "has passed" in said and "Say why it is late" in said


@pytest.mark.parametrize("tell", [True, False])
def test_once_decided_not_to_tell_or_told_nobody_is_warned(parish, one, tell):
    manager = parish.who("manager")
    decided(manager, one, parish.now, tell=tell)
    if tell:
        assert actions.watch(now=hours(parish, 25)) == 1
        assert "The authority is still to be told" in words(parish, "siro")[0]
        told(manager, one, parish.now)
    assert actions.watch(now=hours(parish, 90)) is None


def test_a_decision_says_why_and_after_the_limit_why_so_late(parish, one):
    manager = parish.who("manager")
    with pytest.raises(Refused) as refusal:
        decided(manager, one, parish.now, why=" ")
    assert codes(refusal) == ["why"]
    hours(parish, 73)
    with pytest.raises(Refused) as refusal:
        decided(manager, one, parish.now)
    assert codes(refusal) == ["late_why"]
    decided(manager, one, parish.now, late_why="Found out on a Sunday.")
    with pytest.raises(Refused) as refusal:
        told(manager, one, parish.now)
    assert codes(refusal) == ["late_why"]
    late = told(manager, one, parish.now, late_why="The form was down.", reference="ICO-1")
    assert late.authority_reference == "ICO-1"
    assert rules.state_of(late.clock, parish.now) is ClockState.LATE


def test_what_was_told_in_time_is_recorded_later_without_a_reason(parish, one):
    manager, before = parish.who("manager"), hours(parish, 50)
    decided(manager, one, before)
    kept = told(manager, one, hours(parish, 40), told_at=before)
    assert rules.state_of(kept.clock, parish.now) is ClockState.SETTLED


def test_nobody_is_told_before_it_is_decided_or_before_it_was_known(parish, one):
    manager = parish.who("manager")
    early = parish.now - timedelta(hours=1)
    with pytest.raises(Refused) as refusal:
        told(manager, one, parish.now, told_at=early, how="")
    assert codes(refusal) == ["decision", "told_at", "how"]
    decided(manager, one, parish.now, tell=False)
    with pytest.raises(Refused) as refusal:
        told(manager, one, parish.now, told_at=parish.now + timedelta(minutes=1))
    assert codes(refusal) == ["decision", "told_at"]


def test_it_is_decided_otherwise_until_they_are_told(parish, one):
    manager = parish.who("manager")
    decided(manager, one, parish.now, tell=False)
    with pytest.raises(Refused) as refusal:
        decided(manager, one, parish.now, tell=False)
    assert codes(refusal) == ["same"]
    decided(manager, one, parish.now)
    told(manager, one, parish.now)
    with pytest.raises(Refused) as refusal:
        decided(manager, one, parish.now, tell=False)
    assert codes(refusal) == ["told"]
    with pytest.raises(Refused) as refusal:
        told(manager, one, parish.now)
    assert codes(refusal) == ["same"]
    said = [each.said.get("tell") for each in queries.steps(_row(parish, one))]
    assert said == [None, "yes", "no", None, None]


def _row(parish, reference):
    return queries.incident_named(parish.who("manager"), reference)


def test_the_people_concerned_are_decided_about_apart(parish, one):
    manager = parish.who("manager")
    hours(parish, 80)
    decided(manager, one, parish.now, about=About.PEOPLE)
    kept = told(manager, one, parish.now, about=About.PEOPLE)
    assert kept.people_told_at == parish.now and kept.notify is None
    assert rules.state_of(kept.clock, parish.now) is ClockState.PASSED


def test_awareness_is_moved_with_a_reason_and_what_was_said_before_is_kept(parish, one):
    manager, was = parish.who("manager"), parish.now
    hours(parish, 30)
    actions.watch(now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.set_aware(manager, one, was, why="", now=parish.now)
    assert codes(refusal) == ["why", "same"]
    for moment in (None, parish.now + timedelta(hours=1)):
        with pytest.raises(Refused) as refusal:
            actions.set_aware(manager, one, moment, why="w", now=parish.now)
        assert codes(refusal) == ["aware_at"]
    earlier = was - timedelta(hours=10)
    kept = actions.set_aware(manager, one, earlier, why="The agent knew.", now=parish.now)
    assert kept.limit_at == earlier + timedelta(hours=72)
    step = queries.steps(kept)[0]
    assert (step.why, step.said["before"]) == ("The agent knew.", was.isoformat())
    # 40 hours since: the mark of 24 is warned of again, since it is another clock.
    assert actions.watch(now=parish.now) == 1


def test_awareness_does_not_come_after_the_authority_was_told(parish, one):
    manager = parish.who("manager")
    decided(manager, one, parish.now)
    told(manager, one, parish.now)
    hours(parish, 2)
    with pytest.raises(Refused) as refusal:
        actions.set_aware(manager, one, parish.now, why="w", now=parish.now)
    assert codes(refusal) == ["aware_at"]


def test_that_it_is_no_breach_takes_a_reason_and_stops_the_clock(parish):
    made = reported(parish.who("clerk"), parish.now, personal_data="yes")
    with pytest.raises(Refused) as refusal:
        triaged(parish.who("manager"), made, parish.now)
    assert codes(refusal) == ["why"]
    kept = triaged(parish.who("manager"), made, parish.now, why="All of it was public.")
    assert rules.state_of(kept.clock, parish.now) is ClockState.NONE
    assert actions.watch(now=hours(parish, 100)) is None
    wanted = queries.incidents(parish.who("manager"), Want.CLOCK, now=parish.now)
    assert not wanted.exists()


def test_a_breach_that_is_found_later_has_a_clock_from_what_is_said(parish):
    made = reported(parish.who("clerk"), parish.now)
    aware = hours(parish, 5)
    hours(parish, 1)
    with pytest.raises(Refused) as refusal:
        triaged(parish.who("manager"), made, parish.now, breach=True, aware_at=aware)
    assert codes(refusal) == ["why"]
    kept = triaged(
        parish.who("manager"), made, parish.now, breach=True, aware_at=aware, why="Opened the box."
    )
    assert (kept.aware_at, kept.limit_at) == (aware, aware + timedelta(hours=72))


def test_what_somebody_was_told_of_as_a_breach_stays_one(parish, one):
    manager = parish.who("manager")
    decided(manager, one, parish.now)
    told(manager, one, parish.now)
    with pytest.raises(Refused) as refusal:
        triaged(manager, one, parish.now, kind="misdirected", why="No harm.")
    assert codes(refusal) == ["breach"]
