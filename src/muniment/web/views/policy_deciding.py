"""Putting a draft out for comment, answering, approving, publishing and retiring."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.bodies import queries as bodies
from muniment.governance.bodies.types import Outcome, Part
from muniment.governance.policies import actions, queries
from muniment.web.door import Request, ask, filled, see_other
from muniment.web.forms.policy_deeds import (
    AnswerCommentForm,
    ApproveForm,
    CommentForm,
    ConsultForm,
    PublishForm,
    WhyForm,
)
from muniment.web.views.policy_writing import (
    open_of,
    page_of,
    to_keep,
    to_read,
    to_version,
)
from muniment.web.words import day


def consult_policy(request: Request, reference: str) -> HttpResponseBase:
    """Put a draft out for comment."""
    one = to_keep(request, reference)
    version = open_of(one)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.consult(request.actor, one.reference, **values, now=request.now)
        said = f"Version {version.number} is out for comment."
        return to_version(request, one, said, version.number)

    return ask(
        request,
        filled(request, ConsultForm),
        do,
        title=f"Put version {version.number} out for comment",
        button="Put it out",
        intro=[
            "All staff can read it and say what they think of each paragraph. Its text stays as it"
            " is until you make it a draft again."
        ],
        **page_of(one),
    )


def comment_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say something of a version that is out for comment."""
    one = to_read(request, reference)
    version = queries.version_named(
        request.actor, one, open_of(one).number, civil_date(request.now)
    )
    form = filled(request, CommentForm, initial={"paragraph": request.GET.get("paragraph", "")})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.comment(request.actor, one.reference, **values, now=request.now)
        said = "Thank you. Your comment is on the page."
        return to_version(request, one, said, version.number)

    until = f" until {day(version.consult_until)}" if version.consult_until else ""
    return ask(
        request,
        form,
        do,
        title=f"Comment on version {version.number}",
        button="Send",
        intro=[f"Comments are taken{until}. All staff can read them, with your name."],
        **page_of(one),
    )


def answer_policy_comment(request: Request, reference: str) -> HttpResponseBase:
    """Answer what somebody said of a version."""
    found = queries.comment_named(request.actor, reference, civil_date(request.now))
    one = to_keep(request, found.version.policy.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.answer_comment(request.actor, found.reference, **values, now=request.now)
        return to_version(request, one, "The comment is answered.", found.version.number)

    at = f"Of paragraph {found.paragraph}: " if found.paragraph else ""
    return ask(
        request,
        filled(request, AnswerCommentForm),
        do,
        title="Answer a comment",
        button="Answer",
        intro=[f"{at}{found.words}"],
        **page_of(one),
    )


def end_consultation(request: Request, reference: str) -> HttpResponseBase:
    """Take no more comments."""
    one = to_keep(request, reference)
    version = open_of(one)
    waiting = queries.comments(version).filter(answer="").count()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_consultation(request.actor, one.reference, now=request.now)
        said = "Comments are closed. The version waits for approval."
        return to_version(request, one, said, version.number)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Close the comments",
        button="Close them",
        intro=[
            "The text goes to who approves it, as it is. Is it to be changed first? Make it a draft"
            " again instead.",
            *([f"Comments without an answer: {waiting}."] if waiting else []),
        ],
        **page_of(one),
    )


def send_policy_back(request: Request, reference: str) -> HttpResponseBase:
    """Make a version a draft again."""
    one = to_read(request, reference)
    if not queries.decides(request.actor, one, civil_date(request.now)):
        one = to_keep(request, reference)
    version = open_of(one)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.send_back(request.actor, one.reference, **values, now=request.now)
        said = f"Version {version.number} is a draft again."
        return see_other(request, "policy", said, one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title="Make it a draft again",
        button="Make it a draft",
        intro=["Who answers for it is told why. The comments stay."],
        **page_of(one),
    )


def approve_policy(request: Request, reference: str) -> HttpResponseBase:
    """Approve a version, for the body that approves it."""
    one = to_read(request, reference)
    today = civil_date(request.now)
    if not queries.decides(request.actor, one, today):
        raise NotPermitted(Reason("not_permitted", _who_approves(one)))
    version = open_of(one)
    decisions = _decisions(request, one)
    form = filled(request, ApproveForm, decisions=decisions)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.approve(request.actor, one.reference, **values, now=request.now)
        said = f"Version {version.number} is approved. It is not in force until it is published."
        return to_version(request, one, said, version.number)

    return ask(
        request,
        form,
        do,
        title=f"Approve version {version.number}",
        button="Approve",
        intro=_of_approval(request, one, version, today, bool(decisions)),
        **page_of(one),
    )


def _who_approves(one: Any) -> str:
    if one.body is None:
        return "It is for those who keep the documents of its unit."
    return f"It is for a member of {one.body.name}. Ask its secretary."


def _of_approval(request: Request, one: Any, version: Any, today: date, cited: bool) -> list[str]:
    waiting = queries.comments(version).filter(answer="").count()
    answers = [f"Comments without an answer: {waiting}."] if waiting else []
    if one.body is None:
        return ["You approve it for those who keep the documents of its unit.", *answers]
    deciding = [
        member.person.name
        for member in bodies.sitting(one.body, today)
        if Part(member.part).decides
    ]
    none = [] if cited else ["No decision of the body that approves this document is known."]
    return [
        f"You approve it for {one.body.name}. Its members can: {', '.join(deciding)}.",
        *none,
        *answers,
    ]


def _decisions(request: Request, one: Any) -> list[tuple[str, str]]:
    """The decisions of the body that approve this document, to be cited."""
    if one.body is None:
        return []
    about = f"policy:{one.reference}"
    rows = bodies.decisions(request.actor, body=one.body.reference, about=about)
    return [
        (each.reference, f"{day(each.meeting.on)}, {each.number}: {each.words[:80]}")
        for each in rows.filter(outcome=Outcome.APPROVED)[:50]
    ]


def publish_policy(request: Request, reference: str) -> HttpResponseBase:
    """Put the approved version in force, after a look at what that changes."""
    one = to_keep(request, reference)
    version = open_of(one)
    impact = queries.impact_of(request.actor, version, civil_date(request.now))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.publish(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", f"Version {version.number} is in force.", one.reference)

    return ask(
        request,
        filled(request, PublishForm),
        do,
        template="policies/publish.html",
        title=f"Publish version {version.number}",
        button="Publish",
        impact=impact,
        titles=queries.titles([*impact.aids, *impact.pointing]),
        **page_of(one),
    )


def retire_policy(request: Request, reference: str) -> HttpResponseBase:
    """Take a document out of force."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.retire(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "The document is retired.", one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title="Retire the document",
        button="Retire",
        intro=[
            "Nothing follows it. All its versions stay readable. Who answers for a document that is"
            " linked to it is told.",
            *(["The public page says that it is no more."] if one.open_at else []),
        ],
        **page_of(one),
    )
