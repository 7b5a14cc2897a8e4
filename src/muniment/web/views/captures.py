"""Captures: what was taken from where, item by item."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.capture import queries
from muniment.holdings.capture.types import Outcome, Tally
from muniment.holdings.mail.types import KINDS, Kind
from muniment.web import events
from muniment.web.door import Request, crumbs
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, moment, number, sentence, size

COLOURS = {
    Outcome.CAPTURED: "green",
    Outcome.LINKED: "blue",
    Outcome.REFUSED: "orange",
    Outcome.FAILED: "red",
    Outcome.OPENED: "grey",
    Outcome.LEFT: "grey",
}
HOME = ("Home", "/")
ABOUT = (
    "Each is a folder of a drive, a zip file or a chat that was taken in, with what became of "
    "every file in it. Whoever runs Muniment takes in a whole drive with the command "
    "“muniment capture”."
)
MEANINGS = {
    Outcome.CAPTURED: "Each is a record now",
    Outcome.LINKED: "Here already: the place was added to the record",
    Outcome.REFUSED: "Not taken in: the reason stands beside each",
    Outcome.FAILED: "Not taken in: something went wrong",
    Outcome.OPENED: "Taken apart: what was in them are items of their own",
    Outcome.LEFT: "Mail that a rule leaves where it is",
}
SELDOM = (Outcome.OPENED, Outcome.LEFT)
UNSEEN = Cell("An item that you cannot see")
EMPTY = "No drive has been captured yet. Files that are added to a folder are listed there."
YOURS = (
    "You have not brought in a zip file, a chat or scans yet. Files that you add to a folder are "
    "listed in that folder."
)
STILL = "Still running, or stopped"
PER_PAGE = 20


def _count(tallies: dict[int, Tally], name: str, found: Any) -> str:
    return str(getattr(tallies[found.pk], name))


def _counted(tally: Tally) -> Cell:
    """How many items there were; those that did not come in stand out."""
    lost = tally.refused + tally.failed
    words = f"{count(lost, 'item')} did not come in" if lost else ""
    return Cell(number(tally.items), note=words)


def _started(found: Any) -> Cell:
    return Cell(moment(found.started_at), note="" if found.ended_at else STILL)


def _linked(request: Request, found: Any) -> Cell:
    href = reverse("capture", args=[found.reference])
    return Cell(queries.source_shown(request.actor, found), href)


def _short(shown: str, found: Any) -> str:
    """The end of the path of a source, which tells it from others."""
    parts = [one for one in shown.split("/") if one]
    return "/".join(parts[-2:]) or str(found.reference)


def _shortly(request: Request, found: Any) -> Cell:
    text = _short(queries.source_shown(request.actor, found), found)
    return Cell(text, reverse("capture", args=[found.reference]))


def captures(request: Request) -> HttpResponseBase:
    """Every capture that the person may know of."""
    tallies: dict[int, Tally] = {}
    table = Table(
        request,
        [
            Column("source", "Source", lambda c: _shortly(request, c), "source"),
            Column("into", "Into", lambda c: str(c.file_class), "file_class__path"),
            Column("items", "Items", lambda c: _counted(tallies[c.pk])),
            Column("started", "Started", _started, "started_at", tight=True),
        ],
        queries.captures(request.actor),
        order="-started",
        caption="Captures",
        per_page=PER_PAGE,
        prepare=lambda some: tallies.update(queries.tallies(some)),
        exported=[
            Column("source", "Source", lambda c: queries.source_shown(request.actor, c)),
            Column("into", "Into", lambda c: str(c.file_class)),
            *(
                Column(one.value, sentence(one), partial(_count, tallies, one.value))
                for one in Outcome
            ),
            Column("started", "Started", lambda c: moment(c.started_at)),
            Column("ended", "Ended", lambda c: moment(c.ended_at) or STILL),
        ],
        empty=EMPTY if P.AUDIT_SEE in request.actor.permissions else YOURS,
    )
    return show(
        request,
        "ways.html",
        table,
        name="captures",
        title="Captures",
        intro=[ABOUT],
        one="capture",
        ways=_ways(request),
        crumbs=crumbs(HOME),
    )


def _ways(request: Request) -> list[dict[str, str]]:
    """What somebody who may file can do here."""
    if not may_reach(request, P.RECORDS_CAPTURE):
        return []
    return [
        {"href": reverse("bring_set"), "text": "Bring in a zip file or a chat"},
        {"href": reverse("bring_scans"), "text": "Bring in scans"},
    ]


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
    shown = queries.source_shown(request.actor, found)
    by = events.names([found.started_by], found.started_at).get(found.started_by, "")
    return show(
        request,
        "capture/capture.html",
        table,
        name=f"capture-{found.reference}",
        one=found,
        called=_short(shown, found),
        whole=shown,
        filters=form,
        figures=_figures(tally),
        items=tally.items,
        mail=_mail(found),
        by=by,
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


def _mail(found: Any) -> list[str]:
    """How many messages there were that seldom are records, and what became of them."""
    return [
        f"{KINDS[Kind(kind)]}: "
        + ", ".join(f"{count} {Outcome(outcome).value}" for outcome, count in counts.items())
        for kind, counts in queries.mail_kinds(found).items()
    ]


def _items(request: Request, found: Any, outcome: str) -> Table[Any]:
    rows = queries.items(found, outcome)
    mine = found.started_by == request.actor.reference or P.RECORDS_SEE in request.actor.permissions
    # An auditor sees what became of how many items, not what they are called.
    rows = rows if mine else rows.none()
    named: dict[int, str] = {}
    columns: list[Column[Any]] = [
        Column("path", "Item", lambda i: _item(i, named), "path"),
        Column("size", "Size", lambda i: size(i.size), "size", numeric=True),
        Column("outcome", "Outcome", lambda i: _outcome(i, i.pk in named), "outcome"),
    ]
    return Table(
        request,
        columns,
        rows,
        order="path",
        caption="Items",
        per_page=PER_PAGE,
        prepare=lambda some: named.update(queries.named_items(request.actor, found, some)),
    )


def _item(item: Any, named: dict[int, str]) -> Cell:
    if reference := named.get(item.pk):
        return Cell(item.path, reverse("record", args=[reference]), note=reference)
    return Cell(item.path) if item.pk in named else UNSEEN


def _outcome(item: Any, named: bool) -> Cell:
    outcome = Outcome(item.outcome)
    return Cell(sentence(outcome), tag=COLOURS[outcome], note=item.reason if named else "")


def _figures(tally: Any) -> list[dict[str, Any]]:
    shown = [one for one in Outcome if one not in SELDOM or getattr(tally, one.value)]
    return [
        {
            "label": sentence(outcome),
            "count": getattr(tally, outcome.value),
            "href": f"?outcome={outcome.value}#items",
            "urgent": outcome in (Outcome.FAILED, Outcome.REFUSED),
            "note": MEANINGS[outcome],
        }
        for outcome in shown
    ]


def not_taken(request: Request) -> HttpResponseBase:
    """What was refused or failed, over all captures that the person may know of."""
    return show(
        request,
        "list.html",
        _not_taken(request),
        name="not-taken",
        title="Items that did not come in",
        intro=[
            "They are not in Muniment, and nothing was done to them where they are.",
            "Refused: Muniment does not take such an item, such as a "
            "link. Failed: it could not be read. Put right what the reason says, then capture "
            "the source again: what came in before is left alone.",
        ],
        one="item",
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


def _not_taken(request: Request) -> Table[Any]:
    named: dict[int, bool] = {}

    def prepare(items: Any) -> None:
        for found in {one.capture for one in items}:
            may = queries.may_name_items(request.actor, found)
            named.setdefault(found.pk, may)

    columns: list[Column[Any]] = [
        Column("path", "Item", lambda i: Cell(i.path) if named[i.capture_id] else UNSEEN, "path"),
        Column("outcome", "Outcome", lambda i: _outcome(i, named[i.capture_id]), "outcome"),
        Column("capture", "Capture", lambda i: _linked(request, i.capture), "capture__source"),
        Column("at", "When", lambda i: moment(i.at), "at"),
    ]
    return Table(
        request,
        columns,
        queries.not_taken(request.actor),
        order="-at",
        caption="Items that did not come in",
        empty="Everything that was captured came in.",
        prepare=prepare,
    )
