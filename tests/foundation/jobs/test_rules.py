from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.jobs import rules
from muniment.foundation.jobs.types import TRANSITIONS, JobState
from muniment.foundation.kernel.errors import NoRoom, NotFound, Reason, Refused

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_delays_double_from_ten_seconds_to_an_hour():
    seconds = [rules.delay(attempt).total_seconds() for attempt in range(1, 12)]
    assert seconds == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


@given(st.integers(min_value=-5, max_value=100_000))
def test_a_delay_is_never_shorter_than_the_first_nor_longer_than_an_hour(attempts):
    assert rules.FIRST_DELAY <= rules.delay(attempts) <= rules.LONGEST_DELAY
    assert rules.delay(attempts) <= rules.delay(attempts + 1)


def test_a_refusal_is_an_answer_but_a_full_disk_may_pass():
    assert not rules.worth_retrying(Refused(Reason("no", "No.")))
    assert not rules.worth_retrying(NotFound("record", "R-1"))
    assert rules.worth_retrying(NoRoom(Reason("no_room", "Full.")))
    assert rules.worth_retrying(OSError("cable"))


def test_work_is_given_up_after_its_last_attempt():
    assert rules.state_after_fault(4, 5, retryable=True) is JobState.QUEUED
    assert rules.state_after_fault(5, 5, retryable=True) is JobState.FAILED
    assert rules.state_after_fault(1, 5, retryable=False) is JobState.FAILED


def test_a_description_fits_its_column_and_every_database():
    assert "\x00" not in rules.describe(ValueError("a\x00b"))
    assert len(rules.describe(ValueError("x" * 9000))) == rules.MAX_ERROR
    both = Refused([Reason("a", "First."), Reason("b", "Second.")])
    assert rules.describe(both) == "First. Second."


@given(st.integers(1, 10**6), st.integers(0, 10**8))
def test_a_schedule_keeps_step_and_makes_up_no_missed_round(every, late):
    now = AT + timedelta(seconds=late)
    following = rules.next_round(AT, every, now)
    assert now < following <= now + timedelta(seconds=every)
    assert (following - AT) % timedelta(seconds=every) == timedelta(0)


def test_every_state_has_its_moves_and_the_last_ones_have_none():
    assert set(TRANSITIONS) == set(JobState)
    assert not TRANSITIONS[JobState.DONE] | TRANSITIONS[JobState.CANCELLED]
    for state in JobState:
        for to in JobState:
            assert bool(rules.reasons_not_to_move(state, to)) is (to not in TRANSITIONS[state])
