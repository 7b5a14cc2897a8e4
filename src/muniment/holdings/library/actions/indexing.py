"""Keeping the index of the library: in the transaction that changes what it holds."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection, transaction

from muniment.holdings.library import queries
from muniment.holdings.library.models import LibraryWords, Resource, Subject
from muniment.holdings.library.types import KINDS, LICENCES, LicenceKind, ResourceKind
from muniment.holdings.records.queries.values import TERM
from muniment.holdings.search import rules as search_rules
from muniment.holdings.search.actions.writing import lexemes
from muniment.holdings.search.rules.folding import Terms

BATCH = 500


def index(numbers: Sequence[int]) -> int:
    """Index resources (by number) as they are now; how many. In the caller's transaction."""
    found = queries.numbered(numbers)
    terms = _terms(found)
    packed = [LibraryWords(resource_id=pk, packed=search_rules.packed(one)) for pk, one in terms]
    LibraryWords.objects.bulk_create(
        packed, update_conflicts=True, unique_fields=["resource"], update_fields=["packed"]
    )
    if connection.vendor == "postgresql":
        _write_postgresql(terms)
    else:
        _write_sqlite(terms)
    return len(terms)


@transaction.atomic
def reindex(after: int) -> int | None:
    """Index the next BATCH resources whose number is above `after`; the last number done, or None
    at the end."""
    numbers = queries.numbers_after(after, BATCH)
    index(numbers)
    return numbers[-1] if numbers else None


def _terms(found: Sequence[Resource]) -> list[tuple[int, Terms]]:
    subjects: dict[int, list[int]] = {}
    rows = Subject.objects.filter(resource__in=[one.pk for one in found])
    for number, term in rows.values_list("resource_id", "term_id"):
        subjects.setdefault(number, []).append(term)
    return [(one.pk, _terms_of(one, subjects.get(one.pk, []))) for one in found]


def _terms_of(one: Resource, subjects: Sequence[int]) -> Terms:
    said = [one.publisher, one.description, KINDS[ResourceKind(one.kind)], one.reference]
    said += [one.isbn, one.issn, one.doi, one.shelf_mark]
    if one.licence:
        said += [LICENCES[LicenceKind(one.licence.kind)], one.licence.name, one.licence.supplier]
    terms = search_rules.index_terms(one.title, one.address, " ".join(filter(None, said)))
    # A subject is held by its number, so that a term is renamed without indexing anything.
    return replace(terms, tail=(*(f"{TERM}{number}" for number in subjects), *terms.tail))


def _write_sqlite(terms: Sequence[tuple[int, Terms]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM search_words_library WHERE rowid = %s", [(pk,) for pk, _ in terms]
        )
        cursor.executemany(
            "INSERT INTO search_words_library (rowid, title, path, body, tail, marks)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(pk, *_columns(one)) for pk, one in terms],
        )


def _columns(terms: Terms) -> tuple[str, ...]:
    parts = (terms.title, terms.path, terms.body, terms.tail, search_rules.marks(terms))
    return tuple(" ".join(words) for words in parts)


def _write_postgresql(terms: Sequence[tuple[int, Terms]]) -> None:
    sql = (
        "UPDATE library_librarywords SET terms = given.terms::tsvector"
        " FROM unnest(%s::bigint[], %s::text[]) AS given (number, terms)"
        " WHERE resource_id = given.number"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[pk for pk, _ in terms], [lexemes(one) for _, one in terms]])
