"""What is set aside to be destroyed, and recovering it while there is time."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Reference, WhyGiven
from muniment.api.views.batches import DECIDE, Done
from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import actions, queries

router = Router(tags=["disposal"])


class Aside(Schema):
    """A record that is set aside, and the last day on which it can be recovered."""

    record: str
    title: str
    review: str
    set_aside_at: datetime
    recover_until: date


class Recovery(WhyGiven):
    """Which records to recover; all that is set aside where none is named."""

    records: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10_000)] = []


@operation(router, "GET", "/set-aside", needs=P.DISPOSAL_SEE, answer=Page[Aside])
def list_set_aside(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """What is set aside to be destroyed, the first to go first."""
    every = list(queries.set_aside(request.actor))
    rows = from_list(every, after, limit, lambda one: one.record.reference)
    return page(request, rows, limit, _aside, lambda one: one.record.reference)


def _aside(one: Any) -> Aside:
    return Aside(
        record=one.record.reference,
        title=one.record.title,
        review=one.review.reference,
        set_aside_at=one.set_aside_at,
        recover_until=one.recover_until,
    )


@operation(
    router,
    "POST",
    "/reviews/{reference}/recover",
    needs=(*DECIDE, P.DISPOSAL_EXECUTE),
    answer=Done,
)
def recover(request: Request, reference: Reference, wanted: Recovery) -> Any:
    """Recover records that a review set aside, while their window lasts."""
    done = actions.recover(
        request.actor, reference, records=wanted.records, reason=wanted.reason, now=request.now
    )
    return Done(records=done)
