"""Reading the index on PostgreSQL."""

import json
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django.db import connection

from muniment.foundation.kernel.asking import once_a_page
from muniment.holdings.search.queries.compiling import Selection
from muniment.holdings.search.queries.dialects import Condition, Postgresql
from muniment.holdings.search.queries.reading import Reading

FEW = 1_000  # so many are read in one go, and met on the way down
LIKELY_FEW = 5_000  # of what seems to be fewer it is asked whether it is that few
SURELY = 3  # times as many as a limit are more than it, however rough the guess
COMMON = 20_000  # words of so many records are common
NUMBERS_FOR_A_ROW = 25  # that are read from an index rather than one row of the table
HALF = 0.5  # of all that there is: who sees more is not served by a list of what they see
NEARLY_ALL = 0.9995  # words of more are looked up by themselves
# What it takes to read the words of a row on the way down, beside a row that the index names.
WORDS_READ = 50
# A plan is the better the fewer rows it fetches: each may lie on a page of its own, and the words
# of each that is looked into lie elsewhere again, of which the planner knows nothing.
FEWEST_ROWS = {
    "cpu_tuple_cost": "1",
    "cpu_index_tuple_cost": "0.000001",
    "cpu_operator_cost": "0",
    "random_page_cost": "0.0001",
    "seq_page_cost": "0.0001",
    "max_parallel_workers_per_gather": "0",
    "enable_indexscan": "off",
}
DOWNWARD = {"enable_bitmapscan": "off", "enable_sort": "off"}


class PostgresqlReading(Reading):
    """tsvector. Words of few records are looked up in their index and the rows trimmed. Where
    words are common, what the reader may see is laid over it before any row is fetched; the newest
    of very many are met soon on the way down from the last record. How common words are the
    planner knows, roughly: it decides how something is read, never what is found."""

    dialect = Postgresql()
    steps_tried = 3

    def __init__(self, visible: Collection[int]) -> None:
        super().__init__(visible)
        self._likely: dict[str, int] = {}
        self._few: tuple[Selection, list[int]] | None = None

    def count(self, wanted: Selection) -> int:
        """As for all; what is likely to be few is read at once, and remembered for who asks which
        they are."""
        if wanted.words is not None and self._found(wanted.words) < LIKELY_FEW:
            few = self.some(wanted, FEW + 1)
            if len(few) <= FEW:
                self._few = wanted, sorted(few, reverse=True)
                return len(few)
        return super().count(wanted)

    def is_more(self, wanted: Selection, limit: int) -> bool:
        """By how common the words are."""
        return wanted.words is not None and self._found(wanted.words) > SURELY * limit

    def newest(self, wanted: Selection, limit: int, *, total: int) -> list[int]:
        """Looked up, or met on the way down."""
        if self._few and self._few[0] is wanted:
            return self._few[1][:limit]
        order = f"ORDER BY d.record_id DESC LIMIT {int(limit)}"
        if wanted.words is None or wanted.condition or limit > FEW:
            return [int(row[0]) for row in self.rows("{number}", wanted, order)]
        if not self._soon_met(wanted.words, limit, total):
            return [int(row[0]) for row in self.rows("{number}", wanted, order)]
        sql = (
            "SELECT d.record_id FROM search_searchdocument d WHERE d.terms @@ %s::tsquery"  # noqa: S608
            f" AND {self._visible} {order}"
        )
        return [int(row[0]) for row in _planned(DOWNWARD, sql, [wanted.words])]

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """The index of words alone first, where they are rare; otherwise with what is visible."""
        words, conditions = wanted.words, [Condition(self._visible)]
        source, how = Condition("search_searchdocument d"), dict[str, str]()
        if words is not None and self._is_laid_over(words):
            conditions.insert(0, Condition("d.terms @@ %s::tsquery", [words]))
            how = FEWEST_ROWS
        elif words is not None and self._having(words) >= COMMON and not wanted.condition:
            # Written so that no index but that of words can answer.
            seen = self._visible.replace("d.audience_id", "d.audience_id + 0")
            seen = seen.replace("d.state", "d.state || ''")
            conditions = [Condition("d.terms @@ %s::tsquery", [words]), Condition(seen)]
        elif words is not None:
            # OFFSET keeps other conditions out, by which the planner would rather go, and then
            # read the words of every row, which costs more than it thinks.
            chosen = "SELECT * FROM search_searchdocument WHERE terms @@ %s::tsquery OFFSET 0"
            source = Condition(f"({chosen}) d", [words])
        if wanted.condition:
            conditions.append(wanted.condition)
        asked = " AND ".join(f"({one.sql})" for one in conditions)
        given = [value for one in (source, *conditions) for value in one.parameters]
        said = columns.format(number="d.record_id")
        sql = f"SELECT {said} FROM {source.sql} WHERE {asked} {after}"  # noqa: S608
        return _planned(how, sql, given)

    def _is_laid_over(self, words: str) -> bool:
        """Whether what is visible is laid over what has the words before rows are fetched."""
        seen = self._share_seen * self._all
        worth = seen / NUMBERS_FOR_A_ROW < self._having(words) < NEARLY_ALL * self._all
        return worth and self._share_seen < HALF

    def _soon_met(self, words: str, limit: int, total: int) -> bool:
        """Whether so many are sooner met on the way down than picked from all that have them."""
        having = max(total, self._having(words))
        found = max(total if total >= COMMON else 0, self._found(words))
        return found > 0 and limit / found * self._all * self._share_seen * WORDS_READ < having

    def _found(self, words: str) -> float:
        """About how many records have the words, of those that the reader sees."""
        return self._having(words) * self._share_seen

    def _having(self, words: str) -> int:
        """About how many records have the words."""
        if words not in self._likely:
            self._likely[words] = guessed("terms @@ %s::tsquery", words)
        return self._likely[words]

    @cached_property
    def _all(self) -> int:
        return max(guessed("true"), 1)

    @cached_property
    def _share_seen(self) -> float:
        """About which share of all the reader sees."""
        return min(guessed(self._visible.replace("d.", "")) / self._all, 1.0)

    @cached_property
    def _visible(self) -> str:
        # Numbers of our own; as literals they plan better than parameters.
        listed = ", ".join(map(str, self.visible))
        return f"d.audience_id IN ({listed}) AND d.state <> 'set_aside'"


@once_a_page
def guessed(condition: str, *given: str) -> int:
    """How many rows of the index the planner thinks meet a condition: from its statistics."""
    sql = f"EXPLAIN (FORMAT JSON) SELECT FROM search_searchdocument WHERE {condition}"
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        [(plan,)] = cursor.fetchall()
    [top] = json.loads(plan) if isinstance(plan, str) else plan
    return int(top["Plan"]["Plan Rows"])


def _planned(how: dict[str, str], sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query, with settings of the planner for it alone; within `by_index`. All of it
    is sent at once: whoever asks waits for one answer, not for three."""
    # The caller may be in a transaction that goes on, so what is set is taken back.
    before = "".join(f"SET LOCAL {name} = {value}; " for name, value in how.items())
    after = "".join(f"; SET LOCAL {name} TO DEFAULT" for name in how)
    with connection.cursor() as cursor:
        cursor.execute(before + sql + after, given)
        while cursor.description is None:
            cursor.nextset()
        return list(cursor.fetchall())
