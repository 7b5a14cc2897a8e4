"""Papers that wait to be destroyed by hand, and saying that they are gone."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.physical import queries as physical
from muniment.lifecycle.disposal import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.by_hand import HandForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.deciding import page_of
from muniment.web.views.papers import missing_at
from muniment.web.views.reviews import LIFECYCLE
from muniment.web.words import count, day


def by_hand(request: Request) -> HttpResponseBase:
    """What waits, with where it lies."""
    confirms = P.DISPOSAL_EXECUTE in request.actor.permissions
    days = queries.review_terms().late_days
    return show(
        request,
        "list.html",
        _table(request),
        name="by-hand",
        title="To be destroyed by hand",
        intro=[
            "These records are on paper, and it is decided to destroy them. They stay open until"
            " somebody who did not approve it says when, how and by whom it was done"
            + (": choose a review." if confirms else "."),
            f"Whoever had a review carried out is asked after {count(days, 'day')}.",
        ],
        one="paper",
        crumbs=crumbs(LIFECYCLE),
    )


def _table(request: Request) -> Table[Any]:
    where: dict[int, Any] = {}

    def prepare(items: Any) -> None:
        where.update(physical.papers(item.record_id for item in items))

    def lies(item: Any) -> Cell:
        paper = where[item.record_id]
        if paper.box is None:
            return Cell(paper.location)
        href = reverse("box", args=[paper.box.reference])
        return Cell(f"Box {paper.box.label}", href, note=paper.box.location)

    def review(item: Any) -> Cell:
        named = item.review
        return Cell(named.title, reverse("review", args=[named.reference]), note=named.reference)

    listed: list[Column[Any]] = [
        Column("title", "Record", lambda item: columns.title(item.record), "record__title"),
        Column("where", "Where it lies", lies),
        Column("review", "Review", review, "review"),
        Column(
            "since", "Since", lambda item: day(item.awaiting_since), "awaiting_since", tight=True
        ),
    ]
    rows = queries.awaiting_hand(request.actor)
    empty = "Nothing on paper waits to be destroyed by hand."
    return Table(
        request, listed, rows, order="since", caption="Papers", prepare=prepare, empty=empty
    )


def confirm(request: Request, reference: str) -> HttpResponseBase:
    """Say that papers of a review are gone."""
    found = queries.review_named(request.actor, reference)
    waiting = queries.awaiting_in(request.actor, found).count()
    form = filled(request, HandForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        with missing_at("boxes"):
            actions.confirm_by_hand(
                request.actor,
                found.reference,
                form.statement(),
                **form.chosen(),
                now=request.now,
            )
        said = "It is confirmed. The certificate is being made."
        return see_other(request, "review", said, found.reference)

    return ask(
        request,
        form,
        do,
        title="Confirm that paper is gone",
        button="Confirm",
        warning="There is no way back: what is kept of these records is only that there were such.",
        intro=[f"{count(waiting, 'record')} on paper in this review that you can see."],
        **page_of(found),
    )
