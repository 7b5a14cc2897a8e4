"""Titles: how they follow the rules, which do not, and making many right at once."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.naming import actions, queries
from muniment.holdings.naming.types import CHECK_LABELS, Check, Looked, UnitLine
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.web.door import Request, crumbs, render, see_other
from muniment.web.forms.choices import units
from muniment.web.forms.naming import MendFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day, number, sentence

PLAN = ("File plan", "/file-plan/")
SHOWN = 50
STATES = {
    "good": "Follow the rules",
    "overridden": "Kept for a reason",
    "advised": "Could be better",
    "failing": "Do not follow the rules",
}


def titles(request: Request) -> HttpResponseBase:
    """How the titles follow the rules, unit by unit."""
    lines = queries.report(request.actor)
    days = [_bar(day(on), found) for on, found in queries.trend(request.actor)]
    checks: dict[str, int] = {}
    for one in lines:
        for name, failing in one.checks.items():
            checks[name] = checks.get(name, 0) + failing
    return show(
        request,
        "naming/titles.html",
        Table(request, UNITS, lines, caption="Titles by unit", empty=_empty()),
        name="titles-by-unit",
        title="Titles",
        intro=["Whether people can tell from its title what a record is."],
        checks=[
            {
                "label": CHECK_LABELS[one],
                "value": checks.get(one, 0),
                "text": count(checks.get(one, 0), "title"),
                "href": f"{reverse('titles_to_mend')}?check={one}",
            }
            for one in Check
        ],
        days=days,
        checking=queries.being_checked(),
        one="unit",
        crumbs=crumbs(PLAN),
    )


def _empty() -> str:
    if queries.any_convention():
        return "There are no records that you can see."
    return "No rules for titles have been set yet."


def _mend(one: UnitLine, state: str) -> Cell:
    found = one.counts.get(state, 0)
    href = f"{reverse('titles_to_mend')}?unit={one.unit}&state={state}" if found else ""
    return Cell(number(found), href)


def _percent(one: UnitLine) -> str:
    return "" if one.percent is None else f"{one.percent} %"


UNITS: list[Column[Any]] = [
    Column("unit", "Unit", lambda one: Cell(one.name, note=one.unit)),
    Column("percent", "Follow the rules", _percent, numeric=True),
    Column("records", "Records", lambda one: number(one.records), numeric=True),
    Column("failing", "Break a rule", lambda one: _mend(one, "failing"), numeric=True),
    Column("advised", "Could be better", lambda one: _mend(one, "advised"), numeric=True),
    Column("overridden", "Kept for a reason", lambda one: _mend(one, "overridden"), numeric=True),
    Column("score", "Quality of 100", lambda one: str(one.score), numeric=True),
]


def _bar(label: str, found: dict[str, int]) -> dict[str, Any]:
    total = sum(found.values())
    right = found.get("good", 0) + found.get("overridden", 0)
    percent = right * 100 // total if total else 0
    return {"label": label, "value": percent, "text": f"{percent} % of {number(total)}"}


def to_mend(request: Request) -> HttpResponseBase:
    """The titles that do not follow the rules, each with a better one to take."""
    refused = ""
    if request.method == "POST":
        given = request.POST
        chosen = {one: given.get(f"title_{one}", "") for one in given.getlist("chosen")}
        if chosen:
            actions.mend_later(request.actor, chosen, now=request.now)
            said = f"{count(len(chosen), 'title')} will be changed in a moment."
            return see_other(request, f"{request.path}?{request.GET.urlencode()}", said)
        refused = "Choose at least one title."
    found = queries.to_mend(
        request.actor,
        unit=request.GET.get("unit", ""),
        check=request.GET.get("check", ""),
        state=request.GET.get("state", ""),
    )
    looked: dict[int, Looked] = {}
    table = Table(
        request,
        _columns(looked),
        found,
        caption="Titles to mend",
        empty="Every title that you can see here follows the rules.",
        prepare=lambda rows: looked.update(queries.look_at(rows)),
        per_page=SHOWN,
    )
    offered = [(one, looked[one.pk]) for one in table.page.object_list]
    return show(
        request,
        "naming/mend.html",
        table,
        name="titles-to-mend",
        title="Titles to mend",
        offered=offered,
        refused=refused,
        status=422 if refused else 200,
        filters=MendFilter(request.GET or None, units=units("Any unit")),
        can=queries.may_mend(request.actor),
        crumbs=crumbs(PLAN, ("Titles", reverse("titles"))),
    )


def _columns(looked: dict[int, Looked]) -> list[Column[Any]]:
    return [
        Column("reference", "Record", lambda one: one.reference),
        Column(
            "title", "Title", lambda one: Cell(one.title, reverse("record", args=[one.reference]))
        ),
        Column("why", "Why", lambda one: " ".join(f.message for f in looked[one.pk].faults)),
        Column("suggested", "Suggested", lambda one: looked[one.pk].suggestion),
        Column("score", "Quality of 100", lambda one: str(looked[one.pk].score), numeric=True),
        Column("class", "Class", lambda one: str(one.file_class)),
    ]


def take_title(request: Request, reference: str) -> HttpResponseBase:
    """Give a record the title that was suggested for it."""
    found = record_queries.record_named(request.actor, reference)
    wanted = request.POST.get("title", "")
    records.change_record(
        request.actor,
        found.reference,
        changes={"title": wanted},
        reason="The title that the naming rules suggest.",
        now=request.now,
    )
    return see_other(request, "record", "The record has its new title.", found.reference)


def of_record(request: Request, found: Any) -> dict[str, Any] | None:
    """What the record's page says of its title; None where it follows the rules."""
    if found.state != "declared" or not (found.title_checks or ""):
        return None
    looked = queries.look_at([found])[found.pk]
    return (
        {
            "faults": [one.message for one in looked.faults],
            "suggestion": looked.suggestion,
            "kept": found.title_state == "overridden",
            "can": P.RECORDS_EDIT in request.actor.permissions,
        }
        if looked.faults
        else None
    )


def sandbox_rows(found: list[Looked]) -> list[dict[str, Any]]:
    """What the rules say of titles that were tried."""
    return [
        {
            "title": one.title,
            "faults": [(sentence(f.severity.label.split(":")[0]), f.message) for f in one.faults],
            "suggestion": one.suggestion,
            "score": one.score,
        }
        for one in found
    ]


def page_of(request: Request, template: str, **context: Any) -> HttpResponseBase:
    """A page below Titles."""
    return render(request, template, crumbs=crumbs(PLAN, ("Titles", reverse("titles"))), **context)
