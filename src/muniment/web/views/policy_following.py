"""Acknowledging documents, proposing changes of them, and answering what was proposed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.policies import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.policy_deeds import AcknowledgeForm, AnswerForm, SuggestForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.policies import REGISTER
from muniment.web.views.policy_facts import sees_who
from muniment.web.views.policy_writing import OTHERS, page_of, to_keep, to_read
from muniment.web.words import day, moment

NO_UNIT = "No unit"
PARTS = {"": "Who has not", "done": "Who has"}
TAGS = {"accepted": "green", "rejected": "red", "merged": "turquoise"}


def to_acknowledge(request: Request) -> HttpResponseBase:
    """What the reader is asked to acknowledge and has not."""
    rows = queries.to_acknowledge(request.actor, civil_date(request.now))
    return render(
        request,
        "policies/to_acknowledge.html",
        rows=[{"one": each.policy, "version": each} for each in rows],
        crumbs=crumbs(REGISTER),
    )


def acknowledge_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say that one has read the version in force and will follow it."""
    one = to_read(request, reference)
    seen = one.in_force.digest if one.in_force else ""
    form = filled(request, AcknowledgeForm, initial={"seen": seen})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.acknowledge(request.actor, one.reference, **values, now=request.now)
        said = "Thank you. It is noted that you have read it."
        return see_other(request, "policy", said, one.reference)

    return ask(
        request,
        form,
        do,
        title="Acknowledge the document",
        button="I have read it and will follow it",
        intro=["Read it first. Your name, the time and a digest of the text are kept."],
        **page_of(one),
    )


