"""Which backups there are, and whether there is one that is recent."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from muniment.exchange.backup.models import Backup
from muniment.exchange.backup.rules import deciding

HOUR = timedelta(hours=1)


def backups() -> QuerySet[Backup]:
    """The backups that were taken and are not known to be removed, the latest first."""
    return Backup.objects.filter(removed_at=None).order_by("-taken_at", "-pk")


def is_due(folder: Path, *, now: datetime) -> bool:
    """Whether no backup has been taken into `folder` in the last hour: a job that is delivered
    twice takes one."""
    recent = backups().filter(folder=str(folder.absolute()), taken_at__gt=now - HOUR)
    return not recent.exists()


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
