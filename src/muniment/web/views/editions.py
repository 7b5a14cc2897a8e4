"""One edition of a schedule: its rules, what was said of it, and its way to being in force."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.types.schedules import UNDER_WAY, Approval, EditionState
from muniment.web.door import Request, ask, filled, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.schedules import (
    AgreeForm,
    AnswerForm,
    ApproveForm,
    CommentForm,
    ConsultForm,
    PublishForm,
)
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.rules import MOST
from muniment.web.views.schedules import tagged, way
from muniment.web.words import count, day

SHARE = MOST // 10  # records of each rule that a page looks at


def edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """One edition: its rules and its comments."""
    found = queries.edition_named(reference, number)
    state = EditionState(found.state)
    changes = queries.changes_of(found)
    drafts = queries.drafts(found)
    said = _comments(found)
    return show(
        request,
        "lifecycle/edition.html",
        Table(
            request,
            _columns(request, found, changes),
            drafts,
            order="code",
            caption="Rules of this edition",
        ),
        name=f"{reference}-{number}",
        one=found,
        state=tagged(found.state),
        rows=_facts(found),
        changes=changes,
        clauses=queries.clauses_of(found),
        plain=_plain(request, found),
        comments=said,
        areas=_areas(request, found),
        unanswered=sum(not one["answer"] for one in said),
        can=_can(request, state),
        crumbs=way((reference, reverse("schedule", args=[reference]))),
    )


def _plain(request: Request, found: Any) -> dict[str, Any] | None:
    """How plain a draft is, for whoever may write in it."""
    manages = P.RETENTION_MANAGE in request.actor.permissions
    if found.state != EditionState.DRAFT or not manages:
        return None
    plain = queries.plainness_of(found)
    return {"words": decide.plainness_in_words(plain), "found": plain}


def _can(request: Request, state: EditionState) -> set[str]:
    """What the person can do now, in the order in which it is offered."""
    manages = P.RETENTION_MANAGE in request.actor.permissions
    approves = P.RETENTION_APPROVE in request.actor.permissions
    draft, out = state is EditionState.DRAFT, state is EditionState.CONSULTATION
    offered = {
        "draft": manages and draft,
        "consult": manages and draft,
        "comment": out,
        "answer": manages and (draft or out),
        "return": manages and out,
        "approve": approves and out,
        "publish": manages and state is EditionState.APPROVED,
        "withdraw": manages and state in UNDER_WAY,
    }
    return {word for word, may in offered.items() if may}


def _columns(request: Request, found: Any, changes: Any) -> list[Column[Any]]:
    new = {one.code for one in changes.added}
    changed = {one.code for one in changes.changed}
    draft = found.state == EditionState.DRAFT and P.RETENTION_MANAGE in request.actor.permissions
    at = (found.schedule.code, found.number)

    def code(one: Any) -> Cell:
        if draft:
            return Cell(one.code, reverse("change_draft", args=[*at, one.code]), note=one.title)
        if found.state == EditionState.PUBLISHED:
            return Cell(one.code, reverse("rule", args=[one.code]), note=one.title)
        return Cell(one.code, note=one.title)

    def difference(one: Any) -> Cell:
        if one.code in new:
            return Cell("New", tag="green")
        return Cell("Changed", tag="blue") if one.code in changed else Cell("As before")

    return [
        Column("code", "Rule", code, "code"),
        Column(
            "life", "What happens", lambda one: "; then ".join(decide.told(decide.parse(one.life)))
        ),
        Column("authority", "Authority", lambda one: one.authority or "Not said yet"),
        Column("difference", "Changed", difference, tight=True),
    ]


def _life(one: Any) -> str:
    return "; then ".join(decide.told(decide.parse(one.life)))


def _facts(found: Any) -> list[dict[str, str]]:
    names = access.names_at([found.started_by, found.approved_by, found.published_by])
    rows = [
        ("What it is for", found.note, ""),
        ("Begun", day(found.started_at), f"By {names.get(found.started_by, '')}"),
        ("Comments until", day(found.consult_until), ""),
        (
            "Approved",
            found.body and f"{found.body}, {day(found.met_on)}",
            f"Minute {found.minute}, entered by {names.get(found.approved_by, '')}",
        ),
        (
            "In force",
            found.published_at and f"From {day(found.published_at)}",
            f"Published by {names.get(found.published_by, '')}",
        ),
        ("Ended", day(found.ended_at), found.reason),
    ]
    return [{"label": label, "text": text, "note": note} for label, text, note in rows if text]


def _comments(found: Any) -> list[dict[str, Any]]:
    rows = list(queries.comments(found))
    names = access.names_at([one.by for one in rows] + [one.answered_by for one in rows])
    units = access.names_of_units() if rows else {}
    return [
        {
            "number": one.pk,
            "about": one.code or "The whole edition",
            "by": ", ".join(filter(None, (names.get(one.by, ""), units.get(one.unit, "")))),
            "at": one.at,
            "text": one.text,
            "answer": one.answer,
            "answered_by": names.get(one.answered_by, ""),
            "answered_at": one.answered_at,
        }
        for one in rows
    ]


def edition_changes(request: Request, reference: str, number: int) -> HttpResponseBase:
    """What an edition changes of the one before it, or of another that is chosen."""
    found = queries.edition_named(reference, number)
    others = [one for one in queries.editions(reference) if one.number != number]
    asked = request.GET.get("from", "")
    other = next((one for one in others if str(one.number) == asked), None)
    changes = queries.changes_from(other, found) if other else queries.changes_of(found)
    return render(
        request,
        "lifecycle/edition_changes.html",
        one=found,
        other=other,
        others=others,
        changes=changes,
        crumbs=_way(found),
    )


def _way(found: Any) -> list[dict[str, str]]:
    code, number = found.schedule.code, found.number
    here = reverse("edition", args=[code, number])
    return way((code, reverse("schedule", args=[code])), (f"Edition {number}", here))


def _page(found: Any, title: str, button: str) -> dict[str, Any]:
    """What the pages that do something to an edition have in common."""
    return {
        "title": title,
        "button": button,
        "caption": f"{found.schedule.code}, edition {found.number}",
        "back": reverse("edition", args=[found.schedule.code, found.number]),
        "crumbs": _way(found),
    }


def consult(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Put an edition out to consultation."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.consult(request.actor, reference, number, **values, now=request.now)
        return see_other(request, "edition", "Comments are taken now.", reference, number)

    intro = ["Everybody who may see the retention schedule can comment. Each comment is answered."]
    page = _page(found, "Put it out to consultation", "Take comments")
    return ask(request, filled(request, ConsultForm), do, intro=intro, **page)


def agree_edition(request: Request, reference: str, number: int, unit: str) -> HttpResponseBase:
    """Agree to an edition for an area."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.agree_edition(request.actor, reference, number, unit, **values, now=request.now)
        return see_other(request, "edition", f"Agreed for {unit}.", reference, number)

    intro = ["If something should be otherwise, comment instead: a comment is answered first."]
    page = _page(found, f"Agree for {unit}", "Agree")
    return ask(request, filled(request, AgreeForm), do, intro=intro, **page)


