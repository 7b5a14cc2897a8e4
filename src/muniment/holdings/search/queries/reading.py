"""Reading the index for one reader: what they may not see is passed over, never counted."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import connection, transaction

from muniment.foundation.access import queries as access
from muniment.holdings.search import rules
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.queries.compiling import Selection
from muniment.holdings.search.queries.dialects import Condition, Dialect, Postgresql, Sqlite
from muniment.holdings.search.types import Words

FEW = 1_000  # so many are read in one go
LOOKED_INTO = 200  # texts of so many are looked into one by one
SPANS = 300  # more are not read one by one
KEYS_FOR_A_SPAN = 4  # that are looked up rather than a span read
BEGINNING = re.compile(r"(\w+)\" \*")
BEGINNINGS = range(2, 7)  # how long those are that FTS5 has an index of
COMMON = 20_000  # so many of what a reader sees are met on the way down from the newest


class Reading:
    """Reads what a reader may see, of those audiences, in the language of one database."""

    dialect: Dialect

    def __init__(self, visible: Collection[int]) -> None:
        self.visible = sorted(visible)

    def count(self, wanted: Selection) -> int:
        """How many there are, to the last."""
        [(total,)] = self.rows("count(*)", wanted)
        return int(total)

    def among(self, numbers: Sequence[int]) -> "Reading":
        """A reading for what is found only among these, all of which the reader sees."""
        return self

    def with_pairs(self, numbers: Sequence[int], pairs: Sequence[Words]) -> set[int] | None:
        """Those of the numbers, all of which the reader sees, in whose words one of the pairs
        stands side by side; None where the index is to be asked."""
        return None

    def newest(self, wanted: Selection, limit: int, *, total: int) -> list[int]:
        """The numbers of the newest, of about `total` that there are."""
        raise NotImplementedError

    def some(self, wanted: Selection, limit: int) -> list[int]:
        """The numbers of at most so many, in no order."""
        return [int(row[0]) for row in self.rows("{number}", wanted, f"LIMIT {int(limit)}")]

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """Columns of the rows `d`, or `{number}`, with what is to follow the conditions;
        `whole`: columns of `d` other than its number are among them."""
        raise NotImplementedError


class SqliteReading(Reading):
    """FTS5. The keys of what the reader sees are a few spans, each read by itself, and what lies
    between is never looked at."""

    dialect = Sqlite()

    def __init__(self, visible: Collection[int]) -> None:
        super().__init__(visible)
        self.spans = rules.spans(visible, access.every_audience())
        self._few: tuple[Selection, list[int]] | None = None

    def count(self, wanted: Selection) -> int:
        """As for all; few are read at once, and remembered for who asks which they are."""
        few = self.some(wanted, FEW + 1)
        if len(few) > FEW:
            return super().count(wanted)
        self._few = wanted, sorted(few, reverse=True)
        return len(few)

    def among(self, numbers: Sequence[int]) -> "SqliteReading":
        """Where these are few beside the spans, each is looked up instead: that costs less than to
        read a span."""
        if len(numbers) > KEYS_FOR_A_SPAN * len(self.spans):
            return self
        narrowed = copy(self)
        narrowed.spans = [(key, key + 1) for key in self._keys(numbers)]
        return narrowed

    def with_pairs(self, numbers: Sequence[int], pairs: Sequence[Words]) -> set[int] | None:
        """Of few, the words themselves are read: FTS5 goes on to the next text that has a pair,
        however far away that is, before it sees that it is another than the one asked for."""
        if len(numbers) > LOOKED_INTO:
            return None
        asked = [f" {' '.join(one.words)} " for one in pairs]
        columns = [f"instr(' ' || {one} || ' ', %s)" for one in ("title", "path", "body")]
        stands = " OR ".join(columns * len(asked))
        keys = ", ".join(map(str, self._keys(numbers))) or "0"
        chosen = f"SELECT rowid & {rules.NUMBER} FROM search_words WHERE rowid IN ({keys})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{chosen} AND ({stands})", [one for one in asked for _ in columns])
            return {int(row[0]) for row in cursor.fetchall()}

    def _keys(self, numbers: Sequence[int]) -> list[int]:
        found = SearchDocument.objects.filter(record_id__in=numbers, audience_id__in=self.visible)
        return list(found.values_list("key", flat=True))

    def newest(self, wanted: Selection, limit: int, *, total: int) -> list[int]:
        """From each span its newest, where there are many; otherwise from all at once."""
        if self._few and self._few[0] is wanted:
            return self._few[1][:limit]
        by_span = wanted.words is not None and not wanted.condition and total > FEW
        if not by_span or not self._one_by_one(wanted):
            order = f"ORDER BY {_number(wanted)} DESC LIMIT {int(limit)}"
            return [int(row[0]) for row in self.rows("{number}", wanted, order)]
        sql = (
            f"SELECT rowid & {rules.NUMBER} FROM search_words WHERE search_words MATCH %s"  # noqa: S608
            " AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        )
        groups = []
        with connection.cursor() as cursor:
            for first, last in self.spans:
                cursor.execute(sql, [wanted.words, first, last, limit])
                groups.append([int(row[0]) for row in cursor.fetchall()])
        return rules.latest(groups, limit)

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """The spans first, then the words within each, then their rows if they are needed."""
        source, given = self._source(wanted, whole=whole)
        chosen = columns.format(number=_number(wanted))
        sql = f"{self._spans(wanted)} SELECT {chosen} {source} {after}"
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())

    def _one_by_one(self, wanted: Selection) -> bool:
        """Whether each span is read by itself: not where they are very many, nor for so long a
        beginning of a word that FTS5 would gather its words again for each of them."""
        beginnings = BEGINNING.findall(wanted.words or "")
        return len(self.spans) <= SPANS and all(len(one) in BEGINNINGS for one in beginnings)

    def _spans(self, wanted: Selection) -> str:
        # Numbers of our own, never anything typed.
        spans = self.spans or [(0, 0)]
        if not self._one_by_one(wanted):
            spans = [(spans[0][0], spans[-1][1])]
        listed = ", ".join(f"({first}, {last})" for first, last in spans)
        return f"WITH span (first, last) AS (VALUES {listed})"

    def _source(self, wanted: Selection, *, whole: bool) -> tuple[str, list[Any]]:
        key = "d.key" if wanted.words is None else "search_words.rowid"
        tables, conditions = ["span"], [f"{key} >= span.first AND {key} < span.last"]
        given: list[Any] = []
        if wanted.words is not None:
            tables.append("search_words")
            conditions.append("search_words MATCH %s")
            given.append(wanted.words)
        if wanted.words is None or wanted.condition or whole:
            joined = "" if wanted.words is None else " ON d.key = search_words.rowid"
            tables.append(f"search_searchdocument d{joined}")
        if wanted.condition:
            conditions.append(f"({wanted.condition.sql})")
            given += wanted.condition.parameters
        if not self._one_by_one(wanted):
            listed = ", ".join(map(str, self.visible))
            conditions.append(f"({key} >> 32) IN ({listed})")
        return f"FROM {' CROSS JOIN '.join(tables)} WHERE {' AND '.join(conditions)}", given


def _number(wanted: Selection) -> str:
    return "d.record_id" if wanted.words is None else f"(search_words.rowid & {rules.NUMBER})"


class PostgresqlReading(Reading):
    """tsvector. Words are looked up in their index and the rows that have them trimmed; of words
    that are in very many records the newest are met soon on the way down from the last record."""

    dialect = Postgresql()

    def newest(self, wanted: Selection, limit: int, *, total: int) -> list[int]:
        """Looked up, or met on the way down."""
        order = f"ORDER BY d.record_id DESC LIMIT {int(limit)}"
        if wanted.words is None or wanted.condition or total < COMMON or limit > FEW:
            return [int(row[0]) for row in self.rows("{number}", wanted, order)]
        sql = (
            "SELECT d.record_id FROM search_searchdocument d WHERE d.terms @@ %s::tsquery"  # noqa: S608
            f" AND {self._visible()} {order}"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
            cursor.execute(sql, [wanted.words])
            found = [int(row[0]) for row in cursor.fetchall()]
            cursor.execute(
                "SET LOCAL enable_bitmapscan TO DEFAULT; SET LOCAL enable_sort TO DEFAULT"
            )
        return found

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """The index of words alone first: OFFSET keeps other conditions out, by which the planner
        would rather go, and then read the words of every row, which costs more than it thinks."""
        source = Condition("search_searchdocument d")
        given: list[Any] = []
        if wanted.words is not None:
            chosen = "SELECT * FROM search_searchdocument WHERE terms @@ %s::tsquery OFFSET 0"
            source, given = Condition(f"({chosen}) d"), [wanted.words]
        conditions = [self._visible()]
        if wanted.condition:
            conditions.append(f"({wanted.condition.sql})")
            given += wanted.condition.parameters
        said = columns.format(number="d.record_id")
        sql = f"SELECT {said} FROM {source.sql} WHERE {' AND '.join(conditions)} {after}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())

    def _visible(self) -> str:
        # Numbers of our own; as literals they plan better than parameters.
        listed = ", ".join(map(str, self.visible))
        return f"d.audience_id IN ({listed}) AND d.state <> 'set_aside'"


def reading(visible: Collection[int]) -> Reading:
    """The reading of one who sees these audiences, of which there is one at least."""
    return (
        PostgresqlReading(visible) if connection.vendor == "postgresql" else SqliteReading(visible)
    )


@contextmanager
def by_index() -> Iterator[None]:
    """Within it PostgreSQL looks words up, however many records have them: its planner counts
    nothing for fetching the words of a row, and would read all of them."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield
        # The caller may be in a transaction that goes on.
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT")


def every_number(wanted: Selection, dialect: Dialect) -> list[int]:
    """The numbers, in order, of all declared records and those set aside, whoever may see them."""
    words = wanted.words
    conditions = [dialect.having(words)] if words is not None else []
    conditions += [wanted.condition] if wanted.condition else []
    asked = " AND ".join(f"({one.sql})" for one in conditions)
    sql = (
        f"SELECT d.record_id FROM search_searchdocument d WHERE {asked}"  # noqa: S608
        " AND d.state IN ('declared', 'set_aside') ORDER BY d.record_id"
    )
    given: Sequence[Any] = [value for one in conditions for value in one.parameters]
    with by_index(), connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [int(row[0]) for row in cursor.fetchall()]
