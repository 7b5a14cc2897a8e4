"""Finding records: trimmed by what the reader may see before anything is counted or ordered."""

from collections.abc import Sequence

from django.db import connection

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.content import queries as content
from muniment.holdings.records import queries as records
from muniment.holdings.search import rules
from muniment.holdings.search.queries.compiling import (
    Condition,
    Dialect,
    Postgresql,
    Sqlite,
    condition,
    in_title,
)
from muniment.holdings.search.types import Hit, Node, Order, Query, Results

RANKED = 2_000  # up to so many hits those with the words in the title come first
SHOWN = 200  # the longest page


def search(
    actor: Profile, text: str, *, limit: int = 20, offset: int = 0, class_reference: str = ""
) -> Results:
    """One page of what the actor may see and the text asks for, with the honest total.

    `limit` and `offset` count records; pages are stable to the end, the newest record first.
    Up to RANKED hits, records with the words in the title come before the others; the result
    says which order it is in. Never raises for what a person types.
    """
    limit, offset = max(1, min(limit, SHOWN)), max(0, offset)
    asked = f"({text}) class:{class_reference}" if class_reference else text
    query = rules.parse(asked)
    visible = sorted(access.visible_audiences(actor))
    if query.root is None or not visible:
        return Results(0, (), Order.NEWEST, offset, limit, query.notes)
    wanted = _wanted(query.root, visible)
    total = _count(wanted)
    order = Order.RELEVANCE if total <= RANKED else Order.NEWEST
    numbers = _page(wanted, query.root, order, limit, offset) if offset < total else []
    return Results(total, _hits(numbers, query), order, offset, limit, query.notes)


def _dialect() -> Dialect:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def _wanted(root: Node, visible: Sequence[int]) -> Condition:
    found = condition(root, _dialect())
    # Numbers of our own, never anything typed; as literals they plan better than parameters.
    audiences = ", ".join(str(int(number)) for number in visible)
    return Condition(f"({found.sql}) AND d.audience_id IN ({audiences})", found.parameters)


def _count(wanted: Condition) -> int:
    sql = f"SELECT count(*) FROM search_searchdocument d WHERE {wanted.sql}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted.parameters)
        return int(cursor.fetchone()[0])


def _page(wanted: Condition, root: Node, order: Order, limit: int, offset: int) -> list[int]:
    first = in_title(root) if order is Order.RELEVANCE else None
    title = condition(first, _dialect()) if first else Condition("1 = 0")
    # A title that has the words is worth more than any number of them in the text.
    ranking = f"CASE WHEN {title.sql} THEN 0 ELSE 1 END, " if first else ""
    sql = (
        f"SELECT d.record_id FROM search_searchdocument d WHERE {wanted.sql} "  # noqa: S608
        f"ORDER BY {ranking}d.record_id DESC LIMIT %s OFFSET %s"
    )
    parameters = [*wanted.parameters, *(title.parameters if first else []), limit, offset]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [int(row[0]) for row in cursor.fetchall()]


def _hits(numbers: Sequence[int], query: Query) -> tuple[Hit, ...]:
    found = records.numbered(numbers)
    whole, beginnings = rules.sought(query.root)
    digests = records.digests_of(numbers)
    texts = content.texts_of({one for several in digests.values() for one in several})
    hits = []
    for number in numbers:
        record = found[number]
        text = " ".join(texts.get(one, "") for one in digests.get(number, []))
        hits.append(
            Hit(
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
                snippet=rules.passage(text, whole, beginnings) if text else (),
            )
        )
    return tuple(hits)
