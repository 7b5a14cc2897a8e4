"""Waivers: the list, one of them, asking for one, deciding on one and ending it."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.types import WaiverState
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.waivers import GRANT, DecideForm, WaiverForm, WaiversFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.risks import REGISTER, names_of_people
from muniment.web.words import day

WAIVERS = ("Waivers", "/governance/waivers/")
COLOURS = {
    WaiverState.ASKED: "blue",
    WaiverState.GRANTED: "green",
    WaiverState.REFUSED: "grey",
    WaiverState.ENDED: "grey",
    WaiverState.EXPIRED: "red",
}
DECIDES = (
    "The senior information risk owner, the departmental records officer or the records manager"
    " for the unit decides, and never who asked."
)
SHORT = 120  # letters of a rule in a list


def waivers(request: Request) -> HttpResponseBase:
    """Waivers that were asked for, narrowed as the reader likes."""
    form, today = WaiversFilter(request.GET or None), civil_date(request.now)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.waivers(
        request.actor,
        said.get("state", ""),
        unit=said.get("unit", ""),
        words=said.get("words", ""),
        soon=bool(said.get("soon")),
        today=today,
    )
    asks = bool(queries.units_seen(request.actor))
    begin = {"href": reverse("ask_waiver"), "text": "Ask for a waiver"}
    return show(
        request,
        "list.html",
        Table(
            request,
            _columns(today),
            rows,
            order="ends",
            caption=WAIVERS[0],
            empty="No waiver fits. Where a rule cannot be kept, ask for a waiver of it.",
            exported=_exported(today),
        ),
        name="waivers",
        title="Waivers",
        intro=[
            "Where a unit need not keep a rule until a day: why, and what makes up for it. "
            "Nobody decides on what they asked for themselves."
        ],
        one="waiver",
        filters=form,
        action=begin if asks else None,
        begin=begin if asks else None,
        crumbs=crumbs(REGISTER),
    )


def _columns(today: date) -> list[Column[Any]]:
    return [
        Column("rule", "Rule", _rule),
        Column("unit", "Unit", lambda one: one.unit.name, "unit__name"),
        Column("state", "State", lambda one: state_of(one, today)),
        Column("ends", "Last day", lambda one: day(one.ends_on), "ends_on"),
        Column("asked", "Asked for", lambda one: day(one.asked_at), "asked_at"),
    ]


def _exported(today: date) -> list[Column[Any]]:
    names = ("reference", "rule", "policy", "why", "control", "decided_why", "ended_why")
    return [
        *(_plain(name) for name in names),
        Column("unit", "unit", lambda one: one.unit.reference),
        Column("risk", "risk", lambda one: one.risk.reference if one.risk else ""),
        Column("state", "state", lambda one: _state(one, today).value),
        Column("ends_on", "ends_on", lambda one: one.ends_on.isoformat()),
        Column("asked_on", "asked_on", lambda one: civil_date(one.asked_at).isoformat()),
    ]


def _plain(name: str) -> Column[Any]:
    return Column(name, name, lambda one: getattr(one, name))


def _rule(one: Any) -> Cell:
    short = one.rule if len(one.rule) <= SHORT else f"{one.rule[:SHORT]}…"
    return Cell(short, reverse("waiver", args=[one.reference]), note=one.policy or one.reference)


def _state(one: Any, today: date) -> WaiverState:
    return rules.state_on(WaiverState(one.state), one.ends_on, today)


def state_of(one: Any, today: date) -> Cell:
    """How a waiver stands on a day, as a tag."""
    state = _state(one, today)
    return Cell(state.label, tag=COLOURS[state])


def waiver(request: Request, reference: str) -> HttpResponseBase:
    """One waiver: the rule, the need, the options that were looked at, and who decided what."""
    one, today = queries.waiver_named(request.actor, reference), civil_date(request.now)
    names = names_of_people({one.asked_by, one.decided_by, one.ended_by})
    state, own = _state(one, today), one.asked_by == request.actor.reference
    approves = queries.approves(request.actor, one.unit.reference)
    risk = one.risk
    seen = risk and queries.seen_by(request.actor).filter(pk=risk.pk).exists()
    return render(
        request,
        "risks/waiver.html",
        one=one,
        state=state_of(one, today),
        options=queries.options_of(one),
        names=names,
        risk=risk if seen else None,
        deeds={
            "decide": approves and not own and state is WaiverState.ASKED,
            "end": (approves or own) and state in (WaiverState.ASKED, WaiverState.GRANTED),
        },
        own=own and state is WaiverState.ASKED,
        crumbs=crumbs(REGISTER, WAIVERS),
    )


def ask_waiver(request: Request) -> HttpResponseBase:
    """Ask that a rule need not be kept until a day."""
    initial = {
        "risk": request.GET.get("risk", ""),
        "unit": request.GET.get("unit", ""),
        "ends_on": add_period(civil_date(request.now), 6, "months"),
    }
    form = filled(request, WaiverForm, actor=request.actor, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.ask(request.actor, form.draft(), now=request.now)
        return see_other(request, "waiver", "The waiver is asked for.", made.reference)

    months = queries.scales().waiver_months
    return ask(
        request,
        form,
        do,
        template="risks/form.html",
        title="Ask for a waiver",
        button="Ask for it",
        intro=[f"A waiver lasts {months} months at most. The rule holds until it is granted."],
        back=reverse("waivers"),
        crumbs=crumbs(REGISTER, WAIVERS),
    )


def _page(one: Any) -> dict[str, Any]:
    here = reverse("waiver", args=[one.reference])
    return {"caption": one.reference, "back": here, "crumbs": crumbs(REGISTER, WAIVERS)}


def decide_waiver(request: Request, reference: str) -> HttpResponseBase:
    """Grant what was asked for, or refuse it."""
    one = queries.waiver_named(request.actor, reference)
    if not queries.approves(request.actor, one.unit.reference):
        raise NotPermitted(Reason("not_permitted", DECIDES))

    def do(values: dict[str, Any]) -> HttpResponse:
        verb = actions.grant if values["decision"] == GRANT else actions.refuse_waiver
        made = verb(request.actor, one.reference, reason=values["reason"], now=request.now)
        return see_other(request, "waiver", f"The waiver is {made.state}.", made.reference)

    return ask(
        request,
        filled(request, DecideForm),
        do,
        title="Decide on the waiver",
        button="Save the decision",
        intro=[
            f"Rule: {one.rule}",
            f"Local need: {one.why}",
            f"What makes up for it: {one.control}",
            f"Until {day(one.ends_on)}.",
        ],
        **_page(one),
    )


def end_waiver(request: Request, reference: str) -> HttpResponseBase:
    """End a waiver before its day, or take back what was asked for."""
    one = queries.waiver_named(request.actor, reference)
    own = one.asked_by == request.actor.reference
    if not own and not queries.approves(request.actor, one.unit.reference):
        raise NotPermitted(Reason("not_permitted", DECIDES))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_waiver(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "waiver", "The waiver has ended.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="End the waiver",
        button="End it",
        intro=[f"Rule: {one.rule}", "From then on the rule is to be kept."],
        **_page(one),
    )
