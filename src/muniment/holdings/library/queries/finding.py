"""What the library has for a question, in the query language of the search of records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import today as this_day
from muniment.holdings.library import rules
from muniment.holdings.library.models import Resource
from muniment.holdings.library.queries.narrowing import narrowed
from muniment.holdings.library.queries.reading import LibraryReading
from muniment.holdings.library.queries.scope import manages, visible
from muniment.holdings.library.types import (
    ENDED,
    KINDS,
    LICENCES,
    UNKNOWN,
    Facet,
    Find,
    Finds,
    Narrow,
    Share,
    Shelf,
)
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.search import rules as search_rules
from muniment.holdings.search.queries.compiling import Selection, selection
from muniment.holdings.search.queries.dialects import Condition
from muniment.holdings.search.queries.meaning import meant, without_fields
from muniment.holdings.search.queries.ranking import ordered
from muniment.holdings.search.queries.reading import by_index
from muniment.holdings.search.queries.searching import read
from muniment.holdings.search.queries.spelling import spelled
from muniment.holdings.search.types import Node, Segment

SHOWN = 200  # the longest page
FURTHEST = 2**40
SUBJECTS_SHOWN = 15
EVERYTHING = Narrow()


def find(
    actor: Profile,
    text: str,
    *,
    within: str = "",
    narrow: Narrow = EVERYTHING,
    limit: int = 20,
    offset: int = 0,
    facets: bool = False,
    today: date | None = None,
) -> Finds:
    """One page of what the library has for a question and the actor may use, with the honest
    total; of no question everything, by title. `within` is a second query that narrows the first.

    What says most of what was asked for comes first. Never raises for what a person types.
    """
    limit, offset = max(1, min(limit, SHOWN)), max(0, min(offset, FURTHEST))
    on = today or this_day()
    query = read(text, within, narrow.file_class)
    if query.root is None and (text.strip() or within.strip()):
        return Finds(0, (), offset, limit, query.notes)
    shelf = narrow.shelf if manages(actor) else Shelf.USED
    reading = LibraryReading(actor, withdrawn=shelf is Shelf.WITHDRAWN)
    extra = narrowed(narrow, shelf, on)
    with by_index():
        root, notes = spelled(reading, query.root) if query.root else (None, ())
        wanted = _wanted(reading, root, extra)
        if wanted is None:
            return Finds(0, (), offset, limit, query.notes)
        crossed = _crossed(reading, wanted, on) if facets else {}
        total = sum(crossed.values()) if facets else reading.count(wanted)
        numbers = _first(reading, wanted, root, total, min(offset + limit, total))[offset:]
        spread = _facets(crossed, _subjects(reading, wanted)) if total and facets else ()
    items = shown(actor, numbers, root, today=on)
    return Finds(total, items, offset, limit, (*query.notes, *notes), spread)


def _wanted(
    reading: LibraryReading, root: Node | None, extra: Condition | None
) -> Selection | None:
    if root is None:
        return Selection(None, extra or Condition("1 = 1"))
    today = meant(root)
    if today is None:
        return None
    found = selection(today, reading.dialect)
    if extra is None:
        return found
    return Selection(found.words, extra.also(found.condition))


def _first(
    reading: LibraryReading, wanted: Selection, root: Node | None, total: int, upto: int
) -> list[int]:
    if not upto:
        return []
    bare = without_fields(root) if root else None
    today = meant(root) if root else None
    if bare is None or today is None or search_rules.sought(bare) is None:
        order = f"ORDER BY d.sort_key, d.id LIMIT {int(upto)}"
        return [int(row[0]) for row in reading.rows("{number}", wanted, order)]
    return ordered(reading, wanted, bare, today, total=total, upto=upto)


def shown(
    actor: Profile, numbers: Sequence[int], root: Node | None, *, today: date
) -> tuple[Find, ...]:
    """The resources with these numbers, in this order, that the actor may know of."""
    found = {one.pk: one for one in visible(actor).filter(pk__in=list(numbers))}
    pattern = search_rules.sought(without_fields(root) if root else None)
    return tuple(_find(found[number], pattern, today) for number in numbers if number in found)


def _find(one: Resource, pattern: Any, today: date) -> Find:
    state = rules.state_of(one.licence, today)
    note = "Link broken" if one.broken_at else ""
    return Find(
        number=one.pk,
        reference=one.reference,
        title=one.title,
        kind=one.kind,
        publisher=one.publisher,
        line=rules.line_of(one.licence, today),
        usable=bool(one.address) and not one.broken_at and state not in ("ended", "to_come"),
        marked=_marked(one.title, pattern),
        snippet=search_rules.passage(one.description, pattern) if one.description else (),
        note="Withdrawn" if one.withdrawn_at else note,
    )


def _marked(title: str, pattern: Any) -> tuple[Segment, ...]:
    if pattern is None or not pattern.search(title.lower()):
        return (Segment(title),)
    # A passage is of two hundred letters; longer titles are shown whole, and unmarked.
    marked = search_rules.passage(title, pattern)
    whole = "".join(one.text for one in marked) == " ".join(title.split())
    return marked if whole else (Segment(title),)


def _crossed(reading: LibraryReading, wanted: Selection, today: date) -> dict[tuple[str, str], int]:
    """How many there are of each kind with each kind of licence: read in one go, and the total is
    their sum."""
    # A date of our own, never anything typed.
    ended = f"CASE WHEN l.ends_on < '{today.isoformat()}' THEN '{ENDED}' ELSE l.kind END"
    columns = f"d.kind, COALESCE({ended}, '{UNKNOWN}'), count(*)"
    rows = reading.rows(columns, wanted, "GROUP BY 1, 2", whole=True)
    return {(kind, licence): int(count) for kind, licence, count in rows}


def _facets(
    crossed: Mapping[tuple[str, str], int], subjects: tuple[Share, ...]
) -> tuple[Facet, ...]:
    kinds, licences = Counter[str](), Counter[str]()
    for (kind, licence), count in crossed.items():
        kinds[kind] += count
        licences[licence] += count
    labels = {UNKNOWN: "Not recorded", ENDED: "Licence ended"}
    labels |= {str(one): label for one, label in LICENCES.items()}
    facets = (
        Facet("kind", "Kind", _shares({str(one): label for one, label in KINDS.items()}, kinds)),
        Facet("subject", "Subject", subjects),
        Facet("licence", "Licence", _shares(labels, licences)),
    )
    return tuple(one for one in facets if one.shares)


def _shares(labels: Mapping[str, str], counts: Mapping[str, int]) -> tuple[Share, ...]:
    ordered_by = sorted(counts, key=lambda one: (-counts[one], labels[one]))
    return tuple(Share(one, labels[one], counts[one]) for one in ordered_by)


def _subjects(reading: LibraryReading, wanted: Selection) -> tuple[Share, ...]:
    counts = reading.subjects(wanted, SUBJECTS_SHOWN)
    labels = metadata.labels(counts)
    return tuple(Share(str(one), labels.get(one, ""), total) for one, total in counts.items())
