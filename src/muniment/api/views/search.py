"""Search: what you may see and the words ask for, counted honestly, to the last page."""

import time
from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import next_address
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.library import actions as library_actions
from muniment.holdings.library import queries as library
from muniment.holdings.search import actions, queries
from muniment.holdings.search.types import Door, Hit

IN_THE_LIBRARY = 3  # shown beside the records
router = Router(tags=["search"])


class Segment(Schema):
    """A piece of a passage: text, never markup. `hit`: it is what was looked for."""

    text: str
    hit: bool


class Found(Schema):
    """One record found."""

    reference: str
    title: str
    state: str
    record_date: date
    file_class: str
    folder: str
    puid: str
    size: int
    snippet: list[Segment]
    recognised: bool


class Share(Schema):
    """How many results have one value; `query`, put into `within`, narrows the search to them."""

    label: str
    query: str
    count: int


class Facet(Schema):
    """How the results are spread over the values of one kind; `others` have one not listed."""

    name: str
    shares: list[Share]
    others: int


class Elsewhere(Schema):
    """What finds something for you where nothing was found: in words, and as `q` and `within` of
    another search."""

    words: str
    query: str
    within: str


class OnTheShelf(Schema):
    """What the library has for the same question; `licence` is what a reader must know of it."""

    reference: str
    title: str
    kind: str
    publisher: str
    licence: str
    usable: bool


class Shelf(Schema):
    """The best that the library has for the same question, and how many there are."""

    total: int
    items: list[OnTheShelf]


class Results(Schema):
    """One page of results. `total` counts all that you may see; `notes` say what was not
    understood of the query; `instead` is another spelling where nothing was found, and `tips` are
    other searches that find something; `library` is what the library has, on the first page."""

    total: int
    order: str
    notes: list[str]
    instead: str
    tips: list[Elsewhere]
    items: list[Found]
    facets: list[Facet]
    library: Shelf
    next: str | None


def _found(hit: Hit) -> Found:
    return Found(
        reference=hit.reference,
        title=hit.title,
        state=hit.state,
        record_date=hit.record_date,
        file_class=hit.class_reference,
        folder=hit.folder,
        puid=hit.puid,
        size=hit.size,
        snippet=[Segment(text=one.text, hit=one.hit) for one in hit.snippet],
        recognised=hit.recognised,
    )


def _tips(request: Request, q: str, within: str, file_class: str) -> list[Elsewhere]:
    chosen = f'{within} class:"{file_class}"'.strip() if file_class else within
    return [
        Elsewhere(words=one.words, query=one.text, within=one.within)
        for one in queries.tips(request.actor, q, within=chosen)
    ]


def _shelf(request: Request, q: str, within: str) -> Shelf:
    today = civil_date(request.now)
    finds = library.find(request.actor, q, within=within, limit=IN_THE_LIBRARY, today=today)
    library_actions.note_shown(request.actor, finds.items, now=request.now)
    said = ("reference", "title", "kind", "publisher", "usable")
    items = [
        OnTheShelf(licence=one.line, **{name: getattr(one, name) for name in said})
        for one in finds.items
    ]
    return Shelf(total=finds.total, items=items)


@operation(router, "GET", "/search", needs=Permission.RECORDS_SEE, answer=Results)
def search(
    request: Request,
    q: Annotated[str, Query(max_length=1000)],
    file_class: Annotated[str, Query(max_length=100)] = "",
    within: Annotated[str, Query(max_length=1000)] = "",
    facets: bool = False,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """Words, "phrases", "words near"~5, beginnings*, misspelled~, AND, OR, NOT, title:, path:,
    class:, folder:, format:, state:, language:, after: and before: (dates), size:>1MB, like: (a
    record). `within` is a second query that narrows the first; `facets` counts what was found by
    class, unit, year, format and state."""
    chosen: dict[str, str] = {"class_reference": file_class, "within": within}
    started = time.perf_counter()
    found = queries.search(request.actor, q, limit=limit, offset=offset, **chosen)
    if not offset:
        took = (time.perf_counter() - started) * 1000
        said: dict[str, Any] = {"total": found.total, "milliseconds": took, "door": Door.API}
        actions.note(request.actor, q, f"{within} {file_class}".strip(), **said, now=request.now)
    following = found.next_offset
    return Results(
        total=found.total,
        order=found.order.value,
        notes=list(found.notes),
        instead=found.instead,
        tips=_tips(request, q, within, file_class) if not found.total else [],
        items=[_found(hit) for hit in found.hits],
        facets=[
            Facet(
                name=one.name,
                shares=[
                    Share(label=part.label, query=part.query, count=part.count)
                    for part in one.shares
                ],
                others=one.others,
            )
            for one in (queries.facets(request.actor, q, **chosen) if facets else ())
        ],
        library=_shelf(request, q, f'{within} class:"{file_class}"' if file_class else within)
        if not offset
        else Shelf(total=0, items=[]),
        next=None if following is None else next_address(request, str(following), "offset"),
    )
