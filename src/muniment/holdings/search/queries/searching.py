"""Finding records: trimmed by what the reader may see before anything is counted or ordered."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.holdings.search import rules
from muniment.holdings.search.queries import spelling
from muniment.holdings.search.queries.alike import with_likeness
from muniment.holdings.search.queries.compiling import (
    Selection,
    class_meant,
    condition,
    selection,
)
from muniment.holdings.search.queries.dialects import (
    Condition,
    Dialect,
    Postgresql,
    PostgresqlAtHand,
    Sqlite,
    SqliteAtHand,
)
from muniment.holdings.search.queries.meaning import meant, without_fields
from muniment.holdings.search.queries.ranking import order_of, ordered
from muniment.holdings.search.queries.reading import Reading, by_index, every_number
from muniment.holdings.search.queries.reading_postgresql import PostgresqlReading
from muniment.holdings.search.queries.reading_sqlite import SqliteReading
from muniment.holdings.search.queries.showing import hits
from muniment.holdings.search.types import (
    All,
    Any,
    Filter,
    Fuzzy,
    Hit,
    Node,
    Not,
    Order,
    Query,
    Results,
)

SHOWN = 200  # the longest page
FURTHEST = 2**40
READ = 500  # hits that are read at once where all are


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, ready to be read from the index as they may see it."""

    query: Query
    root: Node  # what it means today
    bare: Node | None  # without what is asked of fields: the words that are weighed and shown
    wanted: Selection
    reading: Reading


def search(
    actor: Profile,
    text: str,
    *,
    limit: int = 20,
    offset: int = 0,
    class_reference: str = "",
    within: str = "",
) -> Results:
    """One page of what the actor may see and the text asks for, with the honest total.

    `limit` and `offset` count records; pages are stable to the end: what says most of what was
    asked for first, then the newest. `within` is a second query that narrows the first, read
    apart from it, whatever quotes and brackets either leaves open. Never raises for what a person
    types.
    """
    limit, offset = max(1, min(limit, SHOWN)), max(0, min(offset, FURTHEST))
    query = read(text, within, class_reference)
    with by_index():
        one = asked(actor, query)
        if one is None:
            return Results(0, (), Order.NEWEST, offset, limit, query.notes)
        total = one.reading.count(one.wanted)
        order = order_of(one.wanted, one.bare, total)
        upto = min(offset + limit, total)
        numbers = _first(one, total, upto)[offset:] if offset < total else []
        instead = "" if total else spelling.instead(one.reading, text, one.query.root)
    shown = hits(numbers, one.bare, one.reading.visible)
    return Results(total, shown, order, offset, limit, one.query.notes, instead)


def every_hit(actor: Profile, text: str, *, within: str = "") -> Iterator[Hit]:
    """All that `search` would show, page by page, in the same order: for a list that is taken
    away. What the reader ceases to see while it is read is left out."""
    query = read(text, within, "")
    with by_index():
        one = asked(actor, query)
        total = one.reading.count(one.wanted) if one else 0
        numbers = _first(one, total, total) if one else []
    for start in range(0, len(numbers), READ):
        visible = access.visible_audiences(actor)
        if one is not None:
            yield from hits(numbers[start : start + READ], one.bare, visible, passages=False)


def asked(actor: Profile, query: Query) -> Asked | None:
    """The query ready to be read; None where there is nothing to look for, or nobody to look.
    Words that may be misspelled are by now those that stand in what the actor may see."""
    visible = access.visible_audiences(actor)
    if query.root is None or not visible:
        return None
    own: Reading = (
        PostgresqlReading(visible) if connection.vendor == "postgresql" else SqliteReading(visible)
    )
    likened, alike = with_likeness(actor, query.root)
    root, notes = spelling.spelled(own, likened)
    known, today = Query(root, (*query.notes, *alike, *notes)), meant(root)
    if today is None:
        return None
    return Asked(known, today, without_fields(root), selection(today, own.dialect), own)


def _first(one: Asked, total: int, upto: int) -> list[int]:
    return ordered(one.reading, one.wanted, one.bare, one.root, total=total, upto=upto)


def matching(text: str, numbers: Collection[int]) -> set[int]:
    """Those of the records (by number, some hundreds) that the query finds now, whoever may see
    them: for the rooms above, which decide by rule and not for a reader. A word with ~ is the word
    as it is written."""
    root = meant(rules.parse(text).root)
    if root is None or not numbers:
        return set()
    dialect = PostgresqlAtHand() if connection.vendor == "postgresql" else SqliteAtHand()
    found = condition(root, dialect)
    listed = ", ".join(str(int(number)) for number in numbers)
    sql = (
        "SELECT d.record_id FROM search_searchdocument d "  # noqa: S608
        f"WHERE d.record_id IN ({listed}) AND ({found.sql})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, found.parameters)
        return {int(row[0]) for row in cursor.fetchall()}


def every_match(text: str) -> list[int]:
    """The numbers, in order, of all declared records that the query finds now, and of those that
    are set aside, whoever may see them; as `matching`."""
    root = meant(rules.parse(text).root)
    if root is None:
        return []
    dialect: Dialect = Postgresql() if connection.vendor == "postgresql" else Sqlite()
    return every_number(selection(root, dialect), dialect)


def numbers_found(actor: Profile, text: str, *, most: int) -> list[int]:
    """The numbers of all declared records that the actor may see and the text asks for, in order;
    one more than `most` where there are more."""
    with by_index():
        one = asked(actor, read(text, "", ""))
        if one is None:
            return []
        declared = Condition("d.state = 'declared'").also(one.wanted.condition)
        narrowed = Selection(one.wanted.words, declared)
        rows = one.reading.rows("{number}", narrowed, f"ORDER BY 1 LIMIT {int(most) + 1}")
        return [int(row[0]) for row in rows]


def faults(text: str) -> list[str]:
    """Everything in a query that was not understood or that there is not, in plain words: for
    those who are to rely on it, where a reader would see from the results that it is amiss."""
    query = rules.parse(text)
    found = list(query.notes)
    for name in sorted(_classes_named(query.root)):
        if class_meant(name) is None:
            found.append(f"There is no class {name[:40]}.")
    if _goes_by_the_reader(query.root):
        found.append("~ after a word, and like:, go by what a reader may see: leave them out here.")
    if query.root is None and not found:
        found.append("There is nothing to look for.")
    return found


def _classes_named(node: Node | None) -> set[str]:
    if isinstance(node, Filter):
        return {node.value} if node.name in ("class", "only-class") else set()
    if isinstance(node, All | Any):
        return {name for one in node.of for name in _classes_named(one)}
    return _classes_named(node.of) if isinstance(node, Not) else set()


def _goes_by_the_reader(node: Node | None) -> bool:
    if isinstance(node, All | Any):
        return any(_goes_by_the_reader(one) for one in node.of)
    if isinstance(node, Not):
        return _goes_by_the_reader(node.of)
    return isinstance(node, Fuzzy) or (isinstance(node, Filter) and node.name == "like")


def read(text: str, within: str, class_reference: str) -> Query:
    """What was typed, and what narrows it, as one query."""
    typed, chosen = rules.parse(text), rules.parse(within)
    roots = [one for one in (typed.root, chosen.root) if one]
    if class_reference:
        roots.append(Filter("class", rules.seen(class_reference)))
    notes = typed.notes + tuple(one for one in chosen.notes if one not in typed.notes)
    return Query(All(tuple(roots)) if len(roots) > 1 else next(iter(roots), None), notes)
