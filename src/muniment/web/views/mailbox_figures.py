"""How large mailboxes are, by unit and over time, and telling people about it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import GIGABYTE, Side, UnitLine
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.mailbox_figures import LimitsForm, TellForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day, number, size

ADMIN = ("Admin", "/admin/")
HOME = ("Mailboxes", "/admin/mailboxes/")
WHAT = (
    "How large people’s mailboxes are, and how that changes when they are told. Muniment reads "
    "figures only, nothing of any message."
)
WORDS = (
    "Your mailbox is large: it has more than {limit}. Please file what belongs to the record, and "
    "then delete what you do not need. “Your mailbox” on your account page shows your figures."
)


def _number(value: int | None) -> str:
    return "" if value is None else number(value)


def _whose(one: Any) -> Cell:
    return Cell(one.person.name, note=one.account) if one.person else Cell(one.account)


def _columns(names: dict[str, str]) -> list[Column[Any]]:
    """What is shown of a mailbox."""
    return [
        Column("account", "Mailbox", _whose),
        Column("unit", "Unit", lambda s: names.get(s.unit, s.unit) or "No unit"),
        Column("size", "Size", lambda s: size(s.size), sort="size", numeric=True, tight=True),
        *COUNTS,
    ]


COUNTS: list[Column[Any]] = [
    Column("items", "Messages", lambda s: _number(s.items), sort="items", numeric=True),
    Column("unread", "Unread", lambda s: _number(s.unread), sort="unread", numeric=True),
    Column("oldest", "Oldest", lambda s: day(s.oldest), sort="oldest", tight=True),
    Column("sent", "Sent", lambda s: _number(s.sent), sort="sent", numeric=True),
]
OWN: list[Column[Any]] = [
    Column("on", "Figures of", lambda s: Cell(day(s.on), note=s.account), tight=True),
    Column("size", "Size", lambda s: size(s.size), numeric=True, tight=True),
    *COUNTS,
    Column("received", "Received", lambda s: _number(s.received), numeric=True),
    Column("attached", "Attachments sent", lambda s: _number(s.attached), numeric=True),
]
OWN_EXPORTED: list[Column[Any]] = [
    Column("on", "Figures of", lambda s: s.on.isoformat()),
    Column("account", "Mailbox", lambda s: s.account),
    *OWN[1:],
]
EXPORTED: list[Column[Any]] = [
    Column("account", "Mailbox", lambda s: s.account),
    Column("person", "Person", lambda s: s.person.name if s.person else ""),
    Column("unit", "Unit", lambda s: s.unit),
    Column("bytes", "Bytes", lambda s: str(s.size)),
    *COUNTS,
    *OWN[-2:],
    Column("on", "Figures of", lambda s: s.on.isoformat()),
]


def change(one: UnitLine) -> str:
    """How the size of a unit's mailboxes went since the import before."""
    if one.before is None:
        return ""
    more = one.size - one.before
    return f"{size(abs(more))} {'more' if more > 0 else 'less'}" if more else "the same"


def mailbox_figures(request: Request) -> HttpResponseBase:
    """The large mailboxes, by unit, and how it went from import to import."""
    unit, actor = request.GET.get("unit", ""), request.actor
    limit, names = queries.limits().large, queries.unit_names()
    latest = queries.latest()
    units = queries.by_unit(actor)
    manages = P.HABITS_MANAGE in actor.permissions
    table = Table(
        request,
        _columns(names),
        queries.large(actor, unit=unit),
        order="-size",
        exported=EXPORTED,
        caption=f"Large mailboxes{f' of {names.get(unit, unit)}' if unit else ''}",
        empty=f"No mailbox that you may see has more than {size(limit)}."
        if latest
        else "No figures have been imported yet. Export the sizes of mailboxes from the mail "
        "service as a CSV or Excel file, and import that.",
    )
    return show(
        request,
        "habits/mailboxes.html",
        table,
        name="large-mailboxes",
        one="mailbox",
        many="mailboxes",
        title="Mailboxes",
        intro=[] if latest else [WHAT],
        latest=latest,
        limit=limit,
        large=sum(one.large for one in units),
        units=[
            (words, [(one, change(one)) for one in units if bool(one.large) is some])
            for words, some in (("", True), ("Units without large mailboxes", False))
        ],
        unit=unit,
        moments=_bars(request),
        campaigns=[(one, queries.effect_of(actor, one)) for one in queries.campaigns(actor)[:10]],
        imports=queries.imports()[:12] if manages else [],
        action={"href": reverse("import_figures"), "text": "Import figures"} if manages else None,
        crumbs=crumbs(ADMIN),
    )


