"""Keeping the index: called by the verbs that change what it holds, in their transactions."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from muniment.foundation.content import queries as content
from muniment.foundation.content import rules as content_rules
from muniment.holdings.records import queries as records
from muniment.holdings.search import rules
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.rules.folding import GAP, Terms

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

BATCH = 500
BODY_BYTES = 2**20  # characters of a record's text that are indexed


def index(numbers: Sequence[int], *, now: datetime) -> int:
    """Index records (by number) as they are now; how many. In the caller's transaction.

    What is indexed: title, reference, places, metadata and the text of all components, up to
    one million characters a record; the first 15,000 words in order, for phrases.
    """
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
    return rules.index_terms(record.title, place, body[:BODY_BYTES])


def _write(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    fields = [one.name for one in SearchDocument._meta.concrete_fields if not one.primary_key]
    SearchDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["record_id"], update_fields=fields
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in terms])
            cursor.executemany(
                "INSERT INTO search_words (rowid, title, path, body) VALUES (%s, %s, %s, %s)",
                [(pk, *_columns(one)) for pk, one in terms.items()],
            )
        else:
            cursor.executemany(
                "UPDATE search_searchdocument SET terms = %s::tsvector WHERE record_id = %s",
                [(lexemes(one), pk) for pk, one in terms.items()],
            )


def _columns(terms: Terms) -> tuple[str, str, str]:
    # The tail has gaps between its words: they are found, but make no phrase.
    tail = f" {GAP} ".join(("", *terms.tail)) if terms.tail else ""
    return " ".join(terms.title), " ".join(terms.path), " ".join(terms.body) + tail


def lexemes(terms: Terms) -> str:
    """The words as a tsvector in its own notation: each word with its places and weight, each
    pair of neighbours, and the words of title and path under their marks."""
    places: dict[str, list[str]] = {}
    bare: set[str] = set(terms.tail)
    at = 0
    parts = ((terms.title, "A", "_t_"), (terms.path[:1000], "B", "_p_"), (terms.body, "", ""))
    for words, weight, mark in parts:
        for word in words:
            at += 1
            places.setdefault(word, []).append(f"{at}{weight}")
        bare |= {mark + word for word in words if mark}
        bare |= {f"{a}{GAP}{b}" for a, b in itertools.pairwise(words)}
        at += 10
    # A tsvector keeps at most 256 places of a word.
    counted = [f"'{word}':{','.join(found[:256])}" for word, found in places.items()]
    return " ".join([*counted, *(f"'{word}'" for word in bare - places.keys())])


def remove(numbers: Sequence[int]) -> None:
    """Take records out of the index. In the caller's transaction."""
    SearchDocument.objects.filter(record_id__in=list(numbers)).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s", [(one,) for one in numbers]
            )


def compact() -> None:
    """Rewrite the words of the index so that nothing of what was removed is left in it.

    FTS5 keeps removed words until its segments are merged; PostgreSQL until the row is vacuumed.
    Not within a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        else:
            cursor.execute("VACUUM (INDEX_CLEANUP ON) search_searchdocument")


def reindex(after: int, *, now: datetime) -> int | None:
    """Index the next BATCH records whose number is above `after`, while people go on working;
    the last number done, or None at the end."""
    numbers = records.numbers_after(after, BATCH)
    index(numbers, now=now)
    return numbers[-1] if numbers else None
