"""Captures: what was taken from where, item by item."""

from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing
from muniment.foundation.access.types import Permission as P
from muniment.holdings.capture import queries
from muniment.holdings.capture.types import Outcome
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as plan_rules
from muniment.holdings.mail.types import KINDS, Kind
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, crumbs
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import moment, sentence, size

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
CAPTURES: list[Column[Any]] = [
    Column("into", "Into", lambda c: str(c.file_class), "file_class__path"),
    Column("started", "Started", lambda c: moment(c.started_at), "started_at"),
    Column(
        "ended", "Ended", lambda c: moment(c.ended_at) or "Still running, or stopped", "ended_at"
    ),
]


def _name_of(request: Request, found: Any) -> str:
    """What a capture is called. Where its source is on a machine is for those who look after
    sources or after Muniment; others see the last part of the path or address."""
    source: str = found.source
    whole = request.actor.permissions & {P.SOURCE_MANAGE, P.SYSTEM_RUN}
    if whole or not (source.startswith("/") or "://" in source):
        return source
    return source.rstrip("/").rpartition("/")[2] or found.reference


def _linked(request: Request, found: Any) -> Cell:
    return Cell(_name_of(request, found), reverse("capture", args=[found.reference]))


def captures(request: Request) -> HttpResponseBase:
    """Every capture that the person may know of."""
    rows = queries.captures(request.actor)
    source: Column[Any] = Column("source", "Source", lambda c: _linked(request, c), "source")
    table = Table(
        request,
        [source, *CAPTURES],
        rows,
        order="-started",
        caption="Captures",
        empty="No drive has been captured yet. Files that are added to a folder are listed there.",
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
    by = events.names([found.started_by], found.started_at).get(found.started_by, "")
    return show(
        request,
        "capture/capture.html",
        table,
        name=f"capture-{found.reference}",
        one=found,
        called=_name_of(request, found),
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
    seen: set[int] = set()
    named = _may_name(request, found)

    def prepare(items: Any) -> None:
        numbers = {one.record_id for one in items if one.record_id}
        seen.update(
            records.visible(request.actor).filter(pk__in=numbers).values_list("pk", flat=True)
        )

    columns: list[Column[Any]] = [
        Column("path", "Item", lambda i: _item(i, seen, found, request, named), "path"),
        Column("size", "Size", lambda i: size(i.size), "size", numeric=True),
        Column("outcome", "Outcome", _outcome, "outcome"),
    ]
    return Table(request, columns, rows, order="path", caption="Items", prepare=prepare)


def _item(item: Any, seen: set[int], found: Any, request: Request, named: bool) -> Cell:
    if item.record_id in seen:
        reference = item.record.reference
        return Cell(item.path, reverse("record", args=[reference]), note=reference)
    if found.started_by == request.actor.reference or (item.record_id is None and named):
        return Cell(item.path)
    return UNSEEN


def _may_name(request: Request, found: Any) -> bool:
    """Whether the person may know what the items that did not come in are called: whoever
    started the capture, and whoever sees what lies in the place that they were meant for."""
    actor = request.actor
    if found.started_by == actor.reference:
        return True
    if found.folder_id:
        return records.visible_folders(actor).filter(pk=found.folder_id).exists()
    audience = plan_rules.resolve_audience(fileplan.effective(found.file_class), Narrowing())
    return not access_rules.reasons_not_to_see(actor, audience)


def _outcome(item: Any, named: bool = True) -> Cell:
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
            named.setdefault(found.pk, _may_name(request, found))

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
