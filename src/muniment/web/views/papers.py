"""One record on paper: registering it, saying what it is, and where it lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.governance.policies.types import Screen
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.physical import actions, queries
from muniment.holdings.physical.types import PaperDraft
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.physical import IntoBoxForm, PaperForm, TakeOutForm, TellingForm
from muniment.web.forms.values import add_fields, said_in
from muniment.web.views import at_work
from muniment.web.views.folders import way_to


def register(request: Request, reference: str) -> HttpResponseBase:
    """Register a record on paper in a folder."""
    found = records.folder_named(request.actor, reference)
    here = reverse("folder", args=[found.reference])
    asked = metadata.asked_in(found.file_class)
    form = filled(request, PaperForm)
    add_fields(form, asked)

    def do(values: dict[str, Any]) -> HttpResponse:
        told = {name: values[name] for name in PaperForm.base_fields}
        with missing_at("box"):
            made = actions.register(
                request.actor,
                found.reference,
                PaperDraft(**told),
                fields=said_in(form, asked),
                now=request.now,
            )
        return see_other(request, "record", "The paper has been registered.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Register a record on paper",
        caption=found.title,
        button="Register",
        intro=["It is a record as any other: the rules of this place say how long it is kept."],
        says=at_work.says(request, Screen.TITLE),
        back=here,
        crumbs=crumbs(*way_to(found), (found.title, here)),
    )


@contextmanager
def missing_at(field: str) -> Iterator[None]:
    """That there is no such box is said at the field, and is no page of its own."""
    try:
        yield
    except NotFound as missing:
        said = missing.reasons[0]
        raise Refused(Reason(said.code, said.message, field)) from missing


def _page(found: Any) -> dict[str, Any]:
    here = reverse("record", args=[found.reference])
    folder = (found.folder.title, reverse("folder", args=[found.folder.reference]))
    return {
        "caption": found.title,
        "back": here,
        "crumbs": crumbs(*way_to(found.folder), folder, (found.title, here)),
    }


def describe(request: Request, reference: str) -> HttpResponseBase:
    """Say better what a record on paper is."""
    found = records.record_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.describe(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "record", "The record has been changed.", found.reference)

    return ask(
        request,
        filled(request, TellingForm, initial=found.metadata),
        do,
        title="Describe a record on paper",
        button="Save changes",
        intro=["What was there before is kept."],
        **_page(found),
    )


def into_box(request: Request, reference: str) -> HttpResponseBase:
    """Put one paper into a box."""
    found = records.record_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        with missing_at("box"):
            named = queries.box_named(request.actor, values["box"])
        listed = [found.reference]
        actions.put_in(request.actor, named.reference, references=listed, now=request.now)
        return see_other(request, "record", f"It is in box {named.label}.", found.reference)

    return ask(
        request,
        filled(request, IntoBoxForm),
        do,
        title="Put into a box",
        button="Put it in",
        **_page(found),
    )


def take_out(request: Request, reference: str) -> HttpResponseBase:
    """Take one paper out of its box."""
    found = records.record_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        listed = [found.reference]
        actions.take_out(request.actor, references=listed, **values, now=request.now)
        return see_other(request, "record", "It is out of its box.", found.reference)

    return ask(
        request,
        filled(request, TakeOutForm),
        do,
        title="Take out of its box",
        button="Take it out",
        **_page(found),
    )
