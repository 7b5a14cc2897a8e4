"""The forms about holds: placing, extending, confirming and lifting them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.governance.policies.types import Screen
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.holds import ConfirmForm, ExtendForm, HoldForm, LiftForm
from muniment.web.views import at_work
from muniment.web.views.holds import LIFECYCLE
from muniment.web.words import count

ELSEWHERE = (
    "The quickest way is to find what is to be held, and to place the hold from its page. "
    "The references are then filled in."
)
FOUND = "It is filled in for what your search finds, now and later."
NAMED: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "boxes": ("box", physical.box_named),
    "records": ("record", records.record_shown),
    "folders": ("folder", records.folder_named),
    "classes": ("class", lambda actor, reference: fileplan.class_named(reference)),
}


def place(request: Request) -> HttpResponseBase:
    """Place a hold."""
    form = filled(request, HoldForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        things = form.things()
        made = actions.place(request.actor, **things, **values, now=request.now)
        return _told(request, made, "The hold has been placed.")

    told, back = _at_hand(request)
    return ask(
        request,
        form,
        do,
        title="Place a hold",
        button="Place hold",
        intro=[
            "What is held cannot be destroyed. It is taken out of reviews that are under way.",
            told,
        ],
        says=at_work.says(request, Screen.HOLD),
        back=back,
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds"))),
    )


def _at_hand(request: Request) -> tuple[str, str]:
    """What the hold was started from, in words, and the way back to it."""
    for name, (kind, named) in NAMED.items():
        if reference := request.GET.get(name):
            found = named(request.actor, reference)
            told = f"It is filled in for the {kind} “{found.title}”."
            return told, reverse(kind, args=[found.reference])
    if request.GET.get("searches"):
        return FOUND, reverse("search")
    return ELSEWHERE, reverse("holds")


def _told(request: Request, hold: Any, said: str) -> HttpResponse:
    standing = queries.standing(hold)
    if not standing.complete:
        waiting = standing.total - standing.done
        listed = f" {count(waiting, 'record')} of its list will follow." if waiting else ""
        said = f"{said}{listed} It goes on by itself; you can leave this page."
    return see_other(request, "hold", said, hold.reference)


def page_of(found: Any) -> dict[str, Any]:
    """Where a form about the hold stands, and the way back."""
    here = reverse("hold", args=[found.reference])
    return {
        "caption": f"{found.reference} {found.name}",
        "back": here,
        "crumbs": crumbs(LIFECYCLE, ("Holds", reverse("holds")), (found.name, here)),
    }


def extend(request: Request, reference: str) -> HttpResponseBase:
    """Put a hold on more things."""
    found = queries.hold_named(request.actor, reference)
    form = filled(request, ExtendForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        things = form.things()
        actions.extend(request.actor, found.reference, **things, **values, now=request.now)
        return _told(request, found, "The hold covers more now.")

    return ask(request, form, do, title="Extend a hold", button="Extend hold", **page_of(found))


def confirm(request: Request, reference: str) -> HttpResponseBase:
    """Say that a hold is still needed."""
    found = queries.hold_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.confirm(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "hold", "The hold stays.", found.reference)

    return ask(
        request,
        filled(request, ConfirmForm),
        do,
        title="Confirm that a hold is still needed",
        button="Keep the hold",
        **page_of(found),
    )


def lift(request: Request, reference: str) -> HttpResponseBase:
    """Lift a hold."""
    found = queries.hold_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.lift(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "hold", "The hold has been lifted.", found.reference)

    return ask(
        request,
        filled(request, LiftForm),
        do,
        title="Lift a hold",
        button="Lift hold",
        warning="What is not covered by another hold can be destroyed again when it is due.",
        **page_of(found),
    )
