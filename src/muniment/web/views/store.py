"""The content store: what it holds, whether it is intact, and files without readable text."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.content import actions, queries
from muniment.foundation.content.types import StoreReport
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import sealing
from muniment.web.words import count, moment, number, sentence, size

ADMIN = ("Admin", "/admin/")
AT_ONCE = 500  # blobs read again by one press of the button


def store(request: Request) -> HttpResponseBase:
    """What the store holds, and what is wrong with it."""
    totals = queries.totals()
    oldest = queries.oldest_check()
    rows = [
        {"label": "Files", "text": number(totals["blobs"]), "note": "Each content is stored once."},
        {"label": "Size", "text": size(totals["bytes"])},
        {"label": "Not intact", "text": number(totals["not_intact"])},
        {"label": "Checked longest ago", "text": moment(oldest) or "Nothing to check yet"},
        *sealing.facts(request),
    ]
    incidents = queries.open_incidents()
    where = crumbs(ADMIN)
    return render(request, "admin/store.html", rows=rows, incidents=incidents, crumbs=where)


def check(request: Request) -> HttpResponseBase:
    """Compare the store with the database, and read again what was read longest ago."""
    there = actions.check(request.actor, deep=False, now=request.now)
    read = actions.verify_oldest(request.actor, limit=AT_ONCE, now=request.now)
    return see_other(request, "store", _said(there, read))


def _said(there: StoreReport, read: StoreReport) -> str:
    said = f"{count(there.checked, 'file')} looked for, {number(read.checked)} read again: "
    bad = len({*there.missing, *read.missing}) + len(read.corrupt)
    said += f"{number(bad)} missing or changed." if bad else "all are there and intact."
    if there.unreferenced:
        said += f" {count(len(there.unreferenced), 'file')} that nothing refers to."
    return said


class IncidentForm(forms.Form):
    """What was done about it."""

    note = forms.CharField(
        label="What was done about it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done about it."},
    )


def close_incident(request: Request, number: int) -> HttpResponseBase:
    """Close an incident."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close_incident(request.actor, number, **values, now=request.now)
        return see_other(request, "store", "The incident has been closed.")

    return ask(
        request,
        filled(request, IncidentForm),
        do,
        title="Close an incident",
        button="Close incident",
        back=reverse("store"),
        crumbs=crumbs(ADMIN, ("Store", reverse("store"))),
    )


def unread(request: Request) -> HttpResponseBase:
    """Files whose text could not be had."""
    known: dict[str, Any] = {}

    def prepare(rows: Any) -> None:
        digests = [one.blob_id for one in rows]
        found = records.visible(request.actor).filter(components__sha256__in=digests)
        for sha256, reference, title in found.values_list(
            "components__sha256", "reference", "title"
        ):
            known.setdefault(sha256, (reference, title))

    def name(row: Any) -> Cell:
        if row.blob_id in known:
            reference, title = known[row.blob_id]
            return Cell(title, reverse("record", args=[reference]))
        return Cell(f"{row.blob_id[:16]}…", note="In a record that you cannot see")

    columns: list[Column[Any]] = [
        Column("file", "File", name),
        Column(
            "format",
            "Format",
            lambda d: d.blob.format_name or d.blob.puid or "Unknown",
            "blob__format_name",
        ),
        Column("size", "Size", lambda d: size(d.blob.size), "blob__size", numeric=True),
        Column(
            "state",
            "What happened",
            lambda d: Cell(sentence(d.state), tag="orange", note=d.reason),
            "state",
        ),
        Column("attempts", "Tries", lambda d: number(d.attempts), "attempts", numeric=True),
    ]
    table = Table(
        request,
        columns,
        queries.failures(),
        order="state",
        caption="Files without readable text",
        prepare=prepare,
        empty="The text of every file could be read.",
    )
    return show(
        request,
        "list.html",
        table,
        name="unread",
        title="Files without readable text",
        intro=[
            "They are kept like every other file. They are found by title and path, not by text."
        ],
        one="file",
        crumbs=crumbs(ADMIN, ("Store", reverse("store"))),
    )