def _bars(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "label": day(one.on),
            "value": one.size,
            "text": f"{size(one.size)} in {count(one.accounts, 'mailbox', 'mailboxes')}: "
            f"{number(one.large)} large, half of them under {size(one.median)}",
        }
        for one in queries.moments(request.actor)[-24:]
    ]


def figures_limits(request: Request) -> HttpResponseBase:
    """Set which mailboxes are large."""
    now = queries.limits()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_limits(request.actor, form.draft(), now=request.now)
        return see_other(request, "mailbox_figures", "The limits are set.")

    initial: dict[str, Any] = {"large": f"{now.large / GIGABYTE:g}"}
    initial |= {"keep_months": now.keep_months, "least_share": now.least_share}
    form = filled(request, LimitsForm, initial=initial)
    return ask(
        request,
        form,
        do,
        title="Limits",
        button="Save",
        back=reverse("mailbox_figures"),
        crumbs=crumbs(ADMIN, HOME),
    )


def take_out_figures(request: Request, reference: str) -> HttpResponseBase:
    """Take out an import that should not be there."""
    found = queries.import_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.take_out_figures(request.actor, reference, **values, now=request.now)
        return see_other(request, "mailbox_figures", "The figures are taken out.")

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title=f"Take out the figures of {day(found.on)}",
        caption=found.name,
        button="Take them out",
        intro=[f"{count(found.mailboxes, 'mailbox', 'mailboxes')}. The audit log keeps that."],
        back=reverse("mailbox_figures"),
        crumbs=crumbs(ADMIN, HOME),
    )


def tell_large(request: Request) -> HttpResponseBase:
    """Tell people that their mailboxes are large."""
    found = queries.whom_to_tell(request.actor)
    names = queries.unit_names()
    per_unit = {one.unit: one for one in found}
    choices = sorted((unit, names.get(unit, unit)) for unit in per_unit if unit)
    people = len({one.person_id for one in found})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.start_campaign(request.actor, form.draft(), now=request.now)
        return see_other(request, "mail_campaign", "They are told.", made.reference)

    limit = size(queries.limits().large)
    form = filled(request, TellForm, choices=choices, initial={"words": WORDS.format(limit=limit)})
    return ask(
        request,
        form,
        do,
        title="Tell people with large mailboxes",
        button="Tell them",
        intro=[
            f"{count(people, 'person has', 'people have')} a mailbox of more than {limit}. "
            "Mailboxes that belong to nobody known here are not among them.",
            "Who was told, and when, is kept. The next import shows whether it helped.",
        ],
        back=reverse("mailbox_figures"),
        crumbs=crumbs(ADMIN, HOME),
    )


def mail_campaign(request: Request, reference: str) -> HttpResponseBase:
    """Who was told, and whether their mailboxes became smaller."""
    found = queries.campaign_named(request.actor, reference)
    names = queries.unit_names()
    effect = queries.effect_of(request.actor, found)
    columns: list[Column[Any]] = [
        Column("person", "Person", lambda s: Cell(s.person.name, note=s.account)),
        Column("unit", "Unit", lambda s: names.get(s.unit, s.unit) or "No unit"),
        Column("size", "Size then", lambda s: size(s.size), sort="size", numeric=True),
    ]
    sides = (
        [
            ("Told", effect.told),
            ("As large, not told", effect.large),
            ("All others", effect.others),
        ]
        if effect
        else []
    )
    return show(
        request,
        "habits/campaign.html",
        Table(request, columns, queries.told_in(request.actor, found), caption="Who was told"),
        name="told",
        one="mailbox",
        many="mailboxes",
        title=f"Told on {day(found.started_at)}",
        caption=found.reference,
        found=found,
        effect=effect,
        sides=[(words, one, _said(one)) for words, one in sides],
        today=civil_date(request.now),
        crumbs=crumbs(ADMIN, HOME),
    )


def _said(one: Side) -> str:
    if not one.mailboxes:
        return "None has figures of both days"
    said = f"{number(one.smaller)} of {number(one.mailboxes)} are smaller"
    return f"{said} ({one.percent} %)" if one.enough else f"{said}. Too few to compare"
