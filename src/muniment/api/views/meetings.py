"""Meetings of governance bodies: their papers, who was there, and what was decided."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, WhyGiven, written_out
from muniment.foundation.access.types import Permission
from muniment.governance.bodies import actions, queries
from muniment.governance.bodies.types import (
    DecisionDraft,
    MeetingDraft,
    Outcome,
    PaperDraft,
    Purpose,
)

router = Router(tags=["bodies"])
SEE = Permission.BODIES_SEE
Short = Annotated[str, Field(max_length=300)]
PaperPurpose = Annotated[Purpose, written_out(Purpose)]
DecisionOutcome = Annotated[Outcome, written_out(Outcome)]
Long = Annotated[str, Field(max_length=25_000)]


class MeetingGiven(Given):
    """The day of a meeting, what it is called (blank: by its day), and where it is."""

    on: date
    title: Short = ""
    place: Short = ""


class PaperGiven(Given):
    """A paper for a meeting. `about`: what it is about, by reference (`policy:PO-…`)."""

    title: Short
    purpose: PaperPurpose = Purpose.INFORMATION
    about: Short = ""


class MeetingHeld(Given):
    """Who was there (user name, e-mail or reference), and what was said."""

    present: Annotated[list[Short], Field(max_length=200)] = []
    minutes: Long = ""


class DecisionGiven(Given):
    """What was decided, in words, with what outcome, and about what (`policy:PO-…`)."""

    words: Annotated[str, Field(max_length=5_000)]
    outcome: DecisionOutcome = Outcome.NOTED
    about: Short = ""


class MeetingLine(Schema):
    """A meeting in the list."""

    reference: str
    body: str
    on: date
    title: str
    place: str
    state: str


class MeetingPaper(Schema):
    """A paper of a meeting, in the order of the agenda."""

    reference: str
    position: int
    title: str
    purpose: str
    about: str


class DecisionShown(Schema):
    """What a body decided. It is never changed: another decision follows it."""

    reference: str
    body: str
    meeting: str
    on: date
    number: int
    words: str
    outcome: str
    about: str
    at: datetime
    by: str


class MeetingShown(MeetingLine):
    """A meeting: its papers, who was there, what was said and decided."""

    minutes: str
    cancelled_why: str
    present: list[str]
    papers: list[MeetingPaper]
    decisions: list[DecisionShown]


@operation(router, "GET", "/bodies/decisions", needs=SEE, answer=Page[DecisionShown])
def list_decisions(
    request: Request,
    body: Annotated[str, Query(max_length=100)] = "",
    about: Annotated[str, Query(max_length=100)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What was decided, the latest first: by one body, about one thing."""
    if body:
        queries.body_named(request.actor, body)
    rows = list(queries.decisions(request.actor, body=body, about=about))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _decision, lambda one: one.reference)


def _decision(one: Any) -> DecisionShown:
    names = ("reference", "number", "words", "outcome", "about", "at", "by")
    where = {"meeting": one.meeting.reference, "on": one.meeting.on}
    body = one.meeting.body.reference
    return DecisionShown(body=body, **where, **{name: getattr(one, name) for name in names})


@operation(router, "GET", "/bodies/{reference}/meetings", needs=SEE, answer=Page[MeetingLine])
def list_meetings(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """The meetings of a body, the latest first."""
    rows = list(queries.meetings(queries.body_named(request.actor, reference)))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _line, lambda one: one.reference)


def _line(one: Any) -> MeetingLine:
    return MeetingLine(**_said(one))


def _said(one: Any) -> dict[str, Any]:
    names = ("reference", "on", "place", "state")
    what = {"body": one.body.reference, "title": one.label}
    return {**what, **{name: getattr(one, name) for name in names}}


@operation(
    router, "POST", "/bodies/{reference}/meetings", needs=SEE, answer=MeetingShown, status=201
)
def call_meeting(request: Request, reference: str, given: MeetingGiven) -> Any:
    """Call a meeting of a body; whoever sits on it is told."""
    draft = MeetingDraft(**given.model_dump())
    return _shown(request, actions.call_meeting(request.actor, reference, draft, now=request.now))


def _shown(request: Request, one: Any) -> MeetingShown:
    rows = queries.decisions(request.actor, body=one.body.reference).filter(meeting=one)
    return MeetingShown(
        **_said(one),
        minutes=one.minutes,
        cancelled_why=one.cancelled_why,
        present=sorted(one.present.values_list("reference", flat=True)),
        papers=[_paper(each) for each in queries.papers(one)],
        decisions=[_decision(each) for each in rows.order_by("number")],
    )


def _paper(one: Any) -> MeetingPaper:
    names = ("reference", "position", "title", "purpose", "about")
    return MeetingPaper(**{name: getattr(one, name) for name in names})


@operation(router, "GET", "/bodies/meetings/{reference}", needs=SEE, answer=MeetingShown)
def get_meeting(request: Request, reference: str) -> Any:
    """One meeting, with its papers and decisions."""
    return _shown(request, queries.meeting_named(request.actor, reference))


@operation(
    router,
    "POST",
    "/bodies/meetings/{reference}/papers",
    needs=SEE,
    answer=MeetingShown,
    status=201,
)
def put_paper(request: Request, reference: str, given: PaperGiven) -> Any:
    """Put a paper on the agenda of a meeting that is called, as its last."""
    draft = PaperDraft(**given.model_dump())
    made = actions.put_paper(request.actor, reference, draft, now=request.now)
    return _shown(request, made.meeting)


@operation(router, "POST", "/bodies/papers/{reference}/withdraw", needs=SEE, answer=MeetingShown)
def withdraw_paper(request: Request, reference: str) -> Any:
    """Take a paper off the agenda of a meeting that is still to be held."""
    meeting = queries.paper_named(request.actor, reference).meeting
    actions.withdraw_paper(request.actor, reference, now=request.now)
    return _shown(request, meeting)


@operation(router, "POST", "/bodies/meetings/{reference}/hold", needs=SEE, answer=MeetingShown)
def hold_meeting(request: Request, reference: str, given: MeetingHeld) -> Any:
    """Tell that a meeting was held, and who was there."""
    one = actions.hold(request.actor, reference, **given.model_dump(), now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/bodies/meetings/{reference}/cancel", needs=SEE, answer=MeetingShown)
def cancel_meeting(request: Request, reference: str, given: WhyGiven) -> Any:
    """Cancel a meeting that is called."""
    one = actions.cancel(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(
    router,
    "POST",
    "/bodies/meetings/{reference}/decisions",
    needs=SEE,
    answer=DecisionShown,
    status=201,
)
def make_decision(request: Request, reference: str, given: DecisionGiven) -> Any:
    """Write down what a body decided at a meeting that was held. It is never changed."""
    draft = DecisionDraft(**given.model_dump())
    return _decision(actions.decide(request.actor, reference, draft, now=request.now))
