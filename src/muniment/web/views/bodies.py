"""Governance bodies: the list, one body with its members and meetings, and keeping them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.bodies import actions, queries
from muniment.governance.bodies.types import MeetingState, Outcome
from muniment.governance.policies import queries as policies
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.bodies import AppointForm, BodyForm, EndMembershipForm
from muniment.web.forms.policy_deeds import WhyForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day

BODIES = ("Governance bodies", "/governance/bodies/")
OTHERS = "It is for the chair and the secretary of the body, or a records manager."
STATES = {MeetingState.CALLED: "blue", MeetingState.HELD: "green", MeetingState.CANCELLED: "grey"}
OUTCOMES = {Outcome.APPROVED: "green", Outcome.REFUSED: "red", Outcome.DEFERRED: "yellow"}
OF_POLICY = "policy:"
LATEST = 10  # meetings and decisions on the page of a body


def bodies(request: Request) -> HttpResponseBase:
    """The bodies that there are, or those that are closed."""
    today = civil_date(request.now)
    closed = request.GET.get("closed", "") == "yes"
    return show(
        request,
        "bodies/bodies.html",
        Table(
            request,
            _columns(today),
            queries.bodies(request.actor, closed=closed),
            order="name",
            caption=BODIES[0],
        ),
        name="governance-bodies",
        closed=closed,
        coming=queries.to_come(request.actor, today),
        founds=access_rules.may(request.actor, P.BODIES_MANAGE),
    )


def _columns(today: date) -> list[Column[Any]]:
    def next_meeting(one: Any) -> str:
        found = queries.meetings(one).filter(state=MeetingState.CALLED, on__gte=today).last()
        return day(found.on) if found else ""

    return [
        Column("name", "Body", _name, "sort_key"),
        Column("unit", "Unit", lambda one: one.unit.name if one.unit else "Whole organisation"),
        Column("members", "Members", lambda one: str(queries.sitting(one, today).count())),
        Column("next", "Next meeting", next_meeting),
    ]


def _name(one: Any) -> Cell:
    closed = f", closed on {day(one.closed_at)}" if one.closed_at else ""
    return Cell(one.name, reverse("body", args=[one.reference]), note=f"{one.reference}{closed}")


def body(request: Request, reference: str) -> HttpResponseBase:
    """One body: what it is there for, who sits on it, when it meets, what it decided."""
    one, today = queries.body_named(request.actor, reference), civil_date(request.now)
    meetings = queries.meetings(one)
    decisions = queries.decisions(request.actor, body=one.reference)
    rows = queries.members(one)
    current = rows.filter(queries.in_office(today))
    return render(
        request,
        "bodies/body.html",
        one=one,
        members=current,
        later=rows.filter(starts_on__gt=today),
        former=rows.filter(ends_on__lt=today),
        meetings=[told_of(each) for each in meetings[:LATEST]],
        more_meetings=meetings.count() > LATEST,
        decisions=decided(request, decisions[:LATEST], dated=True),
        more_decisions=decisions.count() > LATEST,
        keeps=queries.keeps(request.actor, one, today) and one.closed_at is None,
        crumbs=crumbs(BODIES),
    )


def told_of(meeting: Any) -> dict[str, Any]:
    """A meeting in a list."""
    return {"one": meeting, "colour": STATES[MeetingState(meeting.state)]}


def decided(request: Request, some: Iterable[Any], *, dated: bool = False) -> list[dict[str, Any]]:
    """Decisions in a list, with the way to what each is about; `dated`: with their days."""
    rows = list(some)
    known = documents(request, [one.about for one in rows])
    return [
        {
            "one": one,
            "colour": OUTCOMES.get(Outcome(one.outcome), "grey"),
            "on": one.meeting.on if dated else None,
            **about(one.about, known),
        }
        for one in rows
    ]


def documents(request: Request, some: Iterable[str]) -> dict[str, str]:
    """The titles of the documents that papers or decisions are about, as far as the reader may
    know of them, by what they are called there."""
    named = [one.removeprefix(OF_POLICY) for one in some if one.startswith(OF_POLICY)]
    today = civil_date(request.now)
    rows = policies.policies(request.actor, today=today).filter(reference__in=named)
    pairs = rows.values_list("reference", "title") if named else []
    return {f"{OF_POLICY}{reference}": title for reference, title in pairs}


def about(said: str, known: Mapping[str, str]) -> dict[str, str]:
    """What a paper or decision is about, in words, with its address where the reader may go."""
    if said not in known:
        return {"about": said, "href": ""}
    return {"about": known[said], "href": reverse("policy", args=[said.removeprefix(OF_POLICY)])}


def body_meetings(request: Request, reference: str) -> HttpResponseBase:
    """Every meeting of a body, the latest first."""
    one = queries.body_named(request.actor, reference)
    columns: list[Column[Any]] = [
        Column("on", "Day", lambda each: day(each.on), "on", tight=True),
        Column(
            "title",
            "Meeting",
            lambda each: Cell(each.label, reverse("meeting", args=[each.reference])),
        ),
        Column("place", "Place", lambda each: each.place),
        Column("state", "State", lambda each: each.state_label),
    ]
    table = Table(request, columns, queries.meetings(one), order="-on", caption="Meetings")
    page = {"title": "Meetings", "one": "meeting"}
    return show(request, "list.html", table, name="meetings", **page, **_under(one))


def body_decisions(request: Request, reference: str) -> HttpResponseBase:
    """Everything that a body decided, the latest first."""
    one = queries.body_named(request.actor, reference)
    columns: list[Column[Any]] = [
        Column("on", "Day", lambda each: day(each.meeting.on), "meeting__on", tight=True),
        Column(
            "words",
            "Decision",
            lambda each: Cell(each.words, reverse("decision", args=[each.reference])),
        ),
        Column("outcome", "Outcome", lambda each: each.outcome_label, "outcome"),
        Column("about", "About", lambda each: each.about),
    ]
    rows = queries.decisions(request.actor, body=one.reference)
    table = Table(request, columns, rows, order="-on", caption="Decisions")
    page = {"title": "Decisions", "one": "decision"}
    return show(request, "list.html", table, name="decisions", **page, **_under(one))


def _under(one: Any) -> dict[str, Any]:
    here = reverse("body", args=[one.reference])
    return {"caption": one.name, "crumbs": crumbs(BODIES, (one.name, here))}


def page_of(one: Any) -> dict[str, Any]:
    """Where a form about a body stands, and the way back."""
    return {"back": reverse("body", args=[one.reference]), **_under(one)}


def to_keep(request: Request, reference: str) -> Any:
    """The body. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.body_named(request.actor, reference)
    if not queries.keeps(request.actor, one, civil_date(request.now)):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def found_body(request: Request) -> HttpResponseBase:
    """Put a governance body down."""
    form = filled(request, BodyForm, actor=request.actor, initial={"quorum": 3})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.found(request.actor, form.draft(), now=request.now)
        said = f"{made.name} is there. Say who sits on it."
        return see_other(request, "body", said, made.reference)

    return ask(
        request,
        form,
        do,
        title="Add a governance body",
        button="Add it",
        back=reverse("bodies"),
        crumbs=crumbs(BODIES),
    )


