"""Changing the file plan: open, change, move, close and refer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.fileplan import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import (
    CloseForm,
    MoveForm,
    NewClassForm,
    ReasonForm,
    ReferForm,
    TermsForm,
    filled_from,
    terms_from,
)
from muniment.web.views.fileplan import PLAN, above


def _page(found: Any) -> dict[str, Any]:
    here = reverse("class", args=[found.reference])
    return {
        "caption": f"{found.reference} {found.title}",
        "back": here,
        "crumbs": crumbs(PLAN, *above(found), (found.title, here)),
    }


def open_class(request: Request) -> HttpResponseBase:
    """Open a class."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_class(
            request.actor,
            values["reference"],
            terms=terms_from(values),
            under=values["under"],
            now=request.now,
        )
        return see_other(request, "class", f"{made.title} has been opened.", made.reference)

    under = request.GET.get("under", "")
    return ask(
        request,
        filled(request, NewClassForm, initial={"under": under}),
        do,
        title="Open a class",
        button="Open class",
        back=reverse("class", args=[under]) if under else reverse("fileplan"),
        crumbs=crumbs(PLAN),
    )


def change_class(request: Request, reference: str) -> HttpResponseBase:
    """Set what a class says for itself."""
    found = queries.class_named(reference)
    kept = queries.terms_of(found)

    def do(values: dict[str, Any]) -> HttpResponse:
        terms = terms_from(values, kept)
        actions.change_class(request.actor, found.reference, terms=terms, now=request.now)
        return see_other(request, "class", "The class has been changed.", found.reference)

    return ask(
        request,
        filled(request, TermsForm, initial=filled_from(kept)),
        do,
        title="Change a class",
        button="Save changes",
        intro=["Who may see changes at once. Dates of disposal follow within minutes."],
        **_page(found),
    )


def move_class(request: Request, reference: str) -> HttpResponseBase:
    """Move a class with all it holds."""
    found = queries.class_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        moved = actions.move_class(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "class", "The class has been moved.", moved.reference)

    return ask(
        request,
        filled(request, MoveForm),
        do,
        title="Move a class",
        button="Move class",
        warning="What the class inherits changes with its place: rule, access and marking.",
        **_page(found),
    )


def close_class(request: Request, reference: str) -> HttpResponseBase:
    """Close a class."""
    found = queries.class_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close_class(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "class", "The class has been closed.", found.reference)

    return ask(
        request,
        filled(request, CloseForm),
        do,
        title="Close a class",
        button="Close class",
        intro=["Nothing new goes in it or below it. What is there stays readable."],
        **_page(found),
    )


def reopen_class(request: Request, reference: str) -> HttpResponseBase:
    """Open a closed class again."""
    found = queries.class_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen_class(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "class", "The class is open again.", found.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Open a class again",
        button="Open again",
        **_page(found),
    )


def refer(request: Request, reference: str) -> HttpResponseBase:
    """Refer from one class to another."""
    found = queries.class_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.refer_to(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "class", "The reference has been made.", found.reference)

    return ask(
        request,
        filled(request, ReferForm),
        do,
        title="Refer to another class",
        button="Refer",
        **_page(found),
    )
