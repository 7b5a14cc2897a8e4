"""Captures: what was taken from where, item by item."""

from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.capture import queries
from muniment.holdings.capture.types import Outcome
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import moment, sentence, size

COLOURS = {
    Outcome.CAPTURED: "green",
    Outcome.LINKED: "blue",
    Outcome.REFUSED: "orange",
    Outcome.FAILED: "red",
}
CAPTURES: list[Column[Any]] = [
    Column(
        "source",
        "Source",
        lambda c: Cell(c.source, reverse("capture", args=[c.reference])),
        "source",
    ),
    Column("into", "Into", lambda c: str(c.file_class), "file_class__path"),
    Column("started", "Started", lambda c: moment(c.started_at), "started_at"),
    Column(
        "ended", "Ended", lambda c: moment(c.ended_at) or "Still running, or stopped", "ended_at"
    ),
]


def captures(request: Request) -> HttpResponseBase:
    """Every capture that the person may know of."""
    rows = queries.captures(request.actor)
    table = Table(
        request,
        CAPTURES,
        rows,
        order="-started",
        caption="Captures",
        empty="Nothing has been captured yet. Add files from a folder, or run `muniment capture`.",
    )
    return show(request, "list.html", table, name="captures", title="Captures", one="capture")


class OutcomeFilter(forms.Form):
    """Narrows the items of a capture."""

    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in Outcome)],
    )


def capture(request: Request, reference: str) -> HttpResponseBase:
    """One capture, with the outcome of every item."""
    found = queries.capture_named(request.actor, reference)
    form = OutcomeFilter(request.GET or None)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    tally = queries.tally(found)
    table = _items(request, found, outcome)
    by = events.names([found.started_by], found.started_at).get(found.started_by, "")
    return show(
        request,
        "capture/capture.html",
        table,
        name=f"capture-{found.reference}",
        one=found,
        filters=form,
        figures=_figures(tally),
        items=tally.items,
        by=by,
        crumbs=crumbs(("Captures", reverse("captures"))),
    )


def _items(request: Request, found: Any, outcome: str) -> Table[Any]:
    rows = queries.items(found, outcome)
    mine = found.started_by == request.actor.reference or P.RECORDS_SEE in request.actor.permissions
    # An auditor sees what became of how many items, not what they are called.
    rows = rows if mine else rows.none()
    seen: set[int] = set()

    def prepare(items: Any) -> None:
        numbers = {one.record_id for one in items if one.record_id}
        seen.update(
            records.visible(request.actor).filter(pk__in=numbers).values_list("pk", flat=True)
        )

    columns: list[Column[Any]] = [
        Column("path", "Item", lambda i: _item(i, seen, found, request), "path"),
        Column("size", "Size", lambda i: size(i.size), "size", numeric=True),
        Column("outcome", "Outcome", _outcome, "outcome"),
    ]
    return Table(request, columns, rows, order="path", caption="Items", prepare=prepare)


def _item(item: Any, seen: set[int], found: Any, request: Request) -> Cell:
    if item.record_id in seen:
        return Cell(item.path, reverse("record", args=[item.record.reference]))
    if item.record_id is None or found.started_by == request.actor.reference:
        return Cell(item.path)
    return Cell("An item that you cannot see")


def _outcome(item: Any) -> Cell:
    outcome = Outcome(item.outcome)
    return Cell(sentence(outcome), tag=COLOURS[outcome], note=item.reason)


def _figures(tally: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": sentence(outcome),
            "count": getattr(tally, outcome.value),
            "href": f"?outcome={outcome.value}#items",
            "urgent": outcome in (Outcome.FAILED, Outcome.REFUSED),
            "note": "",
        }
        for outcome in Outcome
    ]
