"""When to try again and when to give up. No Django, no clock, no I/O."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from muniment.foundation.jobs.types import SYSTEM_RUN, TRANSITIONS, JobState
from muniment.foundation.kernel.errors import Away, NoRoom, Reason, Refused

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
MAX_ERROR = 4000  # characters kept of what went wrong


def delay(attempts: int) -> timedelta:
    """How long to wait after failed attempt number `attempts` (from 1): doubling from ten
    seconds to an hour. No jitter: the waiting rows are claimed one at a time in any case."""
    doublings = min(max(attempts, 1) - 1, 30)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def worth_retrying(fault: BaseException) -> bool:
    """Whether the same work may succeed later. A refusal is an answer; a full disk and a
    silent service are not."""
    return isinstance(fault, NoRoom | Away) or not isinstance(fault, Refused)


def state_after_fault(attempts: int, max_attempts: int, *, retryable: bool) -> JobState:
    """Back in the queue, or given up."""
    return JobState.QUEUED if retryable and attempts < max_attempts else JobState.FAILED


def describe(fault: BaseException) -> str:
    """What went wrong, for the page of the job."""
    said = str(fault) if isinstance(fault, Refused) else f"{type(fault).__name__}: {fault}"
    return said.replace("\x00", "\ufffd")[:MAX_ERROR]


def next_round(next_at: datetime, every_seconds: int, now: datetime) -> datetime:
    """When a schedule comes round next, in step with `next_at`; rounds missed are not made up."""
    every = timedelta(seconds=every_seconds)
    missed = max((now - next_at) // every, 0)
    return next_at + every * (missed + 1)


def reasons_not_to_steer(permissions: Iterable[str]) -> list[Reason]:
    """Why a person with these permissions may not retry or cancel jobs; empty if they may."""
    if SYSTEM_RUN in permissions:
        return []
    message = "Your role does not allow this. Ask an administrator."
    return [Reason("not_permitted", message)]


def reasons_not_to_move(state: JobState, to: JobState) -> list[Reason]:
    """Why a job in `state` cannot become `to`; empty if it can."""
    if to in TRANSITIONS[state]:
        return []
    words = {JobState.QUEUED: "tried again", JobState.CANCELLED: "cancelled"}
    return [Reason("wrong_state", f"A job that is {state} cannot be {words.get(to, to)}.")]


def reasons_not_to_double() -> list[Reason]:
    """Why a job is not queued again while the same work is open under another number."""
    return [Reason("already_queued", "The same work is already in the queue.")]