def _areas(request: Request, found: Any) -> list[dict[str, Any]]:
    rows = list(queries.areas_of(found))
    names = access.names_at([one.head for one in rows] + [one.agreed_by for one in rows])
    units = access.names_of_units() if rows else {}
    open_now = found.state in (EditionState.CONSULTATION, EditionState.APPROVED)
    return [
        {
            "unit": one.unit,
            "name": units.get(one.unit, one.unit),
            "head": names.get(one.head, one.head),
            "agreed_at": one.agreed_at,
            "agreed_by": names.get(one.agreed_by, "") if one.agreed_by != one.head else "",
            "note": one.note,
            "can": open_now and one.agreed_at is None and queries.heads(request.actor, one),
        }
        for one in rows
    ]


def return_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Take an edition back to a draft."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.return_edition(request.actor, reference, number, **values, now=request.now)
        return see_other(request, "edition", "It is a draft again.", reference, number)

    intro = ["Its rules can be changed again. The comments stay."]
    page = _page(found, "Take it back to a draft", "Take it back")
    return ask(request, filled(request, ReasonForm), do, intro=intro, **page)


def comment(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Comment on an edition."""
    found = queries.edition_named(reference, number)
    rules = list(queries.drafts(found).values_list("code", "title"))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.comment(request.actor, reference, number, **values, now=request.now)
        return see_other(request, "edition", "Your comment is there.", reference, number)

    about = {"rule": request.GET.get("rule", "")}
    form = filled(request, CommentForm, rules=rules, initial=about)
    return ask(request, form, do, **_page(found, "Comment", "Send comment"))


def answer_comment(request: Request, reference: str, number: int, comment: int) -> HttpResponseBase:
    """Answer a comment on an edition."""
    found = queries.edition_named(reference, number)
    said = queries.comment_named(found, comment)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.answer(request.actor, reference, number, comment, **values, now=request.now)
        return see_other(request, "edition", "The comment is answered.", reference, number)

    intro = [f"About {said.code or 'the whole edition'}: {said.text}"]
    page = _page(found, "Answer a comment", "Save answer")
    return ask(request, filled(request, AnswerForm), do, intro=intro, **page)


def approve_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Enter that the governance body approved an edition."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        version = values.pop("version")
        actions.approve_edition(
            request.actor, reference, number, Approval(**values), version=version, now=request.now
        )
        said = "The approval is entered. The edition can be published."
        return see_other(request, "edition", said, reference, number)

    form = filled(request, ApproveForm, initial={"version": found.version})
    page = _page(found, "Enter the approval", "Enter approval")
    return ask(request, form, do, **page)


def publish_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Put an edition in force, having seen what that does."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.publish_edition(request.actor, reference, number, **values, now=request.now)
        said = "The edition is in force. The dates of records follow within minutes."
        return see_other(request, "edition", said, reference, number)

    effect = queries.effect_of_edition(
        request.actor, found, today=civil_date(request.now), most=SHARE
    )
    changes = queries.changes_of(found)
    gone = len(changes.left_out)
    intro = [
        f"{count(len(changes.added), 'rule')} new, {len(changes.changed)} changed, "
        f"{changes.same} as before. {count(gone, 'rule')} left out, which will be retired.",
    ]
    return ask(
        request,
        filled(request, PublishForm, initial={"version": found.version}),
        do,
        template="lifecycle/publish.html",
        intro=intro,
        effect=effect,
        **_page(found, "Publish this edition", "Put it in force"),
    )


def withdraw_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Withdraw an edition that is under way."""
    found = queries.edition_named(reference, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw_edition(request.actor, reference, number, **values, now=request.now)
        return see_other(request, "edition", "The edition has been withdrawn.", reference, number)

    warning = "It ends here. What is in force stays, and another edition can be begun."
    page = _page(found, "Withdraw this edition", "Withdraw edition")
    return ask(request, filled(request, ReasonForm), do, warning=warning, **page)
