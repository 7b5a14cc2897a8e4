"""Which backups there are, and whether there is one that is recent."""

from datetime import datetime

from django.db.models import QuerySet

from muniment.exchange.backup.models import Backup


def backups() -> QuerySet[Backup]:
    """The backups that were taken and are not known to be removed, the latest first."""
    return Backup.objects.filter(removed_at=None).order_by("-taken_at", "-pk")


def last() -> Backup | None:
    """The latest backup."""
    return backups().first()


def last_taken_at() -> datetime | None:
    """When the latest backup was taken."""
    found = last()
    return found.taken_at if found else None
