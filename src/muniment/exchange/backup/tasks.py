"""The backups that are taken by themselves."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from muniment.exchange.backup import actions, queries
from muniment.foundation.access.queries import profile_of
from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.foundation.kernel.clock import civil_date

LEASE = 120  # a large database is copied in one step; the lock of the folder tells of it


@kind("backup.take", lease_seconds=LEASE)
def take(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, Any] | None:
    """Take a backup into MUNIMENT_BACKUP_FOLDER; None where there is none, none is due, or
    one is being taken."""
    folder = settings.MUNIMENT_BACKUP_FOLDER
    if folder is None or not queries.is_due(Path(folder), now=now):
        return None
    actor = profile_of(run_as, on=civil_date(now))
    return actions.take_in_turn(
        actor, Path(folder), now=now, progress=lambda step, done, total: progress(done, total)
    )
