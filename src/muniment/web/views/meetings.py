"""Meetings of governance bodies: calling them, their papers, who was there, what was decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.bodies import actions, queries
from muniment.governance.bodies.types import MeetingState
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.bodies import DecisionForm, HeldForm, MeetingForm, PaperForm
from muniment.web.forms.policy_deeds import WhyForm
from muniment.web.views.bodies import BODIES, STATES, about, decided, documents, page_of, to_keep
from muniment.web.words import day

DEEDS = (
    ("put_paper", "Put a paper on the agenda", MeetingState.CALLED),
    ("hold_meeting", "Tell that it was held", MeetingState.CALLED),
    ("cancel_meeting", "Cancel it", MeetingState.CALLED),
    ("make_decision", "Write down a decision", MeetingState.HELD),
)


def meeting(request: Request, reference: str) -> HttpResponseBase:
    """One meeting: its agenda and papers, who was there, what was said and decided."""
    one = queries.meeting_named(request.actor, reference)
    today = civil_date(request.now)
    keeps = queries.keeps(request.actor, one.body, today) and one.body.closed_at is None
    papers = list(queries.papers(one))
    known = documents(request, [each.about for each in papers])
    return render(
        request,
        "bodies/meeting.html",
        one=one,
        colour=STATES[MeetingState(one.state)],
        papers=[{"one": each, **about(each.about, known)} for each in papers],
        present=sorted(person.name for person in one.present.all()),
        decisions=decided(request, one.decisions.order_by("number")),
        deeds=_deeds(one) if keeps else [],
        keeps=keeps,
        crumbs=_way(one)[:-1],
    )


def _deeds(one: Any) -> list[dict[str, str]]:
    return [
        {"text": words, "href": reverse(route, args=[one.reference])}
        for route, words, state in DEEDS
        if state == one.state
    ]


def _way(one: Any) -> list[dict[str, str]]:
    body = (one.body.name, reverse("body", args=[one.body.reference]))
    return crumbs(BODIES, body, (one.label, reverse("meeting", args=[one.reference])))


def _page(one: Any) -> dict[str, Any]:
    here = reverse("meeting", args=[one.reference])
    return {"caption": f"{one.body.name}: {one.label}", "back": here, "crumbs": _way(one)}


def _kept(request: Request, reference: str) -> Any:
    """The meeting. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.meeting_named(request.actor, reference)
    to_keep(request, one.body.reference)
    return one


def call_meeting(request: Request, reference: str) -> HttpResponseBase:
    """Call a meeting of a body."""
    one = to_keep(request, reference)
    form = filled(request, MeetingForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.call_meeting(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "meeting", "The meeting is called.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Call a meeting",
        button="Call it",
        intro=["Whoever sits on the body is told."],
        **page_of(one),
    )


def put_paper(request: Request, reference: str) -> HttpResponseBase:
    """Put a paper on the agenda of a meeting."""
    one = _kept(request, reference)
    form = filled(request, PaperForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.put_paper(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "meeting", "The paper is on the agenda.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Put a paper on the agenda",
        button="Put it on",
        **_page(one),
    )


def withdraw_paper(request: Request, reference: str) -> HttpResponseBase:
    """Take a paper off the agenda."""
    found = queries.paper_named(request.actor, reference)
    one = _kept(request, found.meeting.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw_paper(request.actor, found.reference, now=request.now)
        return see_other(request, "meeting", "The paper is off the agenda.", one.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Take a paper off the agenda",
        button="Take it off",
        intro=[found.title],
        **_page(one),
    )


def hold_meeting(request: Request, reference: str) -> HttpResponseBase:
    """Tell that a meeting was held, and who was there."""
    one = _kept(request, reference)
    sitting = [
        (each.person.reference, f"{each.person.name}, {each.label.lower()}")
        for each in queries.sitting(one.body, one.on)
    ]
    form = filled(request, HeldForm, sitting=sitting)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.hold(request.actor, one.reference, **values, now=request.now)
        said = "It is noted. Write down what was decided."
        return see_other(request, "meeting", said, one.reference)

    return ask(
        request,
        form,
        do,
        title="Tell that the meeting was held",
        button="Save",
        intro=[f"It takes {one.body.quorum} of those who decide."],
        **_page(one),
    )


def cancel_meeting(request: Request, reference: str) -> HttpResponseBase:
    """Cancel a meeting that is called."""
    one = _kept(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.cancel(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "meeting", "The meeting is cancelled.", one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title="Cancel the meeting",
        button="Cancel the meeting",
        **_page(one),
    )


def make_decision(request: Request, reference: str) -> HttpResponseBase:
    """Write down what was decided at a meeting."""
    one = _kept(request, reference)
    form = filled(request, DecisionForm, initial={"about": request.GET.get("about", "")})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.decide(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "meeting", "The decision is written down.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Write down a decision",
        button="Write it down",
        intro=["It is never changed. Another decision can follow it."],
        **_page(one),
    )


def decision(request: Request, reference: str) -> HttpResponseBase:
    """One decision: what was decided, where, and who wrote it down."""
    one = queries.decision_named(request.actor, reference)
    names = access.names_at([one.by])
    return render(
        request,
        "bodies/decision.html",
        about=decided(request, [one])[0],
        one=one,
        rows=_facts(one, names),
        crumbs=_way(one.meeting),
    )


def _facts(one: Any, names: Any) -> Sequence[dict[str, str]]:
    held = reverse("meeting", args=[one.meeting.reference])
    return [
        {"label": "Meeting", "text": f"{one.meeting.label}, {day(one.meeting.on)}", "href": held},
        {"label": "Number", "text": str(one.number)},
        {"label": "Outcome", "text": one.outcome_label},
        {"label": "Written down", "text": f"{day(one.at)} by {names.get(one.by, '')}"},
    ]
