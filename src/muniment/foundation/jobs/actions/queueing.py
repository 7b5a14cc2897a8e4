"""Putting work in the queue, back into it, and taking it out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs import rules
from muniment.foundation.jobs.actions.registry import kind_named
from muniment.foundation.jobs.adapters import hint
from muniment.foundation.jobs.models import Job
from muniment.foundation.jobs.types import OPEN, JobState, Operator
from muniment.foundation.kernel.errors import NotFound, NotPermitted, refuse_if


def enqueue(
    kind: str,
    arguments: Mapping[str, Any],
    *,
    run_as: str,
    now: datetime,
    unique_key: str = "",
    not_before: datetime | None = None,
    max_attempts: int = 5,
) -> Job:
    """Queue a piece of work in the caller's transaction: it exists if and only if that commits.

    With a `unique_key` (which must stand for the arguments) there is one open job of the kind
    and key at most, and the answer may be one that was there already: it will run, or run once
    more, after this transaction has committed. Raises LookupError for an unknown kind.
    """
    kind_named(kind)
    new = Job(
        kind=kind,
        arguments=dict(arguments),
        run_as=run_as,
        unique_key=unique_key,
        not_before=not_before or now,
        created_at=now,
        max_attempts=max_attempts,
    )
    with transaction.atomic():
        job = _save_once(new) if unique_key else _save(new)
        if job.not_before <= now:
            hint.on_commit()
    return job


def _save(new: Job) -> Job:
    new.save(force_insert=True)
    return new


def _save_once(new: Job) -> Job:
    while True:
        known = _join(new)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                return _save(new)
        except IntegrityError:
            new.pk = None  # another transaction was first: join its job


def _join(new: Job) -> Job | None:
    """Lock the open job of the same key: while we hold it no worker can claim or finish it, so
    it cannot run past the changes that this transaction is about to commit."""
    known = lock(Job.objects.filter(kind=new.kind, unique_key=new.unique_key, state__in=OPEN))
    if known is None:
        return None
    if known.state == JobState.RUNNING:
        known.again = True
    known.not_before = min(known.not_before, new.not_before)
    known.save(update_fields=["again", "not_before"])
    return known


def lock(jobs: QuerySet[Job], *, skip_locked: bool = False) -> Job | None:
    """The first of `jobs`, locked until the commit; on SQLite the transaction is the lock."""
    if connection.vendor == "postgresql":
        jobs = jobs.select_for_update(skip_locked=skip_locked)
    return jobs.first()


@verb("jobs:job:retry")
def retry(actor: Operator, reference: str, *, now: datetime) -> Job:
    """Put a job that failed back into the queue, with all its attempts. Refused in other states."""
    job = _steer(actor, reference, JobState.QUEUED)
    job.state, job.attempts, job.not_before, job.ended_at = JobState.QUEUED, 0, now, None
    job.save(update_fields=["state", "attempts", "not_before", "ended_at"])
    hint.on_commit()
    record(EventDraft("jobs:job:retried", actor.reference, _name(job)), at=now)
    return job


@verb("jobs:job:cancel")
def cancel(actor: Operator, reference: str, *, now: datetime) -> Job:
    """Take a waiting job out of the queue for good. Refused once it runs or has ended."""
    job = _steer(actor, reference, JobState.CANCELLED)
    job.state, job.ended_at = JobState.CANCELLED, now
    job.save(update_fields=["state", "ended_at"])
    record(EventDraft("jobs:job:cancelled", actor.reference, _name(job)), at=now)
    return job


def _steer(actor: Operator, reference: str, to: JobState) -> Job:
    reasons = rules.reasons_not_to_steer(actor.permissions)
    if reasons:
        raise NotPermitted(reasons)
    digits = str(reference).removeprefix("job:")
    job = lock(Job.objects.filter(pk=int(digits))) if digits.isdecimal() else None
    if job is None:
        raise NotFound("job", str(reference))
    refuse_if(rules.reasons_not_to_move(JobState(job.state), to))
    if to is JobState.QUEUED and job.unique_key:
        _refuse_second(job)
    return job


def _refuse_second(job: Job) -> None:
    twins = Job.objects.filter(kind=job.kind, unique_key=job.unique_key, state__in=OPEN)
    if twins.exists():
        refuse_if(rules.reasons_not_to_double())


def _name(job: Job) -> str:
    return f"job:{job.pk}"
