"""Reading the index on SQLite."""

import re
from collections.abc import Collection, Sequence
from copy import copy
from typing import Any

from django.db import connection

from muniment.foundation.access import queries as access
from muniment.holdings.search import rules
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.queries.compiling import Selection
from muniment.holdings.search.queries.dialects import Sqlite
from muniment.holdings.search.queries.reading import Reading
from muniment.holdings.search.types import Words

FEW = 1_000  # so many are read in one go
LOOKED_INTO = 200  # texts of so many are looked into one by one
SPANS = 300  # more are not read one by one
KEYS_FOR_A_SPAN = 4  # that are looked up rather than a span read
BEGINNING = re.compile(r"(\w+)\" \*")
BEGINNINGS = range(2, 7)  # how long those are that FTS5 has an index of


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
