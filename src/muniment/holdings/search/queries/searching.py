"""Finding records: trimmed by what the reader may see before anything is counted or ordered."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.content import queries as content
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import rules
from muniment.holdings.search.queries.compiling import (
    TABLE,
    Condition,
    Dialect,
    Postgresql,
    PostgresqlAtHand,
    Selection,
    Sqlite,
    SqliteAtHand,
    class_meant,
    condition,
    in_title,
    selection,
)
from muniment.holdings.search.types import (
    All,
    Any,
    Filter,
    Hit,
    Node,
    Not,
    Order,
    Query,
    Results,
)

if TYPE_CHECKING:
    import re

    from muniment.holdings.records.models import Record

RANKED = 2_000  # up to so many hits those with the words in the title come first
SHOWN = 200  # the longest page
FURTHEST = 2**40


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

    `limit` and `offset` count records; pages are stable to the end, the newest record first.
    Up to RANKED hits, records with the words in the title come before the others; the result
    says which order it is in. `within` is a second query that narrows the first, read apart from
    it, whatever quotes and brackets either leaves open. Never raises for what a person types.
    """
    limit, offset = max(1, min(limit, SHOWN)), max(0, min(offset, FURTHEST))
    query = _query(text, within, class_reference)
    visible = access.visible_audiences(actor)
    if query.root is None or not visible:
        return Results(0, (), Order.NEWEST, offset, limit, query.notes)
    wanted = _wanted(query.root, visible)
    with _by_index():
        total = _count(wanted)
        order = Order.RELEVANCE if total <= RANKED else Order.NEWEST
        first = in_title(query.root) if order is Order.RELEVANCE else None
        numbers = _page(wanted, first, limit, offset) if offset < total else []
    return Results(total, _hits(numbers, query, visible), order, offset, limit, query.notes)


def matching(text: str, numbers: Collection[int]) -> set[int]:
    """Those of the records (by number, some hundreds) that the query finds now, whoever may see
    them: for the rooms above, which decide by rule and not for a reader."""
    root = rules.parse(text).root
    if root is None or not numbers:
        return set()
    dialect = PostgresqlAtHand() if connection.vendor == "postgresql" else SqliteAtHand()
    found = condition(root, dialect)
    listed = ", ".join(str(int(number)) for number in numbers)
    sql = f"SELECT d.record_id FROM {TABLE} WHERE d.record_id IN ({listed}) AND ({found.sql})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, found.parameters)
        return {int(row[0]) for row in cursor.fetchall()}


def every_match(text: str) -> list[int]:
    """The numbers, in order, of all declared records that the query finds now, and of those that
    are set aside, whoever may see them; as `matching`."""
    root = rules.parse(text).root
    if root is None:
        return []
    wanted = selection(root, _dialect())
    sql = (
        f"SELECT d.record_id FROM {wanted.source.sql} "  # noqa: S608
        f"WHERE ({wanted.condition.sql}) AND d.state IN ('declared', 'set_aside') "
        "ORDER BY d.record_id"
    )
    with _by_index(), connection.cursor() as cursor:
        cursor.execute(sql, [*wanted.source.parameters, *wanted.condition.parameters])
        return [int(row[0]) for row in cursor.fetchall()]


def faults(text: str) -> list[str]:
    """Everything in a query that was not understood or that there is not, in plain words: for
    those who are to rely on it, where a reader would see from the results that it is amiss."""
    query = rules.parse(text)
    found = list(query.notes)
    for name in sorted(_classes_named(query.root)):
        if class_meant(name) is None:
            found.append(f"There is no class {name[:40]}.")
    if query.root is None and not found:
        found.append("There is nothing to look for.")
    return found


def _classes_named(node: Node | None) -> set[str]:
    if isinstance(node, Filter):
        return {node.value} if node.name == "class" else set()
    if isinstance(node, All | Any):
        return {name for one in node.of for name in _classes_named(one)}
    return _classes_named(node.of) if isinstance(node, Not) else set()


def _query(text: str, within: str, class_reference: str) -> Query:
    typed, chosen = rules.parse(text), rules.parse(within)
    roots = [one for one in (typed.root, chosen.root) if one]
    if class_reference:
        roots.append(Filter("class", rules.seen(class_reference)))
    notes = typed.notes + tuple(one for one in chosen.notes if one not in typed.notes)
    return Query(All(tuple(roots)) if len(roots) > 1 else next(iter(roots), None), notes)


def _dialect() -> Dialect:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


@contextmanager
def _by_index() -> Iterator[None]:
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


def _wanted(root: Node, visible: Iterable[int]) -> Selection:
    found = selection(root, _dialect())
    # Numbers of our own, never anything typed; as literals they plan better than parameters.
    audiences = ", ".join(str(int(number)) for number in sorted(visible))
    found.condition.sql = (
        f"({found.condition.sql}) AND d.audience_id IN ({audiences}) AND d.state <> 'set_aside'"
    )
    return found


def _count(wanted: Selection) -> int:
    sql = f"SELECT count(*) FROM {wanted.source.sql} WHERE {wanted.condition.sql}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted.source.parameters, *wanted.condition.parameters])
        return int(cursor.fetchone()[0])


def _page(wanted: Selection, first: Node | None, limit: int, offset: int) -> list[int]:
    # A title that has the words is worth more than any number of them in the text.
    title = condition(first, _dialect()) if first else Condition("")
    ranking = f"CASE WHEN {title.sql} THEN 0 ELSE 1 END, " if first else ""
    sql = (
        f"SELECT d.record_id FROM {wanted.source.sql} WHERE {wanted.condition.sql} "  # noqa: S608
        f"ORDER BY {ranking}{wanted.number} DESC LIMIT %s OFFSET %s"
    )
    given = [*wanted.source.parameters, *wanted.condition.parameters, *title.parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, limit, offset])
        return [int(row[0]) for row in cursor.fetchall()]


def _hits(numbers: Sequence[int], query: Query, visible: frozenset[int]) -> tuple[Hit, ...]:
    found = records.numbered(numbers)
    pattern = rules.sought(query.root)
    digests = records.digests_of(numbers)
    texts = content.texts_of({one for several in digests.values() for one in several})
    return tuple(
        _hit(found[number], [texts.get(one, "") for one in digests.get(number, [])], pattern)
        for number in numbers
        # Narrowed or set aside since it was found: no longer theirs to see.
        if found[number].audience_id in visible and found[number].state != RecordState.SET_ASIDE
    )


def _hit(record: "Record", texts: Sequence[str], pattern: "re.Pattern[str] | None") -> Hit:
    text = " ".join(texts)
    return Hit(
        reference=record.reference,
        title=record.title,
        record_date=record.record_date,
        class_reference=record.file_class.reference,
        class_title=record.file_class.title,
        folder=record.folder.reference,
        folder_title=record.folder.title,
        puid=record.puid,
        size=record.size,
        state=record.state,
        snippet=rules.passage(text, pattern) if text.strip() else (),
    )
