"""What is set aside to be destroyed, and recovering it while there is time."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.deciding import page_of
from muniment.web.views.reviews import LIFECYCLE
from muniment.web.words import count, day


def set_aside(request: Request) -> HttpResponseBase:
    """What is set aside, and until when it can be recovered."""
    days = queries.practice().window
    settled = f"for {count(days, 'day')}" if days else "no longer: reviews now erase at once"
    return show(
        request,
        "list.html",
        _table(request),
        name="set-aside",
        title="Set aside",
        intro=[
            "These records are to be destroyed and are whole still. Nobody finds, reads or changes"
            " them. Until the day shown they can be recovered; after it they are erased.",
            f"What a review destroys is set aside {settled}.",
        ],
        one="record",
        crumbs=crumbs(LIFECYCLE),
    )


def _table(request: Request) -> Table[Any]:
    today = civil_date(request.now)

    def until(item: Any) -> Cell:
        over = item.recover_until < today
        return Cell(day(item.recover_until), note="Over: it is about to be erased" if over else "")

    def review(item: Any) -> Cell:
        return Cell(item.review.reference, reverse("review", args=[item.review.reference]))

    listed: list[Column[Any]] = [
        Column("title", "Record", lambda i: columns.title(i.record), "record__title"),
        Column(
            "class", "Class", lambda i: columns.file_class(i.record), "record__file_class__path"
        ),
        Column("review", "Review", review, "review", tight=True),
        Column("since", "Set aside", lambda i: day(i.set_aside_at), "set_aside_at", tight=True),
        Column("until", "Can be recovered until", until, "recover_until", tight=True),
    ]
    return Table(
        request,
        listed,
        queries.set_aside(request.actor),
        order="until",
        caption="Records that are set aside",
        empty="Nothing is set aside that you can see.",
    )


def recover(request: Request, reference: str) -> HttpResponseBase:
    """Recover all that the review set aside."""
    found = queries.review_named(request.actor, reference)
    aside = queries.set_aside(request.actor).filter(review=found).count()
    return _ask(request, found, [], f"Recover {count(aside, 'record')}")


def recover_record(request: Request, reference: str, record: str) -> HttpResponseBase:
    """Recover one record that the review set aside."""
    found = queries.review_named(request.actor, reference)
    title = records.record_shown(request.actor, record).title
    return _ask(request, found, [record], f"Recover {title}")


def _ask(request: Request, found: Any, chosen: list[str], title: str) -> HttpResponseBase:
    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.recover(
            request.actor, found.reference, records=chosen, **values, now=request.now
        )
        return see_other(request, "review", f"{count(done, 'record')} recovered.", found.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title=title,
        button="Recover",
        intro=[
            "It is found, read and kept again as before. Its time is up still, so it can be put"
            " forward again: if it is to stay, place a hold or have it kept until a date."
        ],
        **page_of(found),
    )
