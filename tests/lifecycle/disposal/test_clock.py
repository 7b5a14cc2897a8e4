"""A wrong clock destroys nothing too early: leaps are refused until a person confirms them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.lifecycle.disposal.test_destroying import approved, executing
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, days_pass, found_town

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.disposal import actions, queries


def test_ten_years_forward_every_step_is_refused(town):
    [one, other] = town.file(LONG_AGO, LONG_AGO)
    review, ready = executing(town, one), approved(town, other)
    [young] = town.file(date(2026, 1, 1))
    town.later(days=3652)
    with pytest.raises(Refused) as refusal:
        propose(town, young)
    assert codes(refusal) == {"clock_forward"}
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), ready, now=town.now)
    assert codes(refusal) == {"clock_forward"}
    with pytest.raises(Refused) as refusal:
        actions.carry_out(review.pk, now=town.now)
    assert codes(refusal) == {"clock_forward"}
    one.refresh_from_db()
    assert one.state == "declared"


def test_the_leap_is_still_seen_after_people_have_worked_on_past_it(town):
    town.later(days=3652)
    town.file(LONG_AGO)
    town.later(hours=5)
    with pytest.raises(Refused) as refusal:
        propose(town)
    assert codes(refusal) == {"clock_forward"}


def test_an_administrator_confirms_the_clock_and_work_goes_on(town):
    town.later(days=4)
    with pytest.raises(NotPermitted):
        actions.confirm_clock(town.who("manager"), reason="Holiday", now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.confirm_clock(town.who("admin"), reason="", now=town.now)
    assert codes(refusal) == {"reason"}
    actions.confirm_clock(town.who("admin"), reason="It was a long weekend", now=town.now)
    propose(town, *town.file(LONG_AGO))


def test_a_clock_behind_the_log_is_refused_until_it_is_confirmed_to_be_the_right_one(town):
    town.file(LONG_AGO)
    town.later(hours=-2)
    for _ in range(2):  # the refusal itself is in the log with the wrong time
        with pytest.raises(Refused) as refusal:
            propose(town)
        assert codes(refusal) == {"clock_back"}
    actions.confirm_clock(town.who("admin"), reason="It was two hours ahead", now=town.now)
    propose(town)


def test_a_quiet_log_is_kept_from_falling_silent_and_a_leap_is_not_covered_up(town):
    for _ in range(12):
        town.later(hours=7)
        assert actions.watch_clock(now=town.now)
        assert not actions.watch_clock(now=town.now)
    propose(town, *town.file(LONG_AGO))
    town.later(days=3)
    events = audit.size()
    assert not actions.watch_clock(now=town.now)
    assert audit.size() == events


def test_whoever_asks_for_the_clock_looks_at_a_day_and_not_at_years(
    town, django_assert_max_num_queries
):
    days_pass(town, 40)
    with django_assert_max_num_queries(12):
        assert queries.reasons_of_clock(town.now) == []


def test_a_log_that_is_never_quiet_has_a_mark_a_day(town):
    for _ in range(24):
        town.later(hours=3)
        people.rename_unit(SETUP, "PLA", name=f"Planning {town.now}", now=town.now)
        actions.watch_clock(now=town.now)
    marks = audit.events(EventFilter(kind_prefix=queries.CLOCK_SEEN))
    assert len(marks) == 3
    town.later(days=3)
    assert not actions.watch_clock(now=town.now), "what leapt is not vouched for"


@pytest.mark.parametrize(
    ("starts", "due_on", "too_early", "in_time"),
    [
        # British Summer Time: the day in London ends an hour before it does in UTC.
        (date(2020, 7, 1), date(2026, 7, 1), "2026-07-01T22:59:59", "2026-07-01T23:00:00"),
        (date(2020, 11, 21), date(2026, 11, 21), "2026-11-21T23:59:59", "2026-11-22T00:00:00"),
        # The days on which the clocks change.
        (date(2020, 3, 29), date(2026, 3, 29), "2026-03-29T22:59:59", "2026-03-29T23:00:00"),
        (date(2020, 10, 25), date(2026, 10, 25), "2026-10-25T23:59:59", "2026-10-26T00:00:00"),
        # 29 February and six years is 1 March, and may go only on 2 March.
        (date(2024, 2, 29), date(2030, 3, 1), "2030-03-01T23:59:59", "2030-03-02T00:00:00"),
    ],
)
def test_not_a_second_early_on_days_that_trip_clocks(db, starts, due_on, too_early, in_time):
    before, after = (
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (too_early, in_time)
    )
    town = found_town(before - timedelta(hours=6))
    records = town.file(starts, starts)
    assert {one.due_on for one in records} == {due_on}
    review = executing(town, *records)
    town.now = before
    assert actions.carry_out(review.pk, now=before).protected == 2
    town.now = after
    assert actions.carry_out(executing(town, *records).pk, now=after).destroyed == 2
