"""Vital records: what they are, and their reviews."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.vital import VitalDraft, VitalLine
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.vital import VitalForm, VitalReviewForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day, number

LIFECYCLE = ("Lifecycle", "/lifecycle/")


def page_of(scope: str) -> str:
    """The page of a record, a folder or a class, by its reference."""
    kinds = {"R-": "record", "F-": "folder"}
    return reverse(kinds.get(scope[:2], "class"), args=[scope])


def vital(request: Request) -> HttpResponseBase:
    """What is vital, and when it is reviewed."""
    today, due = civil_date(request.now), request.GET.get("review") == "due"
    actor = request.actor
    rows = queries.vital_to_review(actor, today) if due else queries.vital_report(actor)
    action = None
    if P.RECORDS_EDIT in actor.permissions:
        action = {"href": reverse("mark_vital"), "text": "Mark as vital"}
    return show(
        request,
        "list.html",
        _table(request, rows, today),
        name="vital-records",
        title="Vital records to review" if due else "Vital records",
        intro=[
            "Without these the body could not go on after a disaster. A copy is kept elsewhere."
        ],
        action=action,
        one="mark",
        crumbs=crumbs(LIFECYCLE),
    )


def _table(request: Request, rows: list[VitalLine], today: Any) -> Table[Any]:
    def review(one: VitalLine) -> Cell:
        words = f"{'Due since' if one.review_on <= today else 'Due on'} {day(one.review_on)}"
        by = f" by {one.reviewed_by}" if one.reviewed_by else ""
        every = count(one.cycle_months, "month")
        href = reverse("review_vital", args=[one.number]) if one.may_review else ""
        return Cell(words, href, note=f"Last on {day(one.reviewed_on)}{by}. Every {every}.")

    def end(one: VitalLine) -> Cell:
        return Cell("End", reverse("end_vital", args=[one.number])) if one.may_review else Cell("")

    found: list[Column[Any]] = [
        Column("what", "What", lambda one: Cell(one.title, page_of(one.scope), note=one.scope)),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("why", "Why", lambda one: one.why),
        Column("copy", "Copy kept", lambda one: one.copy_kept),
        Column("review", "Review", review),
        Column("end", "No longer vital", end),
    ]
    empty = "Nothing that you can see is marked as vital."
    return Table(request, found, rows, caption="Vital records", empty=empty)


def mark_vital(request: Request) -> HttpResponseBase:
    """Mark something as vital."""
    began = request.GET.get("reference", "")

    def do(values: dict[str, Any]) -> HttpResponse:
        reference = values.pop("reference")
        made = actions.mark_vital(request.actor, reference, VitalDraft(**values), now=request.now)
        return see_other(request, page_of(made.scope) if began else "vital", "Marked as vital.")

    return ask(
        request,
        filled(request, VitalForm, initial={"reference": began}),
        do,
        title="Mark as vital",
        button="Mark as vital",
        intro=["Its reviews come to whoever may change it. It can still be destroyed when due."],
        back=page_of(began) if began else reverse("vital"),
        crumbs=crumbs(LIFECYCLE, ("Vital records", reverse("vital"))),
    )


def review_vital(request: Request, mark: int) -> HttpResponseBase:
    """Review something vital."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.review_vital(request.actor, mark, **values, now=request.now)
        return see_other(request, "vital", "The review is noted.")

    return _about(request, mark, VitalReviewForm, do, "Review a vital record", "Note the review")


def end_vital(request: Request, mark: int) -> HttpResponseBase:
    """Say that something is not vital any more."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_vital(request.actor, mark, **values, now=request.now)
        return see_other(request, "vital", "It is not marked as vital any more.")

    return _about(request, mark, ReasonForm, do, "No longer vital", "End the mark")


def _about(
    request: Request, mark: int, form: Any, do: Any, title: str, button: str
) -> HttpResponseBase:
    found = queries.vital_line(request.actor, mark)
    return ask(
        request,
        filled(request, form),
        do,
        title=title,
        caption=f"{found.scope} {found.title}",
        button=button,
        intro=[f"Why it is vital: {found.why}", f"Where a copy is kept: {found.copy_kept}"],
        back=reverse("vital"),
        crumbs=crumbs(LIFECYCLE, ("Vital records", reverse("vital"))),
    )
