"""Leaving nothing behind of what was removed from the index."""

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

MERGED_PAGES = 2_000  # of 4 kB, between which others can write
TIDY_FROM = 2  # segments of one size that are worth putting together


def compact() -> None:
    """Rewrite the words of the index so that nothing of what was removed is left in it.

    FTS5 keeps removed words until its segments are merged, which is done in steps so that others
    can write between them. PostgreSQL keeps the row until it is vacuumed, and the words of its
    index until that is built again beside the old. Not within a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (INDEX_CLEANUP ON) search_searchdocument")
            # What a rebuilding that was broken off left behind.
            cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS search_terms_ccnew")
            cursor.execute("REINDEX INDEX CONCURRENTLY search_terms")
            return
        # A negative number of pages first puts all segments on one level: in the end one is left.
        _merge(cursor, first=-MERGED_PAGES)


def tidy() -> None:
    """Put segments of the index together that are of one size, so that a word is looked up in few
    places: each is opened anew for every span of what a reader may see. SQLite alone; what is one
    already is not written again. Not within a transaction."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT v FROM search_words_config WHERE k = 'usermerge'")
        if cursor.fetchone() != (TIDY_FROM,):
            cursor.execute(
                "INSERT INTO search_words (search_words, rank) VALUES ('usermerge', %s)",
                [TIDY_FROM],
            )
        _merge(cursor, first=MERGED_PAGES)


def _merge(cursor: "CursorWrapper", *, first: int) -> None:
    step, changed = first, 2
    while changed >= 2:  # one change is the command itself
        before = _changes(cursor)
        cursor.execute("INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)", [step])
        step, changed = MERGED_PAGES, _changes(cursor) - before


def _changes(cursor: "CursorWrapper") -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])
