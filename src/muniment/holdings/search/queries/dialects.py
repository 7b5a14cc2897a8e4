"""The full-text languages of the two databases.

The words are folded letters and digits, so that nothing a person types is ever part of the SQL.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from muniment.holdings.search.rules.folding import GAP
from muniment.holdings.search.types import (
    MARKS,
    All,
    Any,
    Between,
    Field,
    Filter,
    Fuzzy,
    Near,
    Node,
    Not,
    Words,
)

ORDERED = "{title path body}"  # the columns of FTS5 in which words stand in their order


@dataclass
class Condition:
    """A condition in SQL over the row `d` of the index, with its parameters."""

    sql: str
    parameters: list[str | int | float] = field(default_factory=list)

    def also(self, other: "Condition | None") -> "Condition":
        """This and the other."""
        if other is None:
            return self
        return Condition(f"({self.sql}) AND ({other.sql})", self.parameters + other.parameters)


class Dialect:
    """A full-text language: what differs between the databases."""

    AND, OR, BUT_NOT = "", "", ""

    def text(self, node: Node) -> str | None:
        """The full-text expression of a tree of words, or None where it needs more than that.

        Words that are only excluded need something to be taken from: no index lists what is not
        in it.
        """
        if isinstance(node, Words):
            return self.words(node)
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Fuzzy):  # where nobody is who reads: as it is written
            return self.words(Words((node.word,), node.field))
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

    def near(self, first: str, second: str, apart: int, field: Field) -> str:
        """The expression of two words near each other."""
        raise NotImplementedError

    def _near(self, node: Near) -> str:
        pairs = [pair for pair in itertools.pairwise(node.words) if pair[0] != pair[1]]
        parts = [self.near(*pair, node.apart, node.field) for pair in pairs]
        return f"({self.AND.join(parts or [self.words(Words(node.words[:1], node.field))])})"

    def having(self, expression: str) -> Condition:
        """The condition that the row `d` matches, where other conditions stand beside it."""
        raise NotImplementedError

    def other(self, node: Filter | Between) -> "Condition | None":
        """What a condition that is not about words means where what is found is no record; None
        where it is."""
        return None

    def both(self, *expressions: str) -> str:
        """The expression of what matches all of these."""
        return f"({self.AND.join(expressions)})"

    def either(self, expressions: Sequence[str]) -> str:
        """The expression of what matches one of these."""
        return f"({self.OR.join(expressions)})"

    def without(self, expression: str, unwanted: str) -> str:
        """The expression of what matches the first and not the second."""
        return f"({expression}{self.BUT_NOT}{unwanted})"


class Sqlite(Dialect):
    """FTS5."""

    AND, OR, BUT_NOT = " AND ", " OR ", " NOT "

    def words(self, node: Words) -> str:
        """Phrases are its own, but not of the words that are kept in no order."""
        where = ORDERED if len(node.words) > 1 else ""
        column = f"{node.field.value or where} : " if node.field or where else ""
        return f'({column}"{" ".join(node.words)}"{" *" if node.prefix else ""})'

    def near(self, first: str, second: str, apart: int, field: Field) -> str:
        """Its own."""
        return f'({field.value or ORDERED} : NEAR("{first}" "{second}", {apart}))'

    def having(self, expression: str) -> Condition:
        """Among those that the table of words names."""
        return Condition(
            "d.key IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)", [expression]
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

    def near(self, first: str, second: str, apart: int, field: Field) -> str:
        """Each distance in each order."""
        one, two = (f"'{MARKS[field]}{word}'" for word in (first, second))
        steps = itertools.product(range(1, apart + 2), ((one, two), (two, one)))
        return self.either([f"{a} <{step}> {b}" for step, (a, b) in steps])

    def having(self, expression: str) -> Condition:
        """Among those that the index of words names."""
        return Condition(
            "d.record_id IN"
            " (SELECT record_id FROM search_searchdocument WHERE terms @@ %s::tsquery)",
            [expression],
        )


class SqliteAtHand(Sqlite):
    """For few records that are at hand: each is looked up among those that have the words."""

    def having(self, expression: str) -> Condition:
        """Of the one record."""
        return Condition(
            "d.key IN (SELECT rowid FROM search_words WHERE search_words MATCH %s"
            " AND rowid = d.key)",
            [expression],
        )


class PostgresqlAtHand(Postgresql):
    """For few records that are at hand: the words of each are read."""

    def having(self, expression: str) -> Condition:
        """Of the one record."""
        return Condition("d.terms @@ %s::tsquery", [expression])
