"""Keeping the index: called by the verbs that change what it holds, in their transactions."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from muniment.foundation.content import queries as content
from muniment.foundation.content import rules as content_rules
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.search import rules
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.rules.folding import GAP, Terms
from muniment.holdings.search.types import MARKS, Field, Indexed

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from muniment.holdings.records.models import Record

BATCH = 500
MERGED_PAGES = 2_000  # of 4 kB, between which others can write
BODY_LENGTH = 2**20  # characters of a record's text that are indexed
FIELDS = tuple(one.name for one in SearchDocument._meta.concrete_fields)


def index(numbers: Sequence[int], *, now: datetime) -> int:
    """Index records (by number) as they are now; how many. In the caller's transaction.

    What is indexed: title, reference, places, metadata and the text of all components, up to
    one million characters a record; the first 15,000 words in order, for phrases. What a hold
    finds by a search is held from here on, before the text can change again.
    """
    count = _index(numbers)
    indexed: Indexed = import_string(settings.MUNIMENT_INDEXED)
    indexed(numbers, now=now)
    return count


@transaction.atomic
def index_again(numbers: Sequence[int], *, now: datetime) -> int:
    """Index records after a change, in a transaction of its own and under their locks: what is
    being destroyed at this moment is not read before and written after it."""
    return index(record_actions.lock_records(numbers), now=now)


def _index(numbers: Sequence[int]) -> int:
    found = records.numbered(numbers)
    if not found:
        return 0
    digests = records.digests_of(list(found))
    texts = content.texts_of({one for several in digests.values() for one in several})
    places = records.place_texts(list(found))
    documents = [_document(record, places.get(pk, "")) for pk, record in found.items()]
    terms = {
        pk: _terms(record, places.get(pk, ""), [texts.get(one, "") for one in digests.get(pk, [])])
        for pk, record in found.items()
    }
    _write(documents, terms)
    return len(documents)


def _document(record: "Record", place: str) -> SearchDocument:
    return SearchDocument(
        record_id=record.pk,
        audience_id=record.audience_id,
        file_class_id=record.file_class_id,
        folder_id=record.folder_id,
        record_date=record.record_date,
        puid=record.puid.lower(),
        extension=content_rules.extension_hint(place.rpartition("/")[2]),
        state=record.state,
    )


def _terms(record: "Record", place: str, texts: Iterable[str]) -> Terms:
    said = " ".join(str(value) for value in record.metadata.values())
    body = " ".join([record.reference, said, *texts])
    return rules.index_terms(record.title, place, body[:BODY_LENGTH])


def _write(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    if connection.vendor == "postgresql":
        _write_postgresql(documents, terms)
        return
    SearchDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["record_id"], update_fields=FIELDS[1:]
    )
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in terms])
        cursor.executemany(
            "INSERT INTO search_words (rowid, title, path, body) VALUES (%s, %s, %s, %s)",
            [(pk, *_columns(one)) for pk, one in terms.items()],
        )


def _write_postgresql(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    # Row and words in one statement: two would write each row, and its place in every index, twice.
    kinds = ("bigint", "bigint", "bigint", "bigint", "date", "text", "text", "text", "text")
    chosen = ", ".join([*FIELDS, "terms::tsvector"])
    changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in (*FIELDS[1:], "terms"))
    sql = (
        f"INSERT INTO search_searchdocument ({', '.join(FIELDS)}, terms) "  # noqa: S608
        f"SELECT {chosen} FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)}) "
        f"AS given ({', '.join(FIELDS)}, terms) ON CONFLICT (record_id) DO UPDATE SET {changed}"
    )
    columns = [[getattr(one, name) for one in documents] for name in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns, [lexemes(terms[one.record_id]) for one in documents]])


def _columns(terms: Terms) -> tuple[str, str, str]:
    # The tail has gaps between its words: they are found, but make no phrase.
    tail = f" {GAP} ".join(("", *terms.tail)) if terms.tail else ""
    return " ".join(terms.title), " ".join(terms.path), " ".join(terms.body) + tail


def lexemes(terms: Terms) -> str:
    """The words as a tsvector in its own notation: the words, and each pair of neighbours with
    its place, so that a phrase of common words is looked up and not searched for; those of title
    and path again under their marks, which keeps the beginnings of words apart from both."""
    bare: set[str] = set(terms.tail)
    places: dict[str, list[int]] = {}
    at = 0
    for words, field in (
        (terms.title, Field.TITLE),
        (terms.path, Field.PATH),
        (terms.body, Field.ANY),
    ):
        mark = MARKS[field]
        bare.update(words, (mark + word for word in words))
        for first, second in itertools.pairwise(words):
            at += 1
            pair = f"{GAP}{first}{GAP}{second}"
            for one in {pair, mark + pair}:
                places.setdefault(one, []).append(at)
        at += 2  # the last pair of one part does not stand before the first of the next
    # A tsvector keeps at most 256 places of a word.
    pairs = (f"'{pair}':{','.join(map(str, found[:256]))}" for pair, found in places.items())
    return " ".join([*(f"'{word}'" for word in bare), *pairs])


def remove(numbers: Sequence[int]) -> None:
    """Take the content of destroyed records out of the index: their stubs, which are all that is
    left of them, stay found by reference and title. In the caller's transaction, after the
    content has gone."""
    _index(numbers)


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
        step, changed = -MERGED_PAGES, 2
        while changed >= 2:  # one change is the command itself
            before = _changes(cursor)
            cursor.execute(
                "INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)", [step]
            )
            step, changed = MERGED_PAGES, _changes(cursor) - before


def _changes(cursor: "CursorWrapper") -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def reindex(after: int, *, now: datetime) -> int | None:
    """Index the next BATCH records whose number is above `after`, while people go on working;
    the last number done, or None at the end."""
    numbers = records.numbers_after(after, BATCH)
    index_again(numbers, now=now)
    return numbers[-1] if numbers else None
