"""Pilots of ways of capture, side by side, and how those taking part find them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import FEW, WAYS, Measured, Way
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.pilots import AnswerForm, EndForm, PilotForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.mail_shares import percent
from muniment.web.views.mailbox_figures import ADMIN
from muniment.web.words import count, day, number

PILOTS = ("Pilots of capture", "/admin/mailboxes/pilots/")
Row = tuple[Any, Measured | None]
WHAT = (
    "A pilot is a trial: some units bring e-mail in by one way for a while, and the ways are "
    "compared by how much came in, what went wrong, and what people say."
)
ABOUT = (
    "Units try a way of bringing e-mail in. Messages are counted from the records that you may "
    "see. What went wrong are items that did not come in, and messages that a person had to check.",
)


def pilots(request: Request) -> HttpResponseBase:
    """The pilots, side by side."""
    today, actor = civil_date(request.now), request.actor
    rows: list[Row] = [
        (one, queries.measured(actor, one, today) if queries.sees_figures(actor, one) else None)
        for one in queries.pilots(actor)
    ]
    names = queries.unit_names()
    manages = P.HABITS_MANAGE in actor.permissions
    measured = any(known for _, known in rows)
    return show(
        request,
        "list.html",
        Table(
            request,
            [*_named(request, names), *(_measures() if measured else [])],
            rows,
            caption=PILOTS[0],
            empty="No pilot has been opened yet."
            if manages
            else "No unit of yours takes part in a pilot.",
            exported=[*_told(names), *_exported()],
        ),
        name="pilots",
        title=PILOTS[0],
        intro=list(ABOUT) if measured else [WHAT],
        one="pilot",
        action={"href": reverse("open_pilot"), "text": "Open a pilot"} if manages else None,
        crumbs=crumbs(ADMIN),
    )


def _period(pilot: Any) -> str:
    if pilot.ends_on:
        return f"{day(pilot.starts_on)} to {day(pilot.ends_on)}"
    return f"From {day(pilot.starts_on)}"


def _named(request: Request, names: dict[str, str]) -> list[Column[Row]]:
    today = civil_date(request.now)

    def title(row: Row) -> Cell:
        units = ", ".join(names.get(unit, unit) for unit in row[0].units)
        return Cell(row[0].title, note=f"{WAYS[Way(row[0].way)]}. {units}")

    def what(row: Row) -> Cell:
        pilot = row[0]
        if pilot.ended_at:
            return Cell("Ended", note=pilot.conclusion)
        if queries.takes_part(request.actor, pilot) and pilot.starts_on <= today:
            return Cell("Say how it goes", reverse("answer_pilot", args=[pilot.reference]))
        return Cell("Runs" if pilot.starts_on <= today else "Starts later")

    def end(row: Row) -> Cell:
        pilot = row[0]
        if pilot.ended_at or not queries.manages(request.actor, pilot):
            return Cell("")
        return Cell("End it", reverse("end_pilot", args=[pilot.reference]))

    found: list[Column[Row]] = [
        Column("pilot", "Pilot", title),
        Column("period", "When", lambda row: _period(row[0])),
        Column("state", "State", what),
    ]
    manages = P.HABITS_MANAGE in request.actor.permissions
    return [*found, Column("end", "End", end)] if manages else found


def _measures() -> list[Column[Row]]:
    def counted(value: Any) -> Any:
        return lambda row: number(value(row[1])) if row[1] else ""

    def each_week(row: Row) -> str:
        each = row[1].each_week if row[1] else None
        return "" if each is None else f"{each:.1f}"

    def wrong(row: Row) -> Cell:
        known = row[1]
        if known is None or known.came.error_percent is None:
            return Cell("")
        came = known.came
        note = f"{number(came.not_in)} not come in, {number(came.to_check)} to check"
        return Cell(percent(came.error_percent), note=note)

    def liked(row: Row) -> Cell:
        known = row[1]
        if known is None:
            return Cell("")
        if known.mean is None:
            return Cell(f"Fewer than {FEW}")
        return Cell(f"{known.mean:.1f} of 5", note=count(known.answers, "answer"))

    return [
        Column("messages", "Messages", counted(lambda known: known.came.messages), numeric=True),
        Column("week", "A person and week", each_week, numeric=True),
        Column("other", "By other ways", counted(lambda known: known.other), numeric=True),
        Column("before", "In as long before", counted(lambda known: known.before), numeric=True),
        Column("wrong", "Went wrong", wrong),
        Column("liked", "Answers", liked),
    ]


def _told(names: dict[str, str]) -> list[Column[Row]]:
    return [
        Column("reference", "Reference", lambda row: row[0].reference),
        Column("title", "Pilot", lambda row: row[0].title),
        Column("way", "Way", lambda row: WAYS[Way(row[0].way)]),
        Column("units", "Units", lambda row: ", ".join(names.get(u, u) for u in row[0].units)),
        Column("from", "From", lambda row: row[0].starts_on.isoformat()),
        Column("to", "To", lambda row: row[0].ends_on.isoformat() if row[0].ends_on else ""),
        Column("conclusion", "Conclusion", lambda row: row[0].conclusion),
    ]


def _exported() -> list[Column[Row]]:
    """The measures one by one, for a spreadsheet."""

    def column(key: str, label: str, value: Any) -> Column[Row]:
        def cell(row: Row) -> str:
            found = value(row[1]) if row[1] else None
            return "" if found is None else f"{found:.2f}".removesuffix(".00")

        return Column(key, label, cell)

    return [
        column("people", "People", lambda known: known.people),
        column("days", "Days", lambda known: known.days),
        column("messages", "Messages", lambda known: known.came.messages),
        column("week", "Messages a person and week", lambda known: known.each_week),
        column("other", "Messages by other ways", lambda known: known.other),
        column("before", "Messages in as many days before", lambda known: known.before),
        column("not_in", "Did not come in", lambda known: known.came.not_in),
        column("to_check", "To check", lambda known: known.came.to_check),
        column("wrong", "Went wrong, per cent", lambda known: known.came.error_percent),
        column("answers", "Answers", lambda known: known.answers),
        column("mean", "Mean answer", lambda known: known.mean),
    ]


def open_pilot(request: Request) -> HttpResponseBase:
    """Have units try a way of capture."""
    managed = queries.units_seen(request.actor, P.HABITS_MANAGE)
    units = [(one, name) for one, name in queries.unit_names().items() if one in managed]
    form = filled(request, PilotForm, choices=units)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.open_pilot(request.actor, form.draft(), now=request.now)
        return see_other(request, "pilots", "The pilot is open.")

    return ask(
        request,
        form,
        do,
        title="Open a pilot",
        button="Open the pilot",
        intro=[
            "People of the units are asked on their home page how it goes.",
            "Which ways are offered to a unit is set apart from it.",
        ],
        back=reverse("pilots"),
        crumbs=crumbs(ADMIN, PILOTS),
    )


def end_pilot(request: Request, reference: str) -> HttpResponseBase:
    """End a pilot."""
    found = queries.pilot_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_pilot(request.actor, reference, **values, now=request.now)
        return see_other(request, "pilots", "The pilot has ended.")

    return ask(
        request,
        filled(request, EndForm, initial={"ends_on": civil_date(request.now)}),
        do,
        title="End a pilot",
        caption=found.title,
        button="End the pilot",
        back=reverse("pilots"),
        crumbs=crumbs(ADMIN, PILOTS),
    )


def answer_pilot(request: Request, reference: str) -> HttpResponseBase:
    """Say how a pilot goes."""
    found = queries.pilot_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.answer_pilot(request.actor, reference, **values, now=request.now)
        return see_other(request, "pilots", "Thank you.")

    return ask(
        request,
        filled(request, AnswerForm),
        do,
        title="How does it go?",
        caption=found.title,
        button="Send",
        intro=[
            f"{WAYS[Way(found.way)]}. {found.note}".strip(),
            f"The mean is shown once {FEW} people have answered, never who said what. A later "
            "answer takes the place of this one.",
        ],
        back=reverse("pilots"),
        crumbs=crumbs(ADMIN, PILOTS),
    )
