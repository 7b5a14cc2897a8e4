"""How the library is used, what readers report, and the library as a file."""

from io import StringIO
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.library import queries
from muniment.holdings.library.types import KINDS, ResourceKind, UseLine
from muniment.web import downloads, tables
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.library import HOME
from muniment.web.words import moment, number, pounds

COUNTING = (
    "Counted when somebody opens a resource here, on the command line or through the API. Each "
    "count is of a month and a unit of five people or more. Nothing is kept of who read what."
)
RIS = "application/x-research-info-systems"


class FiguresFilter(forms.Form):
    """Narrows the figures."""

    unused = forms.BooleanField(label="Only what nobody opened in 12 months", required=False)


def _kind(one: Any) -> str:
    return KINDS[ResourceKind(one.kind)]


def _line(one: Any) -> UseLine:
    return queries.use_line(one)


def _pounds(value: Any) -> str:
    return f"£{pounds(value)}" if value is not None else "Not known"


COLUMNS: list[Column[Any]] = [
    Column(
        "title",
        "Resource",
        lambda o: Cell(o.title, reverse("library_resource", args=[o.reference]), note=_kind(o)),
        "sort_key",
    ),
    Column("opened", "Opened", lambda o: number(o.opened), "opened", numeric=True),
    Column("shown", "Shown in searches", lambda o: number(o.shown), "shown", numeric=True),
    Column(
        "last",
        "Last opened",
        lambda o: f"{o.last_month:%B %Y}" if o.last_month else "Never",
        "last_month",
    ),
    Column("cost", "Cost a year", lambda o: _pounds(_line(o).cost), "licence__cost", numeric=True),
    Column("each", "Cost of one use", lambda o: _pounds(_line(o).each), numeric=True),
]
EXPORTED: list[Column[Any]] = [
    Column("reference", "Reference", lambda o: o.reference),
    Column("title", "Title", lambda o: o.title),
    Column("kind", "Kind", _kind),
    Column("opened", "Opened in 12 months", lambda o: str(o.opened)),
    Column("shown", "Shown in 12 months", lambda o: str(o.shown)),
    Column("last", "Last opened", lambda o: f"{o.last_month:%Y-%m}" if o.last_month else ""),
    Column("cost", "Cost a year", lambda o: str(_line(o).cost or "")),
    Column("each", "Cost of one use", lambda o: str(_line(o).each or "")),
]


def figures(request: Request) -> HttpResponseBase:
    """How often each resource was shown and opened in twelve months, and what a use came to."""
    form = FiguresFilter(request.GET or None)
    unused = form.is_valid() and form.cleaned_data["unused"]
    rows = queries.used(request.actor, today=civil_date(request.now), unused=unused)
    table = Table(
        request,
        COLUMNS,
        rows,
        order="-opened",
        caption="Use of the library",
        empty="The library has nothing that fits.",
        exported=EXPORTED,
    )
    return show(
        request,
        "list.html",
        table,
        name="use-of-the-library",
        title="Use of the library",
        intro=["The last twelve months, this one included.", COUNTING],
        filters=form,
        links=[
            {"href": table.address(format="csv", page=None), "text": "Export this list as CSV"},
            {"href": reverse("library_months"), "text": "Export every month and unit as CSV"},
        ],
        one="resource",
        crumbs=crumbs(HOME),
    )


def every_month(request: Request) -> HttpResponseBase:
    """Every count, by month and unit, as CSV."""
    heads = ["Month", "Unit", "Reference", "Title", "Kind", "Shown", "Opened"]
    found = queries.every_count(request.actor)
    lines = ([tables.harmless(str(row[name])) for name in queries.COUNTED] for row in found)
    return tables.as_csv([heads, *lines], "use-by-month")


REPORTED: list[Column[Any]] = [
    Column(
        "title",
        "Resource",
        lambda o: Cell(o.title, reverse("library_resource", args=[o.reference]), note=o.address),
    ),
    Column("reported", "Reports", lambda o: number(o.reported), numeric=True),
    Column("since", "Latest", lambda o: moment(o.since)),
    Column(
        "do",
        "What to do",
        lambda o: Cell("Look into it", reverse("note_link", args=[o.reference])),
    ),
]


def reports(request: Request) -> HttpResponseBase:
    """What readers say does not work, and nobody has looked into."""
    table = Table(
        request,
        REPORTED,
        queries.reports(request.actor),
        caption="Reported links",
        empty="No reader has said that something does not work.",
    )
    return show(
        request,
        "list.html",
        table,
        name="reported-links",
        title="Reported links",
        intro=["What readers say does not work. Muniment does not try addresses itself."],
        one="resource",
        crumbs=crumbs(HOME),
    )


def export_library(request: Request, kind: str) -> HttpResponseBase:
    """The library as a file, as far as the reader may know of it: CSV or RIS."""
    if kind == "ris":
        text = queries.ris_of(request.actor)
        return downloads.document(text.encode(), "library.ris", RIS)
    if kind != "csv":
        raise NotFound("export", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, queries.export_rows(request.actor), queries.EXPORTED)
    text = written.getvalue()
    return downloads.document(text.encode(), "library.csv", "text/csv; charset=utf-8")
