"""A review by its folders, its samples, and holds that come of it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference
from muniment.api.views.disposal import ItemDecision
from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import HoldWords
from muniment.lifecycle.holds.types import HoldKind

router = Router(tags=["disposal"])
DECIDE = (
    P.DISPOSAL_PROPOSE,
    P.DISPOSAL_APPROVE_RECORDS,
    P.DISPOSAL_APPROVE_OWNER,
    P.DISPOSAL_APPROVE,
)
References = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10_000)]


class ReviewFolder(Schema):
    """The records of a review in one folder, as far as you may see them."""

    folder: str
    title: str
    records: int
    to_destroy: int
    otherwise: int


class FolderDecision(ItemDecision):
    """What becomes of all records of a folder, in the version of the review looked at."""

    version: int | None = None


class Done(Schema):
    """Of how many records."""

    records: int


class Draw(Given):
    """How many to draw, of one folder or of all that is to be destroyed."""

    size: Annotated[int, Field(ge=0, le=10_000)]
    folder: Annotated[str, Field(max_length=40)] = ""


class Opening(Schema):
    """Who opened a record, and when first."""

    by: str
    at: datetime


class Drawn(Schema):
    """A record that was drawn."""

    record: str
    opened: list[Opening]


class Sample(Schema):
    """Records drawn at random: those with the lowest SHA-256 of `seed:record`."""

    folder: str
    seed: int
    size: int
    of: int
    drawn_by: str
    drawn_at: datetime
    records: list[Drawn]


class HoldOutOfReview(Given):
    """A hold on records of the review, named or all in one folder."""

    records: References = []
    folder: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=200)]
    kind: HoldKind
    reason: Annotated[str, Field(max_length=1000)]
    authority: Annotated[str, Field(max_length=300)]
    review_on: date | None = None


class Placed(Schema):
    """The hold that was placed."""

    hold: str


def _drawn(item: Any) -> Drawn:
    opened = [Opening(by=row.by, at=row.at) for row in item.opened.all()]
    return Drawn(record=item.record.reference, opened=opened)


def _samples(request: Request, reference: str) -> list[Sample]:
    found = queries.samples(request.actor, queries.review_named(request.actor, reference))
    return [
        Sample(
            **{name: getattr(one, name) for name in Sample.model_fields if name != "records"},
            records=[_drawn(place.item) for place in one.shown],
        )
        for one in found
    ]


@operation(
    router, "GET", "/reviews/{reference}/folders", needs=P.DISPOSAL_SEE, answer=list[ReviewFolder]
)
def list_folders(request: Request, reference: Reference) -> Any:
    """The folders with records of a review, the fullest first."""
    review = queries.review_named(request.actor, reference)
    return [ReviewFolder(**asdict(one)) for one in queries.batches(request.actor, review)]


@operation(router, "PUT", "/reviews/{reference}/folders/{folder}", needs=DECIDE, answer=Done)
def decide_folder(
    request: Request, reference: Reference, folder: Reference, wanted: FolderDecision
) -> Any:
    """Decide the same for all records of a review that lie in one folder."""
    done = actions.decide_folder(
        request.actor, reference, folder, **wanted.model_dump(), now=request.now
    )
    return Done(records=done)


@operation(router, "GET", "/reviews/{reference}/samples", needs=P.DISPOSAL_SEE, answer=list[Sample])
def list_samples(request: Request, reference: Reference) -> Any:
    """What was drawn from a review, the latest first, and who opened it."""
    return _samples(request, reference)


@operation(router, "POST", "/reviews/{reference}/samples", needs=DECIDE, answer=Sample, status=201)
def draw(request: Request, reference: Reference, wanted: Draw) -> Any:
    """Draw records of a review at random."""
    actions.draw_sample(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _samples(request, reference)[0]


@operation(
    router,
    "POST",
    "/reviews/{reference}/samples/{record}/open",
    needs=P.DISPOSAL_SEE,
    answer=Drawn,
)
def open_drawn(request: Request, reference: Reference, record: Reference) -> Any:
    """Note that you opened a record that was drawn. Its content is at `/records/`."""
    item = actions.open_drawn(request.actor, reference, record, now=request.now)
    return _drawn(item)


@operation(router, "POST", "/reviews/{reference}/hold", needs=DECIDE, answer=Placed, status=201)
def hold(request: Request, reference: Reference, wanted: HoldOutOfReview) -> Any:
    """Place a hold on records of a review that you decide about; they leave it."""
    words = HoldWords(
        wanted.name, wanted.kind.value, wanted.reason, wanted.authority, wanted.review_on
    )
    made = actions.hold_items(
        request.actor,
        reference,
        records=wanted.records,
        folder=wanted.folder,
        words=words,
        now=request.now,
    )
    return Placed(hold=made)
