"""What wakes workers, and the room's own upkeep."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django_tasks import task

from muniment.foundation.jobs.actions import kind, tidy
from muniment.foundation.jobs.adapters.worker import work
from muniment.foundation.jobs.types import Progress

ATTEND_SECONDS = 600


@task()
def attend() -> int:
    """Do what is due. Any worker of the django-tasks API can run it."""
    return work(until_idle=True, max_seconds=ATTEND_SECONDS)


@kind("jobs.tidy", atomic=True)
def tidy_jobs(
    arguments: Mapping[str, Any], *, run_as: str, now: datetime, progress: Progress
) -> int:
    """Forget finished work and kept answers that are old."""
    return tidy(now)
