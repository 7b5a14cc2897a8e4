"""The content store: what it holds, whether it is intact, and files without readable text."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.content import actions, queries
from muniment.foundation.content.types import StoreReport
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import malware, sealing
from muniment.web.words import count, moment, number, sentence, size

ADMIN = ("Admin", "/admin/")
AT_ONCE = 500  # blobs read again by one press of the button
SHOWN = timedelta(days=90)  # how long ago what was repaired is listed
MOST = 50
PLACES = {"store": "in the store", "copy": "in the second copy"}
AWAY = "Nothing can be repaired or destroyed until it is back, or 'muniment store copy --forget'."


def store(request: Request) -> HttpResponseBase:
    """What the store holds, and what is wrong with it."""
    totals = queries.totals()
    oldest = queries.oldest_check()
    rows = [
        {"label": "Files", "text": number(totals["blobs"]), "note": "Each content is stored once."},
        {"label": "Size", "text": size(totals["bytes"])},
        {"label": "Not intact", "text": number(totals["not_intact"])},
        _second_copy(),
        {"label": "Checked longest ago", "text": moment(oldest) or "Nothing to check yet"},
        *sealing.facts(request),
        malware.fact(),
    ]
    repaired = queries.repaired_since(request.now - SHOWN)
    return render(
        request,
        "admin/store.html",
        rows=rows,
        incidents=_held(request, queries.open_incidents()),
        repaired=repaired[:MOST],
        repaired_count=repaired.count(),
        places=PLACES,
        crumbs=crumbs(ADMIN),
    )


def _second_copy() -> dict[str, str]:
    """Whether every file is in two places."""
    found = queries.copy_status()
    if found.away:
        return {"label": "Second copy", "text": "Out of reach", "note": f"{found.away} {AWAY}"}
    if not found.folder:
        said = "Damaged files cannot be repaired. Set MUNIMENT_CONTENT_COPY to a folder elsewhere."
        return {"label": "Second copy", "text": "None", "note": said}
    every = count(found.copied + found.waiting, "file")
    text = f"{number(found.copied)} of {every}" if found.waiting else f"All ({every})"
    return {"label": "Second copy", "text": text, "note": f"In {found.folder}"}


def _held(request: Request, found: Any) -> list[dict[str, Any]]:
    """Each incident with the records, as far as the person may see them, that hold the file."""
    incidents = list(found)
    seen = records.visible(request.actor).filter(
        components__sha256__in={one.sha256 for one in incidents}
    )
    held: dict[str, list[tuple[str, str]]] = {}
    for sha256, *record in seen.values_list("components__sha256", "reference", "title"):
        held.setdefault(sha256, []).append((record[0], record[1]))
    return [{"incident": one, "records": held.get(one.sha256, [])} for one in incidents]


def check(request: Request) -> HttpResponseBase:
    """Compare the store with the database, and read again what was read longest ago."""
    there = actions.check(request.actor, deep=False, now=request.now)
    read = actions.verify_oldest(request.actor, limit=AT_ONCE, now=request.now)
    return see_other(request, "store", _said(there, read))


def _said(there: StoreReport, read: StoreReport) -> str:
    said = f"{count(there.checked, 'file')} looked for, {number(read.checked)} read again: "
    bad = len({*there.missing, *read.missing, *there.corrupt, *read.corrupt})
    mended = len({*there.repaired, *read.repaired})
    if mended:
        said += f"{number(mended)} repaired from the other copy, "
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
