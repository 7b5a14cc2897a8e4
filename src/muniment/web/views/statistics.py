"""What was destroyed: for those who oversee it, and for everybody once the body says so."""

from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.queries import Destroyed, DestroyedOfUnit
from muniment.lifecycle.disposal.queries.statistics import COLUMNS, UNIT_COLUMNS
from muniment.lifecycle.retention.rules.overdue import cost_of
from muniment.web import downloads
from muniment.web.door import Request, crumbs, render
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.keep import FRONT, open_or_signed_in
from muniment.web.views.rules import LIFECYCLE
from muniment.web.words import count, number, pounds, size

Line: TypeAlias = Destroyed | DestroyedOfUnit
DIMENSIONS = {"rule": "By rule", "unit": "By unit"}
COST = "pounds_a_year"
FEW = 5  # below it a published number could point to somebody


def statistics(request: Request) -> HttpResponseBase:
    """What was destroyed by year and by rule or unit, and what that frees."""
    by = _by(request)
    lines = _lines(request, by)
    cost = queries.storage_cost()
    years = sorted({one.year for one in lines}, reverse=True)
    return show(
        request,
        "lifecycle/statistics.html",
        Table(
            request,
            _columns(by, cost.rate if cost else None),
            lines,
            caption=f"By year and {by}",
            empty="Nothing yet.",
        ),
        name="destroyed",
        title="What was destroyed",
        years=[_bar(year, lines) for year in years],
        freed=f"£{pounds(cost_of(sum(one.size for one in lines), cost.rate))}" if cost else "",
        total=sum(one.records for one in lines),
        space=sum(one.size for one in lines),
        cost=cost,
        by=by,
        dimensions=list(DIMENSIONS.items()),
        crumbs=crumbs(LIFECYCLE),
    )


def _by(request: Request) -> str:
    by = request.GET.get("by", "rule")
    return by if by in DIMENSIONS else "rule"


def _lines(request: Request, by: str) -> Sequence[Line]:
    found = queries.destroyed_by_unit if by == "unit" else queries.destroyed
    return found(request.actor)


def _bar(year: int, lines: Sequence[Line]) -> dict[str, Any]:
    own = [one for one in lines if one.year == year]
    records, space = sum(one.records for one in own), sum(one.size for one in own)
    said = f"{count(records, 'record')}, {size(space)}"
    return {"label": str(year), "value": records, "text": said}


def _columns(by: str, rate: Decimal | None) -> list[Column[Any]]:
    def named(one: Any) -> Cell:
        if by == "unit":
            return Cell(one.name or one.unit or "No unit", note=one.unit if one.name else "")
        return Cell(one.title or "No rule", note=one.rule)

    freed: list[Column[Any]] = [
        Column(
            "freed",
            "Freed a year",
            lambda one: f"£{pounds(cost_of(one.size, rate))}",  # type: ignore[arg-type]
            numeric=True,
        )
    ]
    return [
        Column("year", "Year", lambda one: str(one.year), tight=True),
        Column(by, by.capitalize(), named),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("files", "Files", lambda one: number(one.files), numeric=True),
        Column("size", "Size", lambda one: size(one.size), numeric=True),
        *(freed if rate is not None else []),
        Column("certificates", "Certificates", lambda one: number(one.certificates), numeric=True),
    ]


def export_statistics(request: Request, kind: str) -> HttpResponseBase:
    """The same, for a spreadsheet or a program."""
    by, cost = _by(request), queries.storage_cost()
    columns = UNIT_COLUMNS if by == "unit" else COLUMNS
    rows = [_cells(one, columns) for one in _lines(request, by)]
    if cost is None:
        return _file(rows, columns, kind)
    rows = [{**row, COST: str(cost_of(row["bytes"], cost.rate))} for row in rows]
    return _file(rows, (*columns, COST), kind)


def _cells(one: Line, columns: Sequence[str]) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in columns if name != "bytes"}
    return {**found, "bytes": one.size}


def _file(rows: list[dict[str, Any]], columns: Sequence[str], kind: str) -> HttpResponseBase:
    if kind == "json":
        text = sheets.as_json(rows, columns)
        return downloads.document(text.encode(), "destroyed.json", "application/json")
    if kind != "csv":
        raise NotFound("download", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, columns)
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
    rows = [_cells(one, COLUMNS) for one in queries.destroyed_in_all()]
    for row in rows:
        if row["records"] < FEW:
            row |= {"records": "", "files": "", "bytes": "", "certificates": ""}
    return _file(rows, COLUMNS, kind)
