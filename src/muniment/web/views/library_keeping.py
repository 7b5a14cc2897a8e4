"""Putting resources into the library, changing them, their licences and links, withdrawing them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.library import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.library import (
    NEW_LICENCE,
    LicenceForm,
    LinkForm,
    ResourceForm,
    filled_from,
)
from muniment.web.views.library import HOME


def _page(one: Any) -> dict[str, Any]:
    here = reverse("library_resource", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(HOME, (one.title, here))}


def add_resource(request: Request) -> HttpResponseBase:
    """Put a resource into the library."""
    form = filled(request, ResourceForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.add(request.actor, form.draft(), anyway=values["anyway"], now=request.now)
        said = f"{made.title} is in the library. Now record its licence."
        return see_other(request, "set_licence", said, made.reference)

    return ask(
        request,
        form,
        do,
        template="library/form.html",
        title="Add to the library",
        button="Add it",
        back=reverse("library"),
        crumbs=crumbs(HOME),
    )


def change_resource(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a resource is."""
    one = queries.resource_named(request.actor, reference)
    form = filled(request, ResourceForm, initial=filled_from(queries.draft_of(one)))

    def do(values: dict[str, Any]) -> HttpResponse:
        draft, anyway = form.draft(), values["anyway"]
        actions.change(request.actor, one.reference, draft, anyway=anyway, now=request.now)
        return see_other(request, "library_resource", "It has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        template="library/form.html",
        title="Change what is said of it",
        button="Save changes",
        **_page(one),
    )


def set_licence(request: Request, reference: str) -> HttpResponseBase:
    """Record the licence that counts from now on."""
    one = queries.resource_named(request.actor, reference)
    now = queries.licence_draft_of(one.licence) if one.licence else None
    initial = {name: getattr(now, name) for name in now.__slots__} if now else NEW_LICENCE
    form = filled(request, LicenceForm, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_licence(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "library_resource", "The licence is recorded.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Record its licence",
        button="Save licence",
        intro=["The licence before is kept in the history."] if now else [],
        **_page(one),
    )


def note_link(request: Request, reference: str) -> HttpResponseBase:
    """Note whether the link works; the reports on it are closed."""
    one = queries.resource_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        broken = values["state"] == "broken"
        actions.note_link(
            request.actor, one.reference, broken=broken, note=values["note"], now=request.now
        )
        said = "Readers are not sent there any more." if broken else "It is noted that it works."
        return see_other(request, "library_resource", said, one.reference)

    return ask(
        request,
        filled(request, LinkForm, initial={"note": one.broken_note}),
        do,
        title="Note whether the link works",
        button="Save",
        intro=[
            f"The address is {one.address}." if one.address else "It has no address.",
            "Muniment does not try the address itself. Open it, and say what you found.",
        ],
        **_page(one),
    )


def withdraw_resource(request: Request, reference: str) -> HttpResponseBase:
    """Take a resource out of use."""
    one = queries.resource_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "library_resource", "It is withdrawn.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Withdraw it",
        button="Withdraw",
        intro=["Readers find it no more. What is known of it, and how it was used, is kept."],
        **_page(one),
    )


def restore_resource(request: Request, reference: str) -> HttpResponseBase:
    """Bring a withdrawn resource back into use."""
    one = queries.resource_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.restore(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "library_resource", "It is in use again.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Bring it back into use",
        button="Bring it back",
        **_page(one),
    )
