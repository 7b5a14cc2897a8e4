"""What is kept longer than it has to be."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.retention.rules import overdue as rules
from muniment.lifecycle.retention.rules.overdue import COLUMNS, Overdue, Volume
from muniment.web import downloads
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.costs import StorageCostForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.todo import figure
from muniment.web.words import count, day, number, pounds, sentence, size

LIFECYCLE = ("Lifecycle", "/lifecycle/")
DIMENSIONS: dict[str, tuple[str, Callable[[Overdue], str]]] = {
    "class": ("By class", lambda one: f"{one.file_class} {one.title}"),
    "unit": ("By unit", lambda one: one.unit or "No unit"),
    "owner": ("By owner", lambda one: owner_of_scope(one.owner)),
    "why": ("By reason", lambda one: sentence(one.why)),
}


def owner_of_scope(scope: str) -> str:
    """Whose the records are, by the scope of their owner."""
    kind, _, reference = scope.partition(":")
    if not kind:
        return "No owner: nobody can approve it"
    return f"Owner of {kind} {reference}" if reference else "Owner of the whole body"


def overdue(request: Request) -> HttpResponseBase:
    """What is past its date, why it is still there, and how that has changed."""
    lines = queries.overdue(request.actor, now=request.now)
    by = request.GET.get("by", "class")
    by = by if by in DIMENSIONS else "class"
    cost = queries.storage_cost()
    total = sum((one.volume for one in lines), Volume())
    return show(
        request,
        "lifecycle/overdue.html",
        _table(request, lines, by, cost),
        name=f"overdue-by-{by}",
        title="Kept too long",
        intro=[
            "These records are past their date and still here. Nothing may be kept for longer "
            "than is necessary."
        ],
        figures=_figures(request, total, cost),
        cost=cost,
        ages=[_bar(sentence(age), volume) for age, volume in queries.overdue_by_age(lines)],
        days=[_bar(day(on), volume) for on, volume in queries.backlog_over_time(request.actor)],
        by=by,
        dimensions=[(key, words) for key, (words, _) in DIMENSIONS.items()],
        crumbs=crumbs(LIFECYCLE),
    )


def _figures(request: Request, total: Volume, cost: Any) -> list[dict[str, Any]]:
    undecided = queries.undecided(request.actor)
    note = size(total.size)
    if cost:
        note += f", £{pounds(rules.cost_of(total.size, cost.rate))} a year"
    last = civil_date(request.now) - timedelta(days=1)
    on = {"on-day": str(last.day), "on-month": str(last.month), "on-year": str(last.year)}
    return [
        figure("Records kept too long", total.records, "due", urgent=True, note=note, **on),
        figure(
            "Records that no rule dates",
            undecided.records,
            "without_rule",
            note=f"{size(undecided.size)}. They can never be overdue, and never go.",
        ),
    ]


def _bar(label: str, volume: Volume) -> dict[str, Any]:
    said = f"{count(volume.records, 'record')}, {size(volume.size)}"
    return {"label": label, "value": volume.records, "text": said}


def _table(request: Request, lines: list[Overdue], by: str, cost: Any) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(by, DIMENSIONS[by][0].removeprefix("By ").capitalize(), lambda row: Cell(row[0])),
        Column("records", "Records", lambda row: number(row[1].records), numeric=True),
        Column("size", "Size", lambda row: size(row[1].size), numeric=True),
    ]
    if cost:

        def priced(row: Any) -> str:
            return f"£{pounds(rules.cost_of(row[1].size, cost.rate))}"

        columns.append(Column("cost", "Cost a year", priced, numeric=True))
    rows = rules.summed(lines, DIMENSIONS[by][1])
    empty = "Nothing that you can see is kept too long."
    return Table(request, columns, rows, caption="What is kept too long", empty=empty)


def export_overdue(request: Request, kind: str) -> HttpResponseBase:
    """All that is kept too long, by class, unit, owner, age and reason."""
    cost = queries.storage_cost()
    lines = queries.overdue(request.actor, now=request.now)
    rows = [rules.line_cells(one, cost.rate if cost else None) for one in lines]
    if kind == "json":
        text = sheets.as_json(rows, COLUMNS)
        return downloads.document(text.encode(), "kept-too-long.json", "application/json")
    if kind != "csv":
        raise NotFound("export", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, COLUMNS)
    content = written.getvalue().encode()
    return downloads.document(content, "kept-too-long.csv", "text/csv; charset=utf-8")


def storage_cost(request: Request) -> HttpResponseBase:
    """Set what storage costs."""
    before = queries.storage_cost()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_storage_cost(request.actor, **values, now=request.now)
        return see_other(request, "overdue", "What storage costs has been set.")

    initial = {"rate": pounds(before.rate), "basis": before.basis} if before else {}
    return ask(
        request,
        filled(request, StorageCostForm, initial=initial),
        do,
        title="Set what storage costs",
        button="Set it",
        intro=["Reports then say what it costs to keep what need not be kept."],
        back=reverse("overdue"),
        crumbs=crumbs(LIFECYCLE, ("Kept too long", reverse("overdue"))),
    )
