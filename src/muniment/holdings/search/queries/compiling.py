"""From the tree of a query to a condition in SQL, for each database.

Words become one full-text expression wherever no other condition stands between them; the words
are folded letters and digits, so that nothing a person types is ever part of the SQL.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.search.rules.folding import GAP
from muniment.holdings.search.types import All, Any, Field, Filter, Node, Not, Words


@dataclass
class Condition:
    """A condition in SQL over the row `d` of the index, with its parameters."""

    sql: str
    parameters: list[object] = field(default_factory=list)


class Dialect(Protocol):
    """What differs between the databases."""

    def text(self, node: Node) -> str | None:
        """The full-text expression of a tree of words, or None where it needs more than that."""
        ...

    def matches(self, expression: str) -> Condition:
        """The condition that the words of row `d` match the expression."""
        ...


class Sqlite:
    """FTS5: phrases are its own, and NOT needs something to subtract from."""

    def text(self, node: Node) -> str | None:
        """The FTS5 expression."""
        if isinstance(node, Words):
            return self._words(node)
        if isinstance(node, Any):
            return self._joined(" OR ", node.of)
        return self._all(node.of) if isinstance(node, All) else None

    def _words(self, node: Words) -> str:
        column = f"{node.field.value} : " if node.field else ""
        return f'({column}"{" ".join(node.words)}"{" *" if node.prefix else ""})'

    def _joined(self, operator: str, nodes: Sequence[Node]) -> str | None:
        parts = [self.text(one) for one in nodes]
        return None if None in parts else f"({operator.join(str(one) for one in parts)})"

    def _all(self, nodes: Sequence[Node]) -> str | None:
        wanted = [one for one in nodes if not isinstance(one, Not)]
        unwanted = [one.of for one in nodes if isinstance(one, Not)]
        kept = self._joined(" AND ", wanted) if wanted else None
        left = self._joined(" OR ", unwanted) if unwanted else ""
        if kept is None or left is None:
            return None
        return f"({kept} NOT {left})" if left else kept

    def matches(self, expression: str) -> Condition:
        """Membership in the table of words."""
        return Condition(
            "d.record_id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)",
            [expression],
        )


class Postgresql:
    """tsquery. Neighbouring words are indexed as one lexeme too, so that a phrase of common
    words is looked up and not searched for in every text."""

    def text(self, node: Node) -> str | None:
        """The tsquery."""
        if isinstance(node, Words):
            return self._words(node)
        if isinstance(node, Not):
            inner = self.text(node.of)
            return None if inner is None else f"!({inner})"
        if isinstance(node, All | Any):
            parts = [self.text(one) for one in node.of]
            operator = " & " if isinstance(node, All) else " | "
            return None if None in parts else f"({operator.join(str(one) for one in parts)})"
        return None

    def _words(self, node: Words) -> str:
        words, star = node.words, ":*" if node.prefix else ""
        if len(words) == 1:
            return f"'{_marker(node.field)}{words[0]}'{star}"
        pairs = [f"'{a}{GAP}{b}'" for a, b in itertools.pairwise(words)]
        pairs[-1] += star
        needed = [f"'{_marker(node.field)}{word}'" for word in words[:-1] if node.field]
        if len(words) > 2 or node.field:
            needed.append(self._in_order(node))
        return f"({' & '.join([*pairs, *needed])})"

    def _in_order(self, node: Words) -> str:
        weight = {Field.TITLE: "A", Field.PATH: "B"}.get(node.field, "")
        last = len(node.words) - 1
        labels = [
            f":{weight}{'*' if node.prefix and number == last else ''}"
            for number in range(len(node.words))
        ]
        parts = [
            f"'{word}'{label if label != ':' else ''}"
            for word, label in zip(node.words, labels, strict=True)
        ]
        return f"({' <-> '.join(parts)})"

    def matches(self, expression: str) -> Condition:
        """The match against the column of words."""
        return Condition("d.terms @@ %s::tsquery", [expression])


def _marker(where: Field) -> str:
    return {Field.TITLE: "_t_", Field.PATH: "_p_"}.get(where, "")


def condition(node: Node, dialect: Dialect) -> Condition:
    """The condition that a row of the index meets the query."""
    expression = dialect.text(node)
    if expression is not None:
        return dialect.matches(expression)
    if isinstance(node, Filter):
        return _filter(node)
    if isinstance(node, Not):
        inner = condition(node.of, dialect)
        return Condition(f"NOT ({inner.sql})", inner.parameters)
    assert isinstance(node, All | Any)
    parts = [condition(one, dialect) for one in _grouped(node, dialect)]
    joined = " AND " if isinstance(node, All) else " OR "
    return Condition(
        joined.join(f"({one.sql})" for one in parts),
        [parameter for one in parts for parameter in one.parameters],
    )


def _grouped(node: All | Any, dialect: Dialect) -> list[Node]:
    """The members, with those that are only words put together into one."""
    words = [one for one in node.of if dialect.text(one) is not None]
    rest = [one for one in node.of if dialect.text(one) is None]
    return [*rest, type(node)(tuple(words))] if len(words) > 1 else [*words, *rest]


def _filter(node: Filter) -> Condition:
    if node.name == "after":
        return Condition("d.record_date > %s", [node.on])
    if node.name == "before":
        return Condition("d.record_date < %s", [node.on])
    if node.name == "state":
        return Condition("d.state = %s", [node.value.lower()])
    if node.name == "class":
        return _of_class(node.value)
    wanted = node.value.lower().lstrip(".")
    return Condition("(d.puid = %s OR d.extension = %s)", [wanted, wanted])


def _of_class(reference: str) -> Condition:
    try:
        branch = fileplan.below(fileplan.class_named(reference))
    except NotFound:
        return Condition("1 = 0")
    numbers = list(branch.values_list("pk", flat=True))
    return Condition(f"d.file_class_id IN ({', '.join(['%s'] * len(numbers))})", list(numbers))


def in_title(node: Node) -> Node | None:
    """The words of the query, looked for in titles only; None where there are none."""
    if isinstance(node, Words):
        return Words(node.words, Field.TITLE, node.prefix)
    if isinstance(node, All | Any):
        inner = tuple(one for one in (in_title(part) for part in node.of) if one)
        return Any(inner) if len(inner) > 1 else next(iter(inner), None)
    return None
