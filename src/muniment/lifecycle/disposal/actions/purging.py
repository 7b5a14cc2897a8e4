"""After a destruction: no destroyed word is to linger in the database's own files."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal.actions.forgetting import forget_answers
from muniment.lifecycle.disposal.types import PurgeReport

# What held content in the database, and had rows deleted or rewritten by a destruction.
TABLES = (
    "content_derived",
    "content_preview",
    "content_blob",
    "records_record",
    "records_component",
    "records_found",
    "records_change",
    "capture_captureditem",
    "jobs_carriedout",
)


def purge(*, now: datetime) -> PurgeReport:
    """Have the database give up the space of what was deleted, and its journal empty itself.

    Runs outside a transaction. Says when the last backup that may hold it will have aged out.
    """
    steps = [f"{forget_answers()} kept answers reduced to stubs"]
    search.compact()
    steps += ["search index compacted"]
    steps += _purge_postgresql() if connection.vendor == "postgresql" else _purge_sqlite()
    gone = civil_date(now) + timedelta(days=settings.MUNIMENT_BACKUP_DAYS)
    return PurgeReport(connection.vendor, tuple(steps), gone)


def _purge_sqlite() -> list[str]:
    """Deleted pages are overwritten as they are freed (secure_delete); the journal still holds
    their old images until it is emptied."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        return ["journal in use by another process: it empties itself at the next purge"]
    return ["journal written back and emptied"]


def _purge_postgresql() -> list[str]:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return [*(f"{table} vacuumed" for table in TABLES), "write-ahead log ages out by itself"]
