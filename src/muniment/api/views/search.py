"""Search: what you may see and the words ask for, counted honestly, to the last page."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import next_address
from muniment.foundation.access.types import Permission
from muniment.holdings.search import queries
from muniment.holdings.search.types import Hit

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


class Results(Schema):
    """One page of results. `total` counts all that you may see; `notes` say what was not
    understood of the query."""

    total: int
    order: str
    notes: list[str]
    items: list[Found]
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
    )


@operation(router, "GET", "/search", needs=Permission.RECORDS_SEE, answer=Results)
def search(
    request: Request,
    q: Annotated[str, Query(max_length=1000)],
    file_class: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """Words, "phrases", beginnings*, AND, OR, NOT, title:, path:, class:, format:, state:,
    after: and before: (dates)."""
    found = queries.search(request.actor, q, limit=limit, offset=offset, class_reference=file_class)
    following = found.next_offset
    return Results(
        total=found.total,
        order=found.order.value,
        notes=list(found.notes),
        items=[_found(hit) for hit in found.hits],
        next=None if following is None else next_address(request, str(following), "offset"),
    )
