"""After a destruction: no destroyed word is to linger in the database's own files."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import connection

from muniment.foundation.kernel.clock import CIVIL, civil_date
from muniment.holdings.records import actions as records
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal.actions.forgetting import forget_answers
from muniment.lifecycle.disposal.types import PurgeReport

# What held content in the database, and had rows deleted or rewritten by a destruction.
TABLES = (
    "content_derived",
    "content_preview",
    "content_blob",
    "content_wrappedkey",
    "records_record",
    "records_component",
    "records_found",
    "records_change",
    "records_merged",
    "records_fieldvalue",
    "records_bulkitem",
    "records_bulkedit",
    "search_wordweights",
    "advice_sample",
    "advice_learnt",
    "advice_filedbyrule",
    "duplicates_signature",
    "duplicates_band",
    "duplicates_pair",
    "capture_captureditem",
    "capture_messagetocheck",
    "jobs_carriedout",
)
AT_ONCE = 512 * 2**20  # bytes of SQLite rewritten well within the time that writers wait
NIGHT = time(2)


class JournalInUse(Exception):
    """Somebody reads an old state of the database, which keeps its journal from being emptied."""


def best_time(now: datetime) -> datetime:
    """When to purge: at once; or in the coming night (at two, civil time), where the database is
    so large that rewriting it would keep people waiting."""
    if connection.vendor != "sqlite" or _size() <= AT_ONCE:
        return now
    tonight = datetime.combine(civil_date(now), NIGHT, CIVIL)
    return (tonight if tonight > now else tonight + timedelta(days=1)).astimezone(UTC)


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def purge(*, now: datetime) -> PurgeReport:
    """Have the database give up the space of what was deleted, and its journal empty itself.

    Runs outside a transaction. Says when the last backup that may hold it will have aged out.
    """
    steps = [f"{forget_answers()} kept answers reduced to stubs"]
    steps += [f"{records.forget_bulk_values()} bulk edits emptied"]
    search.compact()
    steps += ["search index compacted"]
    steps += _purge_postgresql() if connection.vendor == "postgresql" else _purge_sqlite()
    gone = civil_date(now) + timedelta(days=settings.MUNIMENT_BACKUP_DAYS)
    return PurgeReport(connection.vendor, tuple(steps), gone)


def _purge_sqlite() -> list[str]:
    """What is deleted is overwritten where it stands (secure_delete). But when rows move from page
    to page their old images stay in the gaps of the pages, so the database is written anew; and
    the journal holds the old pages until it is emptied. Raises JournalInUse: try again later."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")  # else the copy would stand in memory
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        raise JournalInUse("another process reads the database as it was: the purge is not done")
    return ["database written anew", "journal written back and emptied"]


def _purge_postgresql() -> list[str]:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return [*(f"{table} vacuumed" for table in TABLES), "write-ahead log ages out by itself"]
