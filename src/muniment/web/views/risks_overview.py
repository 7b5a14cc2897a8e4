"""Risks rolled up: the heat map, the highest, what moved, and acceptances that end."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.risks import queries, rules
from muniment.governance.risks.types import Figures, Mark, Narrow, Scales, Want
from muniment.web import downloads
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.risks_overview import AcceptancesFilter, MovedFilter, UnitFilter, before
from muniment.web.tables import Cell, Column, Table, as_csv, show
from muniment.web.views import todo
from muniment.web.views.risks import (
    REGISTER,
    band_colour,
    figures_of,
    names_of_people,
    owner_of,
    score_of,
    title_of,
)
from muniment.web.words import day

TOP = 10
MOVED = 5
Map = dict[Mark, int]


def risks_overview(request: Request) -> HttpResponseBase:
    """How the body, or a unit and those below it, stands: what the senior information risk owner
    looks at first."""
    form, today = UnitFilter(request.GET or None), civil_date(request.now)
    unit = form.cleaned_data["unit"] if form.is_bound and form.is_valid() else ""
    found, scales = queries.heat_map(request.actor, today, unit=unit), queries.scales()
    if request.GET.get("format") == "csv":
        return as_csv(_map_as_lines(found, scales), "risk-heat-map")
    since = before(today)
    moved = queries.moved(request.actor, since, today, unit=unit)
    figures = queries.figures(request.actor, today, unit=unit)
    query = f"?{urlencode({'unit': unit})}" if unit else ""
    return render(
        request,
        "risks/overview.html",
        filters=form,
        unit=access.unit_named(unit).name if unit else "",
        figures=[*figures_of(figures, unit), *waiver_figures(figures, unit)],
        heat=_heat(found, scales, unit),
        open=figures.open,
        top=_top(request, today, unit, scales),
        since=since,
        moved=[_moved(one) for one in moved[:MOVED]],
        more=max(0, len(moved) - MOVED),
        query=query,
        crumbs=crumbs(REGISTER),
    )


def risks_report(request: Request) -> HttpResponseBase:
    """The same as a paper for a board: an accessible PDF."""
    form, today = UnitFilter(request.GET or None), civil_date(request.now)
    unit = form.cleaned_data["unit"] if form.is_bound and form.is_valid() else ""
    made = queries.report_pdf(request.actor, today, since=before(today), unit=unit)
    return downloads.document(made, f"risks-{today.isoformat()}.pdf", "application/pdf")


def waiver_figures(found: Figures, unit: str) -> list[todo.Figure]:
    """How acceptances and waivers stand, each figure with the way to its rows."""
    here: dict[str, Any] = {"unit": unit} if unit else {}
    return [
        todo.figure(
            "Acceptances that end soon", found.expiring, "acceptances", which="soon", **here
        ),
        todo.figure("Waivers in force", found.waivers, "waivers", state="granted", **here),
        todo.figure("Waivers asked for", found.waivers_asked, "waivers", state="asked", **here),
        todo.figure("Waivers that end soon", found.waivers_expiring, "waivers", soon="on", **here),
        todo.figure("Waivers expired", found.waivers_expired, "waivers", state="expired", **here),
    ]


def _heat(found: Map, scales: Scales, unit: str) -> dict[str, Any]:
    """The heat map as rows of cells, the highest likelihood first."""
    return {
        "impacts": [f"{one.score} {one.name}" for one in scales.impact],
        "rows": [
            {
                "label": f"{step.score} {step.name}",
                "cells": [
                    _cell(found, scales, Mark(step.score, one.score), unit) for one in scales.impact
                ],
            }
            for step in reversed(scales.likelihood)
        ],
    }


def _cell(found: Map, scales: Scales, mark: Mark, unit: str) -> dict[str, Any]:
    said = {"want": Want.OPEN.value, "likelihood": mark.likelihood, "impact": mark.impact}
    query = urlencode({**said, **({"unit": unit} if unit else {})})
    return {
        "count": found[mark],
        "colour": band_colour(scales, mark.product),
        "band": scales.band(mark.product).name,
        "score": mark.product,
        "href": f"{reverse('risks')}?{query}",
    }


def _map_as_lines(found: Map, scales: Scales) -> Any:
    yield ["likelihood", "impact", "score", "band", "risks"]
    for mark, count in found.items():
        band = scales.band(mark.product).name
        yield [str(mark.likelihood), str(mark.impact), str(mark.product), band, str(count)]


def _top(request: Request, today: date, unit: str, scales: Scales) -> list[dict[str, Any]]:
    rows = queries.top(request.actor, today, unit=unit, most=TOP)
    return [
        {
            "title": title_of(one),
            "unit": one.unit.name,
            "owner": owner_of(one),
            "score": score_of(scales, one),
        }
        for one in rows
    ]


def _moved(one: Any) -> dict[str, Any]:
    return {"title": _moved_title(one), "words": _by(one)}


def _moved_title(one: Any) -> Cell:
    return Cell(one.title, reverse("risk", args=[one.reference]), note=one.reference)


def _by(one: Any) -> str:
    if one.before is None:
        return f"New, at {one.after}"
    return f"{'Up' if one.by > 0 else 'Down'} from {one.before} to {one.after}"


def risks_moved(request: Request) -> HttpResponseBase:
    """The open risks whose score has changed since a day."""
    today = civil_date(request.now)
    form = MovedFilter(request.GET or None, today=today)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    since = said.get("since") or before(today)
    rows = queries.moved(request.actor, since, today, unit=said.get("unit", ""))
    columns: list[Column[Any]] = [
        Column("title", "Risk", _moved_title),
        Column("before", "Score then", lambda one: str(one.before or "")),
        Column("after", "Score now", lambda one: str(one.after)),
        Column("moved", "Movement", _by),
    ]
    none = "No open risk has another score than it had then."
    return show(
        request,
        "list.html",
        Table(request, columns, rows, caption="Risks that moved", empty=none),
        name="risks-moved",
        title="Risks that moved",
        intro=[f"Against what each stood at by the end of {day(since)}."],
        one="risk",
        filters=form,
        crumbs=crumbs(REGISTER),
    )


def acceptances(request: Request) -> HttpResponseBase:
    """Acceptances that end soon, are stale or have expired."""
    form, today = AcceptancesFilter(request.GET or None), civil_date(request.now)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    read = queries.lapsed_acceptances if said.get("which") == "over" else queries.expiring
    rows = read(request.actor, today, unit=said.get("unit", ""))
    names: dict[str, str] = {}
    columns: list[Column[Any]] = [
        Column("title", "Risk", lambda one: title_of(one.risk), "risk__sort_key"),
        Column("unit", "Unit", lambda one: one.risk.unit.name, "risk__unit__name"),
        Column("by", "Accepted by", lambda one: names.get(one.by, "")),
        Column("score", "Score then", lambda one: str(one.likelihood * one.impact)),
        Column("expires", "Last day", lambda one: day(one.expires_on), "expires_on"),
        Column("standing", "Standing", lambda one: _standing(one, today)),
    ]
    table = Table(
        request,
        columns,
        rows,
        order="expires",
        caption="Acceptances",
        empty="There is none of these.",
        prepare=lambda some: names.update(names_of_people({one.by for one in some})),
    )
    return show(
        request,
        "list.html",
        table,
        name="acceptances",
        title="Acceptances of risk",
        intro=["Those that end within 30 days, or that no longer hold and await a decision."],
        one="acceptance",
        filters=form,
        crumbs=crumbs(REGISTER),
    )


def _standing(one: Any, today: date) -> str:
    return rules.standing(one.ended_as, one.expires_on, today).label


def risk_scales(request: Request) -> HttpResponseBase:
    """How risks are scored, and how much of each category the body accepts."""
    scales, today = queries.scales(), civil_date(request.now)
    counted = {
        one.code: queries.risks(
            request.actor, Want.OPEN, Narrow(category=one.code), today=today
        ).count()
        for one in scales.categories
    }
    return render(
        request,
        "risks/scales.html",
        scales=scales,
        counted=counted,
        bands=[
            {"name": band.name, "least": band.least, "most": following - 1}
            for band, following in zip(
                scales.bands, [*(one.least for one in scales.bands[1:]), 26], strict=True
            )
        ],
        crumbs=crumbs(REGISTER),
    )
