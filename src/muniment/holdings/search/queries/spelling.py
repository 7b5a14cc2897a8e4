"""Words that may be misspelled, by those that stand in what the reader may see and by no others."""

from collections.abc import Sequence
from typing import Any as Whatever

from django.db import connection

from muniment.holdings.search import rules
from muniment.holdings.search.queries.compiling import Selection, selection
from muniment.holdings.search.queries.meaning import meant
from muniment.holdings.search.queries.reading import Reading
from muniment.holdings.search.types import All, Any, Field, Fuzzy, Node, Not, Words

MOST = 12  # words that one is read as; those that most records have
TRIED = 4  # words of a query for which another spelling is looked for


def spelled(reading: Reading, root: Node) -> tuple[Node, tuple[str, ...]]:
    """The query with the words that are there in place of those that may be misspelled, and how
    each was read, for the reader."""
    notes: list[str] = []
    return _spelled(reading, root, notes), tuple(dict.fromkeys(notes))


def _spelled(reading: Reading, node: Node, notes: list[str]) -> Node:
    if isinstance(node, Not):
        return Not(_spelled(reading, node.of, notes))
    if isinstance(node, All | Any):
        return type(node)(tuple(_spelled(reading, one, notes) for one in node.of))
    if not isinstance(node, Fuzzy):
        return node
    found = [word for word, _ in _near(reading, node.word, node.field)][:MOST]
    said = ", ".join(found) if found else "no other word"
    notes.append(f"'{node.word}~' also looked for: {said}.")
    words = tuple(Words((word,), node.field) for word in (node.word, *found))
    return Any(words) if len(words) > 1 else words[0]


def _near(reading: Reading, word: str, field: Field) -> list[tuple[str, int]]:
    """The words one letter away that stand in something the reader may see, with in how many
    records; those with most first."""
    there = _there(reading, rules.neighbours(word), field)
    counted = [(one, reading.count(_of(reading, one, field))) for one in there]
    return sorted((one for one in counted if one[1]), key=lambda one: (-one[1], one[0]))


def _of(reading: Reading, word: str, field: Field) -> Selection:
    return selection(Words((word,), field), reading.dialect)


def _there(reading: Reading, words: Sequence[str], field: Field) -> list[str]:
    """Those of the words that are in the index at all, whoever may see them; a first sieve."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT word FROM unnest(%s::text[], %s::text[]) AS given (word, term) WHERE EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {reading.index} WHERE terms @@ term::tsquery)"
        )
        terms = [reading.dialect.words(Words((word,), field)) for word in words]
        given: list[Whatever] = [list(words), terms]
    else:
        marks = ", ".join(["%s"] * len(words))
        sql = f"SELECT term FROM {reading.vocabulary} WHERE term IN ({marks})"  # noqa: S608
        given = list(words)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return sorted(str(row[0]) for row in cursor.fetchall())


def instead(reading: Reading, text: str, root: Node | None) -> str:
    """What was typed with one word spelled otherwise, so that it finds something that the reader
    may see; empty where there is no such word. For a query that found nothing."""
    if root is None:
        return ""
    for word in rules.typed_words(root)[:TRIED]:
        if reading.count(_of(reading, word.words[0], word.field)):
            continue
        for other, _ in _near(reading, word.words[0], word.field)[:MOST]:
            changed = rules.respelled(root, word, other)
            today = meant(changed)
            if today and reading.count(selection(today, reading.dialect)):
                return rules.retyped(text, word.words[0], other)
    return ""
