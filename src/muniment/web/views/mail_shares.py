"""How much of what units keep is e-mail, and what is done where it is little."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import ActionDraft, Share
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.mail_shares import ActionForm, DoneForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.mailbox_figures import ADMIN, HOME
from muniment.web.words import count, day, number

SHARES = ("E-mail among records", "/admin/mailboxes/shares/")
ACTIONS = ("Actions about e-mail", "/admin/mailboxes/actions/")
ABOUT = (
    "What came in over the last twelve months, by the unit that owns it, as far as you may see "
    "it. Where little of it is e-mail, the reasons behind decisions may be missing."
)


def percent(value: float | None) -> str:
    """`4 %`; with a decimal below one."""
    if value is None:
        return ""
    return f"{value:.1f} %" if 0 < value < 1 else f"{value:.0f} %"


def mail_shares(request: Request) -> HttpResponseBase:
    """The share of e-mail by unit, beside the median of the others."""
    today = civil_date(request.now)
    found = queries.shares(request.actor, today)
    limit = queries.limits().least_share
    flagged = sum(one.flagged for one in found)
    return show(
        request,
        "list.html",
        Table(
            request,
            _columns(request, today),
            found,
            caption="E-mail among the records of units",
            empty="No unit for whose figures you answer has records that came in this year.",
        ),
        name="email-among-records",
        title=SHARES[0],
        intro=[
            ABOUT,
            f"{count(flagged, 'unit')} {'is' if flagged == 1 else 'are'} flagged: less than "
            f"{limit} % of the records are e-mail.",
        ],
        one="unit",
        action={"href": reverse("unit_actions"), "text": "See the actions"},
        crumbs=crumbs(ADMIN, HOME),
    )


def _columns(request: Request, today: Any) -> list[Column[Share]]:
    to_do = {one.unit: one for one in queries.unit_actions(request.actor, to_do=True)}
    managed = queries.units_seen(request.actor, P.HABITS_MANAGE)

    def flag(one: Share) -> Cell:
        if not one.enough:
            return Cell("Too few records to say")
        return Cell("Low", tag="red") if one.flagged else Cell("")

    def action(one: Share) -> Cell:
        if found := to_do.get(one.unit):
            late = "overdue since" if found.due_on < today else "by"
            href = reverse("finish_unit_action", args=[found.reference])
            if not queries.may_finish(request.actor, found):
                href = ""
            return Cell(found.what, href, note=f"{found.person.name}, {late} {day(found.due_on)}")
        if one.flagged and one.unit in managed:
            return Cell("Set an action", reverse("set_unit_action", args=[one.unit]))
        return Cell("")

    return [
        Column("unit", "Unit", lambda one: Cell(one.name, note=one.unit)),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("mail", "Messages", lambda one: number(one.mail), numeric=True),
        Column("share", "Share", lambda one: percent(one.percent), numeric=True, tight=True),
        Column("median", "Others (median)", lambda one: percent(one.median), numeric=True),
        Column("flag", "Flag", flag),
        Column("action", "Action", action),
    ]


def set_unit_action(request: Request, unit: str) -> HttpResponseBase:
    """Say who does what about a unit that files little e-mail, by when."""
    found = access.unit_named(unit)
    share = {one.unit: one for one in queries.shares(request.actor, civil_date(request.now))}

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_action(request.actor, unit, ActionDraft(**values), now=request.now)
        return see_other(request, "mail_shares", "The action is set, and the person is told.")

    said = share.get(unit)
    intro = (
        f"{percent(said.percent)} of its {number(said.records)} records are e-mail. Half of the "
        f"other units are under {percent(said.median)}."
        if said and said.median is not None
        else "Nothing is known of its share of e-mail."
    )
    return ask(
        request,
        filled(request, ActionForm),
        do,
        title="Set an action",
        caption=found.name,
        button="Set the action",
        intro=[intro, "It stays on the page until it is done."],
        back=reverse("mail_shares"),
        crumbs=crumbs(ADMIN, HOME, SHARES),
    )


def unit_actions(request: Request) -> HttpResponseBase:
    """What is to be done, and what came of what was."""
    names, today = queries.unit_names(), civil_date(request.now)

    def state(one: Any) -> Cell:
        if one.done_at:
            return Cell("Done", tag="green", note=f"On {day(one.done_at)}. {one.outcome}")
        late = one.due_on < today
        return Cell("Overdue" if late else "To do", tag="red" if late else "blue")

    def what(one: Any) -> Cell:
        may = one.done_at is None and queries.may_finish(request.actor, one)
        href = reverse("finish_unit_action", args=[one.reference]) if may else ""
        return Cell(one.what, href)

    def then(one: Any) -> Cell:
        if not one.records:
            return Cell("Not known")
        note = f"Others: {one.median} %" if one.median is not None else ""
        return Cell(percent(100 * one.mail / one.records), note=note)

    columns: list[Column[Any]] = [
        Column("what", "What", what),
        Column("unit", "Unit", lambda one: names.get(one.unit, one.unit)),
        Column("share", "Share then", then, tight=True),
        Column("person", "Who", lambda one: one.person.name),
        Column("due", "By", lambda one: day(one.due_on), sort="due_on"),
        Column("state", "State", state),
    ]
    return show(
        request,
        "list.html",
        Table(
            request,
            columns,
            queries.unit_actions(request.actor).order_by("-done_at", "due_on"),
            caption=ACTIONS[0],
            empty="There is no action that is yours or of a unit for which you answer.",
        ),
        name="actions",
        title=ACTIONS[0],
        one="action",
        crumbs=crumbs(ADMIN),
    )


def finish_unit_action(request: Request, reference: str) -> HttpResponseBase:
    """Note that an action is done."""
    found = queries.unit_action_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.finish_action(request.actor, reference, **values, now=request.now)
        return see_other(request, "unit_actions", "The action is done.")

    return ask(
        request,
        filled(request, DoneForm),
        do,
        title="Is this done?",
        caption=queries.unit_names().get(found.unit, found.unit),
        button="It is done",
        intro=[found.what, f"For {found.person.name}, by {day(found.due_on)}."],
        back=reverse("unit_actions"),
        crumbs=crumbs(ADMIN, ACTIONS),
    )