def change_body(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a body is."""
    one = to_keep(request, reference)
    unit = one.unit.reference if one.unit else ""
    initial = {"name": one.name, "terms": one.terms, "unit": unit, "quorum": one.quorum}
    form = filled(request, BodyForm, actor=request.actor, now=unit, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "body", "It has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Change what is said of the body",
        button="Save changes",
        **page_of(one),
    )


def close_body(request: Request, reference: str) -> HttpResponseBase:
    """Close a body that is no more."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "body", "The body is closed.", one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title="Close the body",
        button="Close it",
        intro=["It decides nothing any more. All that it decided stays readable."],
        **page_of(one),
    )


def appoint_member(request: Request, reference: str) -> HttpResponseBase:
    """Have somebody sit on a body."""
    one = to_keep(request, reference)
    form = filled(request, AppointForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        said = {name: values[name] for name in ("part", "starts_on", "ends_on")}
        made = actions.appoint(request.actor, one.reference, form.who(), **said, now=request.now)
        return see_other(request, "body", f"{made.person.name} has been told.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Appoint a member",
        button="Appoint",
        intro=["Who is only in attendance decides nothing."],
        **page_of(one),
    )


def end_membership(request: Request, reference: str) -> HttpResponseBase:
    """Have somebody sit on a body no more."""
    found = queries.member_named(request.actor, reference)
    one = to_keep(request, found.body.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_membership(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "body", "The membership ends.", one.reference)

    return ask(
        request,
        filled(request, EndMembershipForm),
        do,
        title="End a membership",
        button="End it",
        intro=[f"{found.person.name}, {found.label.lower()}, since {day(found.starts_on)}."],
        **page_of(one),
    )
