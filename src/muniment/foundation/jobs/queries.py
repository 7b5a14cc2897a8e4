"""Reading the queue. Jobs are for whoever runs the system: doors ask for that permission."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, QuerySet

from muniment.foundation.jobs.models import Job, Schedule
from muniment.foundation.jobs.types import JobState


def waiting(now: datetime) -> QuerySet[Job]:
    """What is due to be done, the longest waiting first."""
    due = Job.objects.filter(state=JobState.QUEUED, not_before__lte=now)
    return due.order_by("not_before", "id")


def left_behind(now: datetime) -> QuerySet[Job]:
    """What a worker began and has been silent about for longer than its lease."""
    return Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).order_by("id")


def jobs(*, states: Sequence[JobState] = (), kind: str = "") -> QuerySet[Job]:
    """Jobs, the newest first, of these states and kind (none named: all)."""
    found = Job.objects.order_by("-id")
    found = found.filter(state__in=states) if states else found
    return found.filter(kind=kind) if kind else found


def counts() -> dict[JobState, int]:
    """How many jobs there are in each state."""
    rows = Job.objects.values_list("state").annotate(count=Count("pk")).order_by()
    found = {JobState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in JobState}


def schedules() -> QuerySet[Schedule]:
    """What comes round, by name."""
    return Schedule.objects.order_by("name")
