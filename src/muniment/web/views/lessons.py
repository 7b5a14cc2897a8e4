"""Lessons learned: for everybody, and the second person who reads them first."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import LESSON_TRANSITIONS, Kind, LessonState
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.incidents import LessonForm, LessonsFilter, WhyAloneForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.incident_facts import LESSON_COLOURS
from muniment.web.views.incidents_handling import handled
from muniment.web.words import day

LESSONS = ("Lessons learned", "/governance/lessons/")


def lessons(request: Request) -> HttpResponseBase:
    """What the body learned from what went wrong."""
    form = LessonsFilter(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    narrow = {name: said.get(name, "") for name in ("words", "kind")}
    rows = queries.lessons(request.actor, **narrow)
    return show(
        request,
        "incidents/lessons.html",
        Table(request, _columns(), rows, order="-shared", caption=LESSONS[0]),
        name="lessons",
        filters=form,
        narrowed=any(narrow.values()),
        waiting=[_waits(each) for each in queries.to_judge(request.actor)],
    )


def _waits(lesson: Any) -> dict[str, str]:
    return {"title": lesson.title, "href": reverse("lesson", args=[lesson.reference])}


def _columns() -> list[Column[Any]]:
    return [
        Column("title", "Lesson", _title, "title"),
        Column("words", "What others can learn", lambda one: one.words),
        Column("shared", "Shared", lambda one: day(one.judged_at), "judged_at", tight=True),
    ]


def _title(one: Any) -> Cell:
    return Cell(one.title, reverse("lesson", args=[one.reference]), note=Kind(one.kind).label)


def lesson(request: Request, reference: str) -> HttpResponseBase:
    """One lesson, with what a second person may do about it."""
    one = queries.lesson_named(request.actor, reference)
    state = LessonState(one.state)
    sees = queries.visible(request.actor).filter(pk=one.incident.pk).exists()
    handles = sees and queries.handles(request.actor, one.incident.unit.reference)
    may = {deed: handles and (state, deed) in LESSON_TRANSITIONS for deed in DEEDS}
    may["publish"] = may["publish"] and one.offered_by != request.actor.reference
    return render(
        request,
        "incidents/lesson.html",
        one=one,
        kind=Kind(one.kind).label,
        state=Cell(state.label, tag=LESSON_COLOURS[state]),
        sees=sees,
        deeds=may,
        crumbs=crumbs(LESSONS),
    )


DEEDS = ("publish", "return", "offer", "withdraw")


def _page(one: Any) -> dict[str, Any]:
    here = reverse("lesson", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(LESSONS, (one.title, here))}


def _handled(request: Request, reference: str) -> Any:
    one = queries.lesson_named(request.actor, reference)
    handled(request, one.incident.reference)
    return one


def publish_lesson(request: Request, reference: str) -> HttpResponseBase:
    """Share a lesson with everybody."""
    one = _handled(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.publish(request.actor, one.reference, now=request.now)
        return see_other(request, "lesson", "Everybody can read it now.", one.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Share the lesson",
        button="Share it with all staff",
        intro=[one.words, "You say that it is right, and that nobody can be told from it."],
        **_page(one),
    )


def return_lesson(request: Request, reference: str) -> HttpResponseBase:
    """Send a lesson back, with what is to be said otherwise."""
    one = _handled(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.send_back(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "lesson", "It has been sent back.", one.reference)

    return ask(
        request,
        filled(request, WhyAloneForm),
        do,
        title="Send the lesson back",
        button="Send it back",
        **_page(one),
    )


def offer_lesson(request: Request, reference: str) -> HttpResponseBase:
    """Offer a lesson anew, in other words."""
    one = _handled(request, reference)
    form = filled(request, LessonForm, initial={"title": one.title, "words": one.words})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.offer_again(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "lesson", "It waits for a second person.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Offer the lesson again",
        button="Offer it",
        intro=[f"It was sent back: {one.why}"] if one.why else [],
        **_page(one),
    )


def withdraw_lesson(request: Request, reference: str) -> HttpResponseBase:
    """Withdraw a lesson that everybody can read."""
    one = _handled(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "lesson", "It has been withdrawn.", one.reference)

    return ask(
        request,
        filled(request, WhyAloneForm),
        do,
        title="Withdraw the lesson",
        button="Withdraw it",
        **_page(one),
    )
