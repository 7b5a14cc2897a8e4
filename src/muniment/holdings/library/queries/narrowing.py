"""What is chosen beside a question: a kind, a subject, a licence, or a shelf of the managers'."""

from collections.abc import Iterator
from datetime import date, timedelta

from muniment.holdings.library import rules
from muniment.holdings.library.types import ENDED, UNKNOWN, Narrow, Shelf
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.search.queries.dialects import Condition

LICENCE = "SELECT l.id FROM library_licence l WHERE"


def narrowed(narrow: Narrow, shelf: Shelf, today: date) -> Condition | None:
    """The condition on the resource `d` that all that was chosen comes to; None for nothing."""
    found = None
    for one in (*_chosen(narrow, today), *_of_shelf(shelf, today)):
        found = one.also(found)
    return found


def _chosen(narrow: Narrow, today: date) -> Iterator[Condition]:
    if narrow.kind:
        yield Condition("d.kind = %s", [narrow.kind])
    if narrow.subject is not None:
        terms = ", ".join(str(int(one)) for one in metadata.with_narrower([narrow.subject]))
        about = f"SELECT s.resource_id FROM library_subject s WHERE s.term_id IN ({terms})"  # noqa: S608
        yield Condition(f"d.id IN ({about})")
    if narrow.licence == UNKNOWN:
        yield Condition("d.licence_id IS NULL")
    elif narrow.licence == ENDED:
        yield _ended(today)
    elif narrow.licence:
        current = "(l.ends_on IS NULL OR l.ends_on >= %s)"
        sql = f"d.licence_id IN ({LICENCE} l.kind = %s AND {current})"
        yield Condition(sql, [narrow.licence, today.isoformat()])


def _ended(today: date) -> Condition:
    return Condition(f"d.licence_id IN ({LICENCE} l.ends_on < %s)", [today.isoformat()])


def _of_shelf(shelf: Shelf, today: date) -> Iterator[Condition]:
    if shelf is Shelf.BROKEN:
        reports = "SELECT r.resource_id FROM library_linkreport r WHERE r.closed_at IS NULL"
        yield Condition(f"d.broken_at IS NOT NULL OR d.id IN ({reports})")
    elif shelf is Shelf.NO_LICENCE:
        yield Condition("d.licence_id IS NULL")
    elif shelf is Shelf.ENDED:
        yield _ended(today)
    elif shelf is Shelf.ENDING:
        last = today + timedelta(days=rules.STEPS[0])
        sql = f"d.licence_id IN ({LICENCE} l.ends_on BETWEEN %s AND %s)"
        yield Condition(sql, [today.isoformat(), last.isoformat()])
    elif shelf is Shelf.UNUSED:
        used = "SELECT u.resource_id FROM library_usecount u WHERE u.opened > 0 AND u.month >= %s"
        yield Condition(f"d.id NOT IN ({used})", [rules.year_before(today).isoformat()])
