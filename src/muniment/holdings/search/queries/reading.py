"""Reading the index for one reader: what they may not see is passed over, never counted."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from muniment.holdings.search.models import WordWeights
from muniment.holdings.search.queries.compiling import Selection
from muniment.holdings.search.queries.dialects import Dialect
from muniment.holdings.search.types import Words


class Reading:
    """Reads what a reader may see, of those audiences, in the language of one database."""

    dialect: Dialect
    index, vocabulary = "search_searchdocument", "search_known"  # tables; of FTS5 the second
    steps_tried = 0  # how many of the best are asked for before all are reckoned

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

    def weights(self, numbers: Sequence[int]) -> dict[int, str]:
        """What the words weigh in each of them, as `rules.packed` writes it."""
        chosen = WordWeights.objects.filter(record_id__in=numbers)
        return dict(chosen.values_list("record_id", "packed"))

    def is_more(self, wanted: Selection, limit: int) -> bool:
        """Whether there is surely more than the limit, where that is known before it is read."""
        return False

    def some(self, wanted: Selection, limit: int) -> list[int]:
        """The numbers of at most so many, in no order."""
        return [int(row[0]) for row in self.rows("{number}", wanted, f"LIMIT {int(limit)}")]

    def rows(
        self, columns: str, wanted: Selection, after: str = "", *, whole: bool = False
    ) -> list[tuple[Any, ...]]:
        """Columns of the rows `d`, or `{number}`, with what is to follow the conditions;
        `whole`: columns of `d` other than its number are among them."""
        raise NotImplementedError


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
