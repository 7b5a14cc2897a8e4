"""How the body and its units stand: every indicator, and what each figure is made of."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.assurance.indicators import actions, queries, rules
from muniment.assurance.indicators.types import Indicator, Line, Measure, Reading, Stands
from muniment.assurance.indicators.types.catalogue import NOT_YET
from muniment.foundation.access import queries as access
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.indicators import AnsweringForm, SeenUnitFilter, TargetForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day

INDICATORS = ("Indicators", "/governance/indicators/")
COLOURS = {
    Stands.MET: "green",
    Stands.NEAR: "yellow",
    Stands.MISSED: "red",
    Stands.NO_TARGET: "grey",
    Stands.NO_DATA: "grey",
}


def indicators(request: Request) -> HttpResponseBase:
    """Every indicator of a unit, or of the whole body: its figure, its target, how it stands."""
    form, unit = _unit_asked(request)
    lines = queries.scorecard(request.actor, unit=unit)
    return show(
        request,
        "indicators/scorecard.html",
        Table(
            request,
            _columns(unit),
            lines,
            caption="Indicators",
            empty="Nothing has been counted yet. Figures are counted every night.",
            per_page=100,
        ),
        name="indicators",
        unit=access.unit_named(unit).name if unit else "",
        filters=form,
        counts=_counts(lines),
        not_yet=NOT_YET,
    )


def _unit_asked(request: Request) -> tuple[SeenUnitFilter, str]:
    form = SeenUnitFilter(request.GET or None, seen=queries.units_seen(request.actor))
    unit = request.GET.get("unit", "")
    return form, queries.require_unit(request.actor, unit)


def _counts(lines: list[Line]) -> list[dict[str, Any]]:
    """How many stand how."""
    return [
        {"label": f"{one.value.capitalize()}", "count": sum(line.stands is one for line in lines)}
        for one in (Stands.MET, Stands.NEAR, Stands.MISSED, Stands.NO_DATA)
    ]


def _columns(unit: str) -> list[Column[Line]]:
    return [
        Column("name", "Indicator", lambda one: _title(one.indicator, unit)),
        Column("value", "Figure", _figure, numeric=True, tight=True),
        Column("target", "Target", lambda one: _target(one.indicator, one.target), numeric=True),
        Column("stands", "Stands", lambda one: _stands(one.stands)),
        Column("before", "Before", _before, numeric=True, tight=True),
        Column("period", "Period", lambda one: one.reading.period.words if one.reading else ""),
        Column("owner", "Answers for it", lambda one: one.owner or "Nobody yet"),
    ]


def _title(one: Indicator, unit: str) -> Cell:
    query = f"?{urlencode({'unit': unit})}" if unit else ""
    return Cell(one.name, reverse("indicator", args=[one.code]) + query, note=one.code)


def _figure(one: Line) -> Cell:
    text = rules.in_words(one.indicator, one.reading.value if one.reading else None)
    return Cell(text, note=one.reading.note if one.reading else "")


def _target(one: Indicator, target: Decimal | None) -> str:
    return rules.in_words(one, target) if target is not None else "None"


def _stands(found: Stands) -> Cell:
    return Cell(found.value.capitalize(), tag=COLOURS[found])


def _before(one: Line) -> str:
    return rules.in_words(one.indicator, one.before.value) if one.before else ""


def indicator(request: Request, code: str) -> HttpResponseBase:
    """One indicator: what is counted over what, its figures period by period, and by unit."""
    form, unit = _unit_asked(request)
    one = queries.indicator_named(code)
    history = queries.readings(request.actor, one.code, unit="" if one.whole else unit)
    line = next(iter(queries.scorecard(request.actor, unit=unit, codes=[one.code])), None)
    names = access.names_of_units()
    return show(
        request,
        "indicators/indicator.html",
        Table(
            request,
            _figures(one),
            history,
            caption="Figures by period",
            empty="Nothing has been counted yet. Figures are counted every night.",
            per_page=60,
        ),
        name=f"indicator-{one.code}",
        one=one,
        unit=names.get(unit, ""),
        filters=form,
        line=line,
        figure=rules.in_words(one, history[0].value if history else None),
        aim=_target(one, line.target if line else one.target),
        stands=_stands(line.stands) if line else None,
        peers=rules.in_words(one, line.peers) if line and line.peers is not None else "",
        bars=_bars(one, history),
        full=100 if one.measure is Measure.PERCENT else 0,
        by_unit=_by_unit(request, one, names),
        targets=[
            {"row": each, "value": rules.in_words(one, each.value), "unit": names.get(each.unit)}
            for each in queries.targets_of(one.code)[:10]
        ],
        manages=queries.manages(request.actor),
        can_aim=not rules.reasons_not_to_aim(one, Decimal(1), "so"),
        crumbs=crumbs(INDICATORS),
    )


def _bars(one: Indicator, history: list[Reading]) -> list[dict[str, Any]]:
    """The figures as bars, the earliest first: those that there are."""
    return [
        {
            "label": each.period.words if each.final else f"{each.period.words} so far",
            "value": float(each.value or 0),
            "text": rules.in_words(one, each.value),
        }
        for each in reversed(history[:13])
    ]


def _figures(one: Indicator) -> list[Column[Reading]]:
    counted = "Median" if one.measure is Measure.MEDIAN else "Counted"
    return [
        Column("period", "Period", lambda each: Cell(each.period.words, note=_ran(each))),
        Column("value", "Figure", lambda each: rules.in_words(one, each.value), numeric=True),
        Column("numerator", counted, lambda each: _plain(each.numerator), numeric=True),
        Column("denominator", "Of", lambda each: _plain(each.denominator), numeric=True),
        Column("at", "Counted on", lambda each: Cell(day(each.at), note=each.note)),
        Column("version", "Formula", lambda each: f"version {each.version}", tight=True),
    ]


def _ran(one: Reading) -> str:
    return f"{day(one.period.first)} to {day(one.period.last)}" + ("" if one.final else ", so far")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _by_unit(request: Request, one: Indicator, names: Any) -> list[dict[str, Any]]:
    if one.whole:
        return []
    rows = queries.by_unit(request.actor, one.code)
    return [
        {
            "name": names.get(each.unit, each.unit),
            "href": f"{reverse('indicator', args=[one.code])}?{urlencode({'unit': each.unit})}",
            "text": each.note or rules.in_words(one, each.value),
            "over": f"{_plain(each.numerator)} of {_plain(each.denominator)}",
        }
        for each in sorted(rows, key=lambda each: names.get(each.unit, each.unit))
    ]


def aim(request: Request, code: str) -> HttpResponseBase:
    """Set what is aimed at."""
    one = queries.indicator_named(code)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.aim(request.actor, one.code, **values, now=request.now)
        return see_other(request, "indicator", "The target is set.", one.code)

    return ask(
        request,
        filled(request, TargetForm, whole=one.whole),
        do,
        title="Set the target",
        button="Set the target",
        intro=["It counts from today. Reports of the past keep the target of their time."],
        **_page(one),
    )


def owner(request: Request, code: str) -> HttpResponseBase:
    """Say who answers for an indicator."""
    one = queries.indicator_named(code)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.name_owner(request.actor, one.code, **values, now=request.now)
        return see_other(request, "indicator", "They answer for it now.", one.code)

    return ask(
        request,
        filled(request, AnsweringForm),
        do,
        title="Say who answers for it",
        button="Save",
        **_page(one),
    )


def _page(one: Indicator) -> dict[str, Any]:
    here = reverse("indicator", args=[one.code])
    return {"caption": one.name, "back": here, "crumbs": crumbs(INDICATORS, (one.name, here))}
