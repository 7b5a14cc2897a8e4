"""Which backups there are, and whether there is one that is recent."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from muniment.exchange.backup.models import Backup
from muniment.exchange.backup.rules import deciding
from muniment.foundation.audit import queries as audit

EVERY = {"sqlite": 120, "postgresql": 20}  # seconds; five minutes and one minute are promised
LOOKS = 30  # seconds between two rounds of the job
OWN = "backup:snapshot:taken"  # that a backup was taken is no change


def backups() -> QuerySet[Backup]:
    """The backups that were taken and are not known to be removed, the latest first."""
    return Backup.objects.filter(removed_at=None).order_by("-taken_at", "-pk")


def is_due(folder: Path, *, now: datetime) -> bool:
    """Whether it is time for a backup into `folder`. A job that is delivered twice takes one."""
    found = backups().filter(folder=str(folder.absolute())).first()
    if found is None:
        return True
    return deciding.is_due(
        found.taken_at, found.seconds, changed=_changed_since(found), every=every(), now=now
    )


def every() -> int:
    """How many seconds lie between backups, while there are changes (MUNIMENT_BACKUP_EVERY)."""
    return settings.MUNIMENT_BACKUP_EVERY or EVERY[connection.vendor]


def loss_at_most(found: Backup | None) -> float:
    """How many seconds of work can be lost at most, if the next backup takes as long as this one
    and a worker runs."""
    return deciding.loss_at_most(found.seconds if found else 0.0, every=every(), looks=LOOKS)


def _changed_since(one: Backup) -> bool:
    """Whether anything was done after the moment of a backup: whatever is done is in the log."""
    return audit.is_told_since(one.events, besides=OWN)


def last() -> Backup | None:
    """The latest backup."""
    return backups().first()


def is_late(now: datetime) -> bool:
    """Whether it is time to warn that there is no recent backup."""
    found = last()
    return deciding.is_late(found.taken_at if found else None, now)


def last_proven() -> Backup | None:
    """The backup that was proven last."""
    return backups().exclude(proven_at=None).order_by("-proven_at").first()
