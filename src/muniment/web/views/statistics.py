"""What was destroyed: for those who oversee it, and for everybody once the body says so."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.queries import Destroyed
from muniment.lifecycle.disposal.queries.statistics import COLUMNS
from muniment.lifecycle.retention.rules.overdue import cost_of
from muniment.web import downloads
from muniment.web.door import Request, crumbs, render
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.keep import FRONT, open_or_signed_in
from muniment.web.views.rules import LIFECYCLE
from muniment.web.words import count, number, pounds, size

FEW = 5  # below it a published number could point to somebody


def statistics(request: Request) -> HttpResponseBase:
    """What was destroyed by year and rule, and what that frees."""
    lines = queries.destroyed(request.actor)
    cost = queries.storage_cost()
    years = sorted({one.year for one in lines}, reverse=True)
    return show(
        request,
        "lifecycle/statistics.html",
        Table(request, _columns(), lines, caption="By year and rule", empty="Nothing yet."),
        name="destroyed",
        title="What was destroyed",
        years=[_bar(year, lines) for year in years],
        freed=f"£{pounds(cost_of(sum(one.size for one in lines), cost.rate))}" if cost else "",
        total=sum(one.records for one in lines),
        space=sum(one.size for one in lines),
        cost=cost,
        crumbs=crumbs(LIFECYCLE),
    )


def _bar(year: int, lines: Sequence[Destroyed]) -> dict[str, Any]:
    own = [one for one in lines if one.year == year]
    records, space = sum(one.records for one in own), sum(one.size for one in own)
    said = f"{count(records, 'record')}, {size(space)}"
    return {"label": str(year), "value": records, "text": said}


def _columns() -> list[Column[Destroyed]]:
    return [
        Column("year", "Year", lambda one: str(one.year), tight=True),
        Column("rule", "Rule", lambda one: Cell(one.title or "No rule", note=one.rule)),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("files", "Files", lambda one: number(one.files), numeric=True),
        Column("size", "Size", lambda one: size(one.size), numeric=True),
        Column("certificates", "Certificates", lambda one: number(one.certificates), numeric=True),
    ]


def export_statistics(request: Request, kind: str) -> HttpResponseBase:
    """The same, for a spreadsheet or a program."""
    return _file([_cells(one) for one in queries.destroyed(request.actor)], kind)


def _cells(one: Destroyed) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in COLUMNS if name != "bytes"}
    return {**found, "bytes": one.size}


def _file(rows: list[dict[str, Any]], kind: str) -> HttpResponseBase:
    if kind == "json":
        text = sheets.as_json(rows, COLUMNS)
        return downloads.document(text.encode(), "destroyed.json", "application/json")
    if kind != "csv":
        raise NotFound("download", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, COLUMNS)
    data = written.getvalue().encode()
    return downloads.document(data, "destroyed.csv", "text/csv; charset=utf-8")


# -- for everybody ---------------------------------------------------------------------------------
def published(request: HttpRequest) -> HttpResponseBase:
    """How much was destroyed, by year and rule."""
    found = _open(request)
    lines = queries.destroyed_in_all()
    years = sorted({one.year for one in lines}, reverse=True)
    return render(
        request,
        "keep/destroyed.html",
        published=found,
        licence=found.licence,
        # No sum of a year: taking the told numbers from it would tell those that are not.
        years=[(year, _of(year, lines)) for year in years],
        crumbs=crumbs(FRONT),
    )


def _open(request: HttpRequest) -> Any:
    found = open_or_signed_in(request)
    if not found.with_destroyed:
        raise NotFound("page", "about what was destroyed")
    return found


def _of(year: int, lines: Sequence[Destroyed]) -> list[dict[str, str]]:
    return [
        {
            "code": one.rule,
            "title": one.title or "No rule",
            "authority": one.authority,
            "records": _few(one.records),
            "files": _few(one.files),
            "size": size(one.size) if one.records >= FEW else "",
        }
        for one in lines
        if one.year == year
    ]


def _few(value: int) -> str:
    return number(value) if value >= FEW else f"fewer than {FEW}"


def published_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same, for a spreadsheet or a program; small numbers are left empty."""
    _open(request)
    rows = [_cells(one) for one in queries.destroyed_in_all()]
    for row in rows:
        if row["records"] < FEW:
            row |= {"records": "", "files": "", "bytes": "", "certificates": ""}
    return _file(rows, kind)