def acknowledgements(request: Request, reference: str) -> HttpResponseBase:
    """Who has acknowledged a version and who has not: unit by unit, then by name."""
    one, today = to_read(request, reference), civil_date(request.now)
    if not sees_who(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    asked = request.GET.get("version", "")
    version = queries.version_named(request.actor, one, asked, today)
    version.policy = one
    done, unit = request.GET.get("part", "") == "done", request.GET.get("unit", "")
    units = queries.by_unit(version, today) if version.audience else []
    return show(
        request,
        "policies/acknowledgements.html",
        _who(request, version, done, unit),
        name=f"acknowledgements-{one.reference}-{version.number}",
        one=one,
        version=version,
        versions=[each.number for each in queries.versions(request.actor, one, today)],
        units=units,
        asked=sum(count for _, count, _ in units),
        answered=sum(count for _, _, count in units),
        unit=unit,
        done=done,
        crumbs=page_of(one)["crumbs"],
    )


def _who(request: Request, version: Any, done: bool, unit: str) -> Table[Any]:
    """The people who have acknowledged a version, or who have not, of one unit or of all."""
    rows: Any
    if done:
        rows, person = queries.acknowledgements(version), "person__"
        columns: Sequence[Column[Any]] = _columns_done()
    else:
        rows, person = queries.outstanding(version, civil_date(request.now)), ""
        columns = _columns_waiting()
    if unit == NO_UNIT:
        rows = rows.filter(**{f"{person}unit": None})
    elif unit:
        rows = rows.filter(**{f"{person}unit__name": unit})
    return Table(request, columns, rows, order="" if done else "name", caption="People")


def _columns_waiting() -> list[Column[Any]]:
    return [
        Column("name", "Name", lambda one: one.name, "name"),
        Column("unit", "Unit", lambda one: one.unit.name if one.unit else NO_UNIT, "unit__name"),
    ]


def _columns_done() -> list[Column[Any]]:
    return [
        Column("name", "Name", lambda one: one.person.name, "person__name"),
        Column("unit", "Unit", lambda one: one.person.unit.name if one.person.unit else NO_UNIT),
        Column("at", "When", lambda one: moment(one.at), "at"),
        Column("text", "Text that was read (SHA-256)", lambda one: one.text_digest),
    ]


def suggest_change(request: Request, reference: str) -> HttpResponseBase:
    """Propose that a document be changed."""
    one = to_read(request, reference)
    form = filled(request, SuggestForm, initial={"paragraph": request.GET.get("paragraph", "")})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.propose(request.actor, one.reference, **values, now=request.now)
        said = f"Thank you. {one.owner.name} answers by {day(made.due_on)}."
        return see_other(request, "my_proposals", said)

    return ask(
        request,
        form,
        do,
        title="Suggest a change",
        button="Send it",
        intro=[
            f"It goes to {one.owner.name}, who answers for the document and has 20 days to say what"
            " comes of it. You are told."
        ],
        **page_of(one),
    )


def my_proposals(request: Request) -> HttpResponseBase:
    """The changes that the reader has proposed, and what came of them."""
    table = Table(
        request,
        [*_columns_of_proposal(), Column("answer", "What came of it", answer_of)],
        queries.my_proposals(request.actor),
        caption="Changes you suggested",
        empty="You have suggested no change. Open a document, and choose Suggest a change.",
    )
    return show(
        request,
        "policies/proposals.html",
        table,
        name="my-proposals",
        title="Changes you suggested",
        caption="",
        one="change",
        crumbs=crumbs(REGISTER),
    )


def proposals_to_answer(request: Request) -> HttpResponseBase:
    """The changes that were proposed to the reader, who answers for the documents."""
    rows = queries.proposals_to_answer(request.actor, civil_date(request.now))
    table = Table(
        request,
        [*_columns_of_proposal(), *_columns_to_answer(request)],
        rows,
        caption="Proposals to answer",
        empty="Nothing waits for your answer.",
    )
    return show(
        request,
        "policies/proposals.html",
        table,
        name="proposals-to-answer",
        title="Proposals to answer",
        caption="",
        one="change",
        crumbs=crumbs(REGISTER),
    )


def policy_proposals(request: Request, reference: str) -> HttpResponseBase:
    """The changes that were proposed of one document."""
    one = to_read(request, reference)
    table = Table(
        request,
        [*_columns_of_proposal()[1:], *_columns_to_answer(request), _ANSWER],
        queries.proposals(request.actor, one),
        caption="Changes that were proposed",
        empty="Nobody has proposed a change.",
    )
    return show(
        request,
        "policies/proposals.html",
        table,
        name=f"proposals-{one.reference}",
        title="Changes that were proposed",
        caption=one.title,
        one="change",
        crumbs=page_of(one)["crumbs"],
    )


def answer_of(one: Any) -> Cell:
    """What came of a proposed change."""
    if not one.answer:
        return Cell("Not answered yet", note=f"By {day(one.due_on)}")
    return Cell(one.answer_label, tag=TAGS[one.answer], note=one.why)


_ANSWER: Column[Any] = Column("answer", "What came of it", answer_of)


def _columns_of_proposal() -> list[Column[Any]]:
    return [
        Column("policy", "Document", _document),
        Column("words", "What should change", lambda one: one.words),
        Column("paragraph", "Paragraph", lambda one: one.paragraph),
        Column("at", "Proposed", lambda one: day(one.at)),
    ]


def _document(one: Any) -> Cell:
    return Cell(one.policy.title, reverse("policy", args=[one.policy.reference]))


def _columns_to_answer(request: Request) -> list[Column[Any]]:
    today = civil_date(request.now)

    def due(one: Any) -> Cell:
        late = "Overdue" if one.due_on < today and not one.answer else ""
        return Cell(day(one.due_on), note=late)

    def answer(one: Any) -> Cell:
        if one.answer:
            return Cell("")
        return Cell("Answer", reverse("answer_proposal", args=[one.reference]))

    return [
        Column("by", "By", lambda one: one.by.name),
        Column("due", "Answer by", due),
        Column("to_do", "To do", answer),
    ]


def answer_proposal(request: Request, reference: str) -> HttpResponseBase:
    """Say what comes of a proposed change."""
    found = queries.proposal_named(request.actor, reference, civil_date(request.now))
    one = to_keep(request, found.policy.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.answer_proposal(request.actor, found.reference, **values, now=request.now)
        said = f"{found.by.name} has been told."
        return see_other(request, "policy_proposals", said, one.reference)

    at = f"Of paragraph {found.paragraph}: " if found.paragraph else ""
    return ask(
        request,
        filled(request, AnswerForm),
        do,
        title="Answer a proposed change",
        button="Answer",
        intro=[f"{at}{found.words}", f"Proposed by {found.by.name} on {day(found.at)}."],
        **page_of(one),
    )
