"""How what is there more than once has changed, month by month."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.duplicates import queries
from muniment.holdings.duplicates.types import MonthOfDuplication
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.retention.rules.overdue import cost_of
from muniment.web.door import Request, crumbs
from muniment.web.forms.choices import units
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import MONTHS, count, day, number, pounds, size

PLAN = ("File plan", "/file-plan/")
SHOWN = 13  # bars: a month stands beside the same one a year before


class UnitFilter(forms.Form):
    """Narrows the months to one unit."""

    unit = forms.ChoiceField(label="Unit", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("All units")  # type: ignore[attr-defined]


def duplication_by_month(request: Request) -> HttpResponseBase:
    """How much was there more than once in each month, by unit, and how many were merged."""
    form = UnitFilter(request.GET or None)
    unit = form.cleaned_data["unit"] if form.is_valid() else ""
    found = [one for one in queries.by_month(request.actor) if unit in ("", one.line.unit)]
    costs = disposal.storage_costs()
    months = sorted({one.month for one in found})[-SHOWN:]
    latest = max((one.counted for one in found), default=None)
    return show(
        request,
        "duplicates/months.html",
        Table(
            request,
            _columns(costs),
            found,
            caption="Duplication by month and unit",
            empty="Nothing has been counted yet. A worker counts once a day.",
            exported=_exported(costs),
        ),
        name="duplication-by-month",
        title="How duplication has changed",
        intro=[
            "The last count of each month, by the unit that the records belong to. What people "
            "with different access hold of the same is left out here, so that nobody learns what "
            "others have.",
            *([f"This month was last counted on {day(latest)}."] if latest else []),
        ],
        near=[_bar(one, found, "near") for one in months],
        merged=[_bar(one, found, "merged") for one in months],
        change=_change(months, found),
        filters=form,
        crumbs=crumbs(
            PLAN, ("Duplicates", reverse("duplicates")), ("How much", reverse("duplication"))
        ),
    )


def _named(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def _sum(found: list[MonthOfDuplication], month: date, name: str) -> int:
    return sum(getattr(one.line, name) for one in found if one.month == month)


def _bar(month: date, found: list[MonthOfDuplication], name: str) -> dict[str, Any]:
    many = _sum(found, month, name)
    said = count(many, "record")
    if name == "near" and many:
        said += f", {size(_sum(found, month, 'near_size'))}"
    return {"label": _named(month), "value": many, "text": said}


def _change(months: list[date], found: list[MonthOfDuplication]) -> str:
    """What has become of it between the first month shown and the last, in words."""
    if len(months) < 2:
        return ""
    before, after = (_sum(found, one, "near_size") for one in (months[0], months[-1]))
    span = f"From {_named(months[0])} to {_named(months[-1])}"
    merged = sum(_sum(found, one, "merged") for one in months[1:])
    said = f"{count(merged, 'record was', 'records were')} merged into others."
    if before == after:
        return f"{span} what says nearly the same stayed at {size(after)}. {said}"
    how = "shrank" if after < before else "grew"
    return (
        f"{span} what says nearly the same {how} by {size(abs(after - before))}, "
        f"from {size(before)} to {size(after)}. {said}"
    )


def _month(one: MonthOfDuplication) -> Cell:
    return Cell(_named(one.month))


def _cost(one: MonthOfDuplication, costs: list[Any]) -> str:
    """What a year of it cost at the rate of that day; empty where nobody had said a rate."""
    known = [rate for on, rate in costs if on <= one.counted]
    return f"£{pounds(cost_of(one.line.near_size, known[-1]))}" if known else ""


def _columns(costs: list[Any]) -> list[Column[Any]]:
    def of(label: str, name: str) -> Column[Any]:
        def shown(one: MonthOfDuplication) -> Cell:
            many = getattr(one.line, name)
            return Cell(number(many), note=size(getattr(one.line, f"{name}_size")) if many else "")

        return Column(name, label, shown, numeric=True)

    found: list[Column[Any]] = [
        Column("month", "Month", _month, tight=True),
        Column("unit", "Unit", lambda one: Cell(one.line.name, note=one.line.unit)),
        Column("records", "Records", lambda one: number(one.line.records), numeric=True),
        of("Exact copies", "copies"),
        of("The same content", "twins"),
        of("Nearly the same", "near"),
        Column("merged", "Merged", lambda one: number(one.line.merged), numeric=True),
    ]
    if costs:
        found.append(Column("cost", "Cost a year", lambda one: _cost(one, costs), numeric=True))
    return found


def _exported(costs: list[Any]) -> list[Column[Any]]:
    """The columns of the CSV: figures without words, sizes in bytes."""
    found: list[Column[Any]] = [
        Column("month", "Month", lambda one: f"{one.month:%Y-%m}"),
        Column("counted", "Counted on", lambda one: one.counted.isoformat()),
        Column("unit", "Unit", lambda one: one.line.unit),
        Column("name", "Name of the unit", lambda one: one.line.name),
    ]
    for name in queries.COUNTED:
        label = name.replace("_", " ").capitalize() + (" in bytes" if "_size" in name else "")
        found.append(
            Column(name, label, lambda one, name=name: str(getattr(one.line, name)))  # type: ignore[misc]
        )
    if costs:
        found.append(
            Column(
                "cost", "Cost a year", lambda one: _cost(one, costs).lstrip("£").replace(",", "")
            )
        )
    return found
