"""Writing rows of the index with their words, in the notation of each database."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from muniment.holdings.search import rules
from muniment.holdings.search.models import SearchDocument, WordWeights
from muniment.holdings.search.rules.folding import GAP, Terms
from muniment.holdings.search.rules.terms import FURTHEST_APART
from muniment.holdings.search.types import MARKS, Field

FIELDS = tuple(one.name for one in SearchDocument._meta.concrete_fields)
MOST_PLACES = 256  # of one word, which is all that a tsvector keeps


def write(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    """Write the rows, and the words of each record by its number, in place of what there was."""
    if connection.vendor == "postgresql":
        _write_postgresql(documents, terms)
    else:
        _write_sqlite(documents, terms)
    WordWeights.objects.bulk_create(
        [WordWeights(record_id=pk, packed=rules.packed(one)) for pk, one in terms.items()],
        update_conflicts=True,
        unique_fields=["record_id"],
        update_fields=["packed"],
    )


def _write_sqlite(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    before = SearchDocument.objects.filter(record_id__in=list(terms))
    keys = {*before.values_list("key", flat=True), *(one.key for one in documents)}
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(key,) for key in keys])
        before.delete()
        SearchDocument.objects.bulk_create(documents)
        cursor.executemany(
            "INSERT INTO search_words (rowid, title, path, body, tail, marks)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(one.key, *_columns(terms[one.record_id])) for one in documents],
        )


def _write_postgresql(documents: Sequence[SearchDocument], terms: dict[int, Terms]) -> None:
    # Row and words in one statement: two would write each row, and its place in every index, twice.
    kinds = (*("bigint",) * 5, "date", *("text",) * 3, "bigint", "text")
    chosen = ", ".join([*FIELDS, "terms::tsvector"])
    changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in (*FIELDS, "terms"))
    sql = (
        f"INSERT INTO search_searchdocument ({', '.join(FIELDS)}, terms) "  # noqa: S608
        f"SELECT {chosen} FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)}) "
        f"AS given ({', '.join(FIELDS)}, terms) ON CONFLICT (record_id) DO UPDATE SET {changed}"
    )
    columns = [[getattr(one, name) for one in documents] for name in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns, [lexemes(terms[one.record_id]) for one in documents]])


def _columns(terms: Terms) -> tuple[str, ...]:
    parts = (terms.title, terms.path, terms.body, terms.tail, rules.marks(terms))
    return tuple(" ".join(words) for words in parts)


def lexemes(terms: Terms) -> str:
    """The words as a tsvector in its own notation: each with its places, and each pair of
    neighbours with its place, so that a phrase of common words is looked up and not searched for;
    those of title and path again under their marks, which keeps the beginnings of words apart
    from both; and those that weigh more than others marked so."""
    places: dict[str, list[int]] = {}
    at = 1
    for words, field in (
        (terms.title, Field.TITLE),
        (terms.path, Field.PATH),
        (terms.body, Field.ANY),
    ):
        for one, place in _placed(words, MARKS[field], at):
            places.setdefault(one, []).append(place)
        at += len(words) + FURTHEST_APART + 2  # nothing is near across two parts

    found = (f"'{one}':{_listed(those)}" for one, those in places.items())
    alone = (f"'{one}'" for one in itertools.chain(terms.tail, rules.marks(terms)))
    return " ".join([*found, *alone])


def _placed(words: Sequence[str], mark: str, first: int) -> Iterator[tuple[str, int]]:
    for place, word in enumerate(words, first):
        yield word, place
        if mark:
            yield mark + word, place
    for place, (one, two) in enumerate(itertools.pairwise(words), first):
        pair = f"{GAP}{one}{GAP}{two}"
        yield pair, place
        if mark:
            yield mark + pair, place


def _listed(places: Iterable[int]) -> str:
    return ",".join(map(str, itertools.islice(places, MOST_PLACES)))
