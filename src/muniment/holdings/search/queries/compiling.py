"""From the tree of a query to a condition in SQL, for each database.

Words become one full-text expression wherever no other condition stands between them; the words
are folded letters and digits, so that nothing a person types is ever part of the SQL.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.search.rules.folding import GAP
from muniment.holdings.search.types import MARKS, All, Any, Field, Filter, Node, Not, Words

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass

TABLE = "search_searchdocument d"


@dataclass
class Condition:
    """A condition in SQL over the row `d` of the index, with its parameters."""

    sql: str
    parameters: list[str | int] = field(default_factory=list)


class Dialect:
    """A full-text language: what differs between the databases."""

    AND, OR, BUT_NOT = "", "", ""
    number = "d.record_id"  # of a row of `source`

    def text(self, node: Node) -> str | None:
        """The full-text expression of a tree of words, or None where it needs more than that.

        Words that are only excluded need something to be taken from: no index lists what is not
        in it.
        """
        if isinstance(node, Words):
            return self.words(node)
        if isinstance(node, Any):
            return self._joined(self.OR, node.of)
        return self._all(node.of) if isinstance(node, All) else None

    def _joined(self, operator: str, nodes: Sequence[Node]) -> str | None:
        parts = [self.text(one) for one in nodes]
        return None if None in parts else f"({operator.join(str(one) for one in parts)})"

    def _all(self, nodes: Sequence[Node]) -> str | None:
        wanted = [one for one in nodes if not isinstance(one, Not)]
        unwanted = [one.of for one in nodes if isinstance(one, Not)]
        kept = self._joined(self.AND, wanted) if wanted else None
        left = self._joined(self.OR, unwanted) if unwanted else ""
        if kept is None or left is None:
            return None
        return f"({kept}{self.BUT_NOT}{left})" if left else kept

    def words(self, node: Words) -> str:
        """The expression of a word, a phrase or a beginning."""
        raise NotImplementedError

    def numbers(self, expression: str) -> Condition:
        """A query for the numbers of the records that match."""
        raise NotImplementedError

    def source(self, expression: str) -> Condition:
        """Where the rows `d` that match are read from, with nothing else asked of them."""
        raise NotImplementedError


class Sqlite(Dialect):
    """FTS5."""

    AND, OR, BUT_NOT = " AND ", " OR ", " NOT "
    # It stops early where the order asked for is that of the table which is read first.
    number = "search_words.rowid"

    def words(self, node: Words) -> str:
        """Phrases are its own."""
        column = f"{node.field.value} : " if node.field else ""
        return f'({column}"{" ".join(node.words)}"{" *" if node.prefix else ""})'

    def numbers(self, expression: str) -> Condition:
        """From the table of words."""
        return Condition("SELECT rowid FROM search_words WHERE search_words MATCH %s", [expression])

    def source(self, expression: str) -> Condition:
        """The table of words first: it finds them in order of their number, so that a page needs
        no more of them than it shows. The planner does not know this."""
        return Condition(
            "search_words CROSS JOIN search_searchdocument d"
            " ON d.record_id = search_words.rowid AND search_words MATCH %s",
            [expression],
        )


class Postgresql(Dialect):
    """tsquery. Neighbouring words are indexed as one lexeme too, so that a phrase of common
    words is looked up and not searched for in every text."""

    AND, OR, BUT_NOT = " & ", " | ", " & !"

    def words(self, node: Words) -> str:
        """A phrase is its pairs, one place after another."""
        mark, star = MARKS[node.field], ":*" if node.prefix else ""
        if len(node.words) == 1:
            return f"'{mark}{node.words[0]}'{star}"
        pairs = [f"'{mark}{GAP}{a}{GAP}{b}'" for a, b in itertools.pairwise(node.words)]
        return f"({' <-> '.join(pairs)}{star})"

    def numbers(self, expression: str) -> Condition:
        """From the index of words."""
        return Condition(
            "SELECT record_id FROM search_searchdocument WHERE terms @@ %s::tsquery", [expression]
        )

    def source(self, expression: str) -> Condition:
        """The index of words alone: OFFSET keeps other conditions out, by which the planner would
        rather go, and then read the words of every row, which costs more than it thinks."""
        rows = "SELECT * FROM search_searchdocument WHERE terms @@ %s::tsquery OFFSET 0"
        return Condition(f"({rows}) d", [expression])


class SqliteAtHand(Sqlite):
    """For few records that are at hand: each is looked up among those that have the words."""

    def numbers(self, expression: str) -> Condition:
        """Of the one record."""
        return Condition(
            "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid = d.record_id",
            [expression],
        )


class PostgresqlAtHand(Postgresql):
    """For few records that are at hand: the words of each are read."""

    def numbers(self, expression: str) -> Condition:
        """Of the one record."""
        return Condition(
            "SELECT own.record_id FROM search_searchdocument own"
            " WHERE own.record_id = d.record_id AND own.terms @@ %s::tsquery",
            [expression],
        )


@dataclass
class Selection:
    """Where the rows `d` are read from, on what condition, and what they are numbered by."""

    source: Condition
    condition: Condition
    number: str


def selection(root: Node, dialect: Dialect) -> Selection:
    """How to read the rows of the index that meet the query."""
    words, rest = _split(root, dialect)
    if words is None:
        return Selection(Condition(TABLE), condition(root, dialect), "d.record_id")
    conditions = [condition(one, dialect) for one in rest] or [Condition("1 = 1")]
    return Selection(dialect.source(words), _joined(" AND ", conditions), dialect.number)


def _split(root: Node, dialect: Dialect) -> tuple[str | None, list[Node]]:
    """The words that everything found must match, and what else is asked of it."""
    expression = dialect.text(root)
    if expression is not None or not isinstance(root, All):
        return expression, []
    parts = _grouped(root, dialect)
    texts = [dialect.text(one) for one in parts]
    first = next((at for at, one in enumerate(texts) if one is not None), None)
    return (None, []) if first is None else (texts[first], parts[:first] + parts[first + 1 :])


def condition(node: Node, dialect: Dialect) -> Condition:
    """The condition that a row of the index meets the query."""
    expression = dialect.text(node)
    if expression is not None:
        inner = dialect.numbers(expression)
        return Condition(f"d.record_id IN ({inner.sql})", inner.parameters)
    if isinstance(node, Filter):
        return _filter(node)
    if isinstance(node, Not):
        inner = condition(node.of, dialect)
        return Condition(f"NOT ({inner.sql})", inner.parameters)
    assert isinstance(node, All | Any)
    parts = [condition(one, dialect) for one in _grouped(node, dialect)]
    return _joined(" AND " if isinstance(node, All) else " OR ", parts)


def _joined(operator: str, parts: Sequence[Condition]) -> Condition:
    return Condition(
        operator.join(f"({one.sql})" for one in parts),
        [parameter for one in parts for parameter in one.parameters],
    )


def _grouped(node: All | Any, dialect: Dialect) -> list[Node]:
    """The members, with those that are only words put together into one."""
    words = [one for one in node.of if dialect.text(one) is not None]
    rest = [one for one in node.of if dialect.text(one) is None]
    return [*rest, type(node)(tuple(words))] if len(words) > 1 else [*words, *rest]


def _filter(node: Filter) -> Condition:
    if node.name == "after":
        return Condition("d.record_date > %s", [str(node.on)])
    if node.name == "before":
        return Condition("d.record_date < %s", [str(node.on)])
    if node.name == "state":
        return Condition("d.state = %s", [node.value.lower()])
    if node.name == "class":
        return _of_class(node.value)
    wanted = node.value.lower().lstrip(".")
    return Condition("(d.puid = %s OR d.extension = %s)", [wanted, wanted])


def _of_class(reference: str) -> Condition:
    found = class_meant(reference)
    if found is None:
        return Condition("1 = 0")
    numbers = [int(one) for one in fileplan.below(found).values_list("pk", flat=True)]
    return Condition(f"d.file_class_id IN ({', '.join(map(str, numbers))})")


def class_meant(reference: str) -> "FileClass | None":
    """The class that somebody typed, if there is one. Nobody minds the case of what they type;
    references themselves do."""
    for written in dict.fromkeys((reference, reference.upper())):
        try:
            return fileplan.class_named(written)
        except NotFound:
            continue
    return None


def in_title(node: Node) -> Node | None:
    """The words of the query, looked for in titles only; None where there are none."""
    if isinstance(node, Words):
        return Words(node.words, Field.TITLE, node.prefix)
    if isinstance(node, All | Any):
        inner = tuple(one for one in (in_title(part) for part in node.of) if one)
        return Any(inner) if len(inner) > 1 else next(iter(inner), None)
    return None
