"""Reading the index of the library for one reader, in the languages of the search of records."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from muniment.foundation.access.types import Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.library.models import LibraryWords
from muniment.holdings.library.queries.scope import manages
from muniment.holdings.search.queries.compiling import Selection, class_meant
from muniment.holdings.search.queries.dialects import Condition, Dialect, Postgresql, Sqlite
from muniment.holdings.search.queries.reading import Reading
from muniment.holdings.search.types import Between, Filter

NOTHING = Condition("1 = 0")


def beside(reference: str, *, below: bool = True) -> Condition:
    """Beside a class, or one below it."""
    found = class_meant(reference)
    if found is None:
        return NOTHING
    numbers = fileplan.below(found).values_list("pk", flat=True) if below else [found.pk]
    listed = ", ".join(str(int(one)) for one in numbers)
    placed = f"SELECT p.resource_id FROM library_placed p WHERE p.file_class_id IN ({listed})"  # noqa: S608
    return Condition(f"d.id IN ({placed})")


class _Shelves(Dialect):
    """What filters say of resources: those that only records have find none."""

    def other(self, node: Filter | Between) -> Condition | None:
        """Classes and languages; nothing else."""
        if isinstance(node, Filter) and node.name in ("class", "only-class"):
            return beside(node.value, below=node.name == "class")
        if isinstance(node, Filter) and node.name == "language":
            return Condition("d.language = %s", [node.value.lower()])
        return NOTHING


class SqliteShelves(_Shelves, Sqlite):
    """FTS5."""

    def having(self, expression: str) -> Condition:
        """Among those that the table of words names."""
        words = "SELECT rowid FROM search_words_library WHERE search_words_library MATCH %s"
        return Condition(f"d.id IN ({words})", [expression])


class PostgresqlShelves(_Shelves, Postgresql):
    """tsquery."""

    def having(self, expression: str) -> Condition:
        """Among those that the index of words names."""
        words = "SELECT resource_id FROM library_librarywords WHERE terms @@ %s::tsquery"
        return Condition(f"d.id IN ({words})", [expression])


class LibraryReading(Reading):
    """Reads what one reader may know of. What they may not is in no count and no order."""

    index, vocabulary = "library_librarywords", "search_known_library"

    def __init__(self, actor: Profile, *, withdrawn: bool = False) -> None:
        super().__init__(())
        self.sqlite = connection.vendor != "postgresql"
        self.dialect = SqliteShelves() if self.sqlite else PostgresqlShelves()
        self._seen = _seen(actor, withdrawn=withdrawn)

    def newest(self, wanted: Selection, limit: int, *, total: int) -> list[int]:
        """What was added last."""
        order = f"ORDER BY d.id DESC LIMIT {int(limit)}"
        return [int(row[0]) for row in self.rows("{number}", wanted, order)]

    def weights(self, numbers: Sequence[int]) -> dict[int, str]:
        """As they are kept beside the index."""
        chosen = LibraryWords.objects.filter(resource__in=list(numbers))
        return dict(chosen.values_list("resource_id", "packed"))

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """Those that have the words, then of these what the reader may know of; `whole`: with the
        columns `l` of the licence that counts."""
        asked = self.asking(columns, wanted, whole=whole)
        with connection.cursor() as cursor:
            cursor.execute(f"{asked.sql} {after}", asked.parameters)
            return list(cursor.fetchall())

    def asking(self, columns: str, wanted: Selection, *, whole: bool = False) -> Condition:
        """The statement that reads the rows, with its parameters."""
        conditions, tables = [self._seen], "library_resource d"
        if wanted.words is not None and self.sqlite:
            words = "search_words_library"
            tables = f"{words} CROSS JOIN library_resource d ON d.id = {words}.rowid"
            conditions.insert(0, Condition(f"{words} MATCH %s", [wanted.words]))
        elif wanted.words is not None:
            tables = "library_librarywords w JOIN library_resource d ON d.id = w.resource_id"
            conditions.insert(0, Condition("w.terms @@ %s::tsquery", [wanted.words]))
        if wanted.condition:
            conditions.append(wanted.condition)
        if whole:
            tables += " LEFT JOIN library_licence l ON l.id = d.licence_id"
        asked = " AND ".join(f"({one.sql})" for one in conditions)
        given = [value for one in conditions for value in one.parameters]
        said = columns.format(number="d.id")
        return Condition(f"SELECT {said} FROM {tables} WHERE {asked}", given)  # noqa: S608

    def subjects(self, wanted: Selection, most: int) -> dict[int, int]:
        """The numbers of the terms that most of them are about, and how many are."""
        among = self.asking("d.id", wanted)
        sql = (
            "SELECT s.term_id, count(*) FROM library_subject s WHERE s.resource_id IN"  # noqa: S608
            f" ({among.sql}) GROUP BY s.term_id ORDER BY 2 DESC, 1 LIMIT {int(most)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, among.parameters)
            return {int(term): int(count) for term, count in cursor.fetchall()}


def _seen(actor: Profile, *, withdrawn: bool) -> Condition:
    if manages(actor):
        return Condition(f"d.withdrawn_at IS {'NOT ' if withdrawn else ''}NULL")
    if not actor.active or withdrawn:
        return NOTHING
    open_to_all = "d.withdrawn_at IS NULL AND (NOT d.limited"
    if not actor.unit_lineage:
        return Condition(f"{open_to_all})")
    marks = ", ".join(["%s"] * len(actor.unit_lineage))
    own = f"SELECT o.resource_id FROM library_limitedto o WHERE o.unit IN ({marks})"  # noqa: S608
    return Condition(f"{open_to_all} OR d.id IN ({own}))", list(actor.unit_lineage))
