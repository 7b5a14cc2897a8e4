"""Carrying out work: claim a row under a lease, run it, note how it went."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from muniment.foundation.audit.actions import origin
from muniment.foundation.jobs import queries, rules
from muniment.foundation.jobs.actions.queueing import lock
from muniment.foundation.jobs.actions.registry import kind_named
from muniment.foundation.jobs.adapters import hint
from muniment.foundation.jobs.models import CarriedOut, Job
from muniment.foundation.jobs.types import Clock, JobState, Kind, LeaseLost, Progress

KEEP_ANSWERS = timedelta(days=30)
KEEP_DONE = timedelta(days=90)
KEEP_IDLE = timedelta(days=1)
_SILENT = "The worker stopped without a word, or was silent for longer than its lease."


def run_next(*, clock: Clock, lease_seconds: float | None = None) -> Job | None:
    """Claim the job that has waited longest and carry it out; None if nothing is due.

    `lease_seconds`: how long it may be silent (None: MUNIMENT_LEASE_SECONDS)."""
    job = claim(clock(), lease_seconds=lease_seconds)
    if job is None:
        return None
    try:
        with origin("worker", job=f"job:{job.pk}"):
            _carry_out(job, kind_named(job.kind), clock)
    except LeaseLost:
        pass  # the job belongs to another worker now, who will note how it went
    except Exception as fault:
        _note_fault(job, fault, clock())
    return job


def claim(now: datetime, *, lease_seconds: float | None = None) -> Job | None:
    """Take the job that has waited longest, for one attempt, under a lease."""
    waiting = queries.waiting(now)
    if not waiting.exists():
        return None  # spares SQLite's one write lock
    with transaction.atomic():
        job = lock(waiting, skip_locked=True)
        if job is None:
            return None
        job.state, job.attempts, job.again = JobState.RUNNING, job.attempts + 1, False
        job.started_at, job.ended_at, job.progress_done, job.progress_total = now, None, 0, 0
        job.lease_until = now + timedelta(seconds=_lease(job.kind, lease_seconds))
        job.save()
    return job


def _lease(kind: str, given: float | None) -> float:
    default = given or float(settings.MUNIMENT_LEASE_SECONDS)
    try:
        return kind_named(kind).lease_seconds or default
    except LookupError:
        return default


def _carry_out(job: Job, kind: Kind, clock: Clock) -> None:
    with _transaction(kind):
        if kind.atomic:
            _lock_mine(job)
        answer = kind.function(
            job.arguments, run_as=job.run_as, now=clock(), progress=_progress(job, clock)
        )
        _note_done(job, answer, clock())


def _transaction(kind: Kind) -> AbstractContextManager[Any]:
    return transaction.atomic() if kind.atomic else nullcontext()


def _lock_mine(job: Job) -> Job:
    """The row as it is now, locked. Raises LeaseLost where another worker has taken it over."""
    mine = lock(_claimed(job))
    if mine is None:
        raise LeaseLost(f"job {job.pk}")
    return mine


def _claimed(job: Job) -> "QuerySet[Job]":
    """The row while it is claimed as this worker did. Attempts are counted anew when a job goes
    round once more or is tried again by hand: the moment tells apart what they do not."""
    return Job.objects.filter(
        pk=job.pk, state=JobState.RUNNING, attempts=job.attempts, started_at=job.started_at
    )


def _progress(job: Job, clock: Clock) -> Progress:
    """Notes how far the job has got and renews the lease, at most twice in a second."""
    lease = (job.lease_until or job.not_before) - (job.started_at or job.not_before)
    last = clock()

    def note(done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if now - last < timedelta(seconds=0.5) and done < total:
            return
        last = now
        mine = _claimed(job)
        values = {"progress_done": done, "progress_total": total, "lease_until": now + lease}
        if not mine.update(**values):
            raise LeaseLost(f"job {job.pk}")

    return note


def _note_done(job: Job, answer: Any, now: datetime) -> None:
    with transaction.atomic():
        mine = _lock_mine(job)
        mine.result, mine.error, mine.lease_until, mine.ended_at = answer, "", None, now
        mine.state = JobState.DONE
        if mine.again:
            _send_round(mine, now)
        mine.save()


def _send_round(job: Job, now: datetime) -> None:
    job.state, job.again, job.attempts, job.not_before = JobState.QUEUED, False, 0, now
    job.ended_at = None
    hint.on_commit()


def _note_fault(job: Job, fault: BaseException, now: datetime) -> None:
    with transaction.atomic():
        mine = lock(_claimed(job))
        if mine is not None:
            _put_back(mine, rules.describe(fault), now, retryable=rules.worth_retrying(fault))


def _put_back(job: Job, error: str, now: datetime, *, retryable: bool) -> None:
    job.error, job.lease_until = error, None
    job.state = rules.state_after_fault(job.attempts, job.max_attempts, retryable=retryable)
    job.not_before = now + rules.delay(job.attempts)
    job.ended_at = now if job.state == JobState.FAILED else None
    if job.state == JobState.FAILED and job.again:
        _send_round(job, now)
    job.save()


def sweep(now: datetime) -> int:
    """Put back what a dead worker left, and wake somebody for work that waits; how many were
    put back. Work of a dead worker is due at once: it was no fault of the work, as far as one
    can tell; but it counts as an attempt, so that work that kills workers comes to an end."""
    swept = 0
    while _sweep_one(now):
        swept += 1
    if queries.waiting(now).exists():
        with transaction.atomic():
            hint.on_commit()
    return swept


def put_back_all(now: datetime) -> int:
    """Put back what was being run: after a restore no worker has any of it in hand. How many."""
    running = Job.objects.filter(state=JobState.RUNNING)
    running.update(lease_until=now - timedelta(seconds=1))
    return sweep(now)


def _sweep_one(now: datetime) -> bool:
    left = queries.left_behind(now)
    if not left.exists():
        return False
    with transaction.atomic():
        job = lock(left, skip_locked=True)
        if job is None:
            return False
        _put_back(job, _SILENT, now, retryable=True)
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(not_before=now)
    return True


def tidy(now: datetime) -> int:
    """Forget answers kept for repeated requests after 30 days, and finished jobs after 90; after a
    day those that came round and found nothing to do."""
    answers, _ = CarriedOut.objects.filter(at__lt=now - KEEP_ANSWERS).delete()
    ended = Job.objects.filter(state__in=[JobState.DONE, JobState.CANCELLED])
    jobs, _ = ended.filter(ended_at__lt=now - KEEP_DONE).delete()
    idle = ended.filter(result__isnull=True, unique_key__startswith="schedule:")
    nothing, _ = idle.filter(ended_at__lt=now - KEEP_IDLE).delete()
    return answers + jobs + nothing
