"""Of how many files the text could be had, by format; and which they are."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.content import queries
from muniment.foundation.content.rules import covered_as
from muniment.foundation.content.states import Coverage, DerivedState
from muniment.foundation.content.types import Covered
from muniment.holdings.records import queries as records
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, language, number, sentence, size

WORDS = {
    Coverage.READ: "Read",
    Coverage.RECOGNISED: "Recognised from pictures",
    Coverage.EMPTY: "No text in it",
    Coverage.PASSWORD: "Needs a password",
    Coverage.CORRUPT: "Damaged",
    Coverage.UNSUPPORTED: "Format holds no text",
    Coverage.TOO_LARGE: "Too large",
    Coverage.FAILED: "Could not be read",
    Coverage.WAITING: "Waiting",
    Coverage.QUARANTINED: "In quarantine",
}
GOOD = (Coverage.READ, Coverage.RECOGNISED)
QUIET = (Coverage.EMPTY, Coverage.UNSUPPORTED, Coverage.WAITING)


def coverage(request: Request) -> HttpResponseBase:
    """How getting the text went, by format and outcome."""
    rows = queries.coverage()
    columns: list[Column[Covered]] = [
        Column("format", "Format", lambda one: one.format_name or "Not identified"),
        Column("puid", "PRONOM", lambda one: one.puid),
        Column("outcome", "Text", lambda one: _tag(one.outcome)),
        Column("files", "Files", _linked, numeric=True),
        Column("size", "Size", lambda one: size(one.size), numeric=True),
        Column("bytes", "Bytes", lambda one: str(one.size)),
    ]
    table = Table(
        request,
        columns[:-1],
        rows,
        caption="Text by format",
        exported=columns,
        empty="There are no files yet.",
    )
    intro = [_in_all(rows), _languages(), "Every file is kept, whether its text could be had."]
    heads = {"title": "What text could be had", "intro": [one for one in intro if one]}
    return show(request, "list.html", table, name="coverage", one="line", crumbs=_way(), **heads)


def _tag(outcome: Coverage) -> Cell:
    colour = "green" if outcome in GOOD else "grey" if outcome in QUIET else "orange"
    return Cell(WORDS[outcome], tag=colour)


def _linked(one: Covered) -> Cell:
    asked = urlencode({"outcome": one.outcome.value, "puid": one.puid})
    return Cell(number(one.files), f"{reverse('covered')}?{asked}")


def _in_all(rows: list[Covered]) -> str:
    every, good = sum(one.files for one in rows), sum(one.files for one in rows if _has_text(one))
    share = f" ({good / every:.0%})" if every else ""
    return f"Text could be had of {number(good)} of {count(every, 'file')}{share}."


def _has_text(one: Covered) -> bool:
    return one.outcome in GOOD


def _languages() -> str:
    found = queries.languages()
    said = [f"{language(code) if code else 'not known'} {number(files)}" for code, files in found]
    return f"Languages: {', '.join(said)}." if said else ""


def files(request: Request) -> HttpResponseBase:
    """The files of one outcome and format, by the records that the reader may see."""
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in list(Coverage) else ""
    puid = request.GET.get("puid")
    known: dict[str, tuple[str, str]] = {}

    def prepare(rows: Any) -> None:
        seen = records.visible(request.actor).filter(
            components__sha256__in=[one.blob_id for one in rows]
        )
        for sha256, *record in seen.values_list("components__sha256", "reference", "title"):
            known.setdefault(sha256, (record[0], record[1]))

    def name(row: Any) -> Cell:
        if row.blob_id not in known:
            return Cell(f"{row.blob_id[:16]}…", note="In a record that you cannot see")
        reference, title = known[row.blob_id]
        return Cell(title, reverse("record", args=[reference]))

    columns: list[Column[Any]] = [
        Column("file", "File", name),
        Column("format", "Format", _format, "blob__format_name"),
        Column("size", "Size", lambda one: size(one.blob.size), "blob__size", numeric=True),
        Column("outcome", "Text", _outcome, "state"),
        Column("language", "Language", lambda one: language(one.language), "language"),
    ]
    rows = queries.covered(outcome, puid[:40] if puid is not None else None)
    table = Table(
        request, columns, rows, order="format", caption="Files", prepare=prepare, empty="None."
    )
    title = WORDS[Coverage(outcome)] if outcome else "Every file"
    way = _way(("What text could be had", reverse("coverage")))
    heads = {"title": title, "one": "file", "crumbs": way}
    return show(request, "list.html", table, name="files", **heads)


def _format(row: Any) -> str:
    return str(row.blob.format_name or row.blob.puid or "Not identified")


def _outcome(row: Any) -> Cell:
    outcome = covered_as(DerivedState(row.state), row.origin)
    sure = f"{row.confidence}% sure. " if row.confidence is not None else ""
    note = f"{sure}{row.reason}".strip()
    return Cell(WORDS.get(outcome, sentence(row.state)), tag=_tag(outcome).tag, note=note)


def _way(*more: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Admin", "/admin/"), ("Store", reverse("store")), *more)
