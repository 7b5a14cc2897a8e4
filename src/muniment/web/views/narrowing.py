"""Narrowing who may see a folder or a record."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.records import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.narrowing import NarrowingForm, filled_from, narrowing_from
from muniment.web.views.folders import way_to

INTRO = ["It can be narrowed within what the place allows, never widened."]


def narrow_record(request: Request, reference: str) -> HttpResponseBase:
    """Set a record's own access and marking."""
    found = queries.record_named(request.actor, reference)
    folder = found.folder
    in_folder = (folder.title, reverse("folder", args=[folder.reference]))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.narrow_record(
            request.actor,
            found.reference,
            narrowing=narrowing_from(values),
            tiers=settings.MUNIMENT_TIERS,
            now=request.now,
        )
        if not queries.visible(request.actor).filter(pk=found.pk).exists():
            said = "The record has been narrowed. You cannot see it any more."
            return see_other(request, "folder", said, folder.reference)
        return see_other(request, "record", "The record has been narrowed.", found.reference)

    return ask(
        request,
        _form(request, found),
        do,
        title="Narrow who can see it",
        caption=found.title,
        button="Save",
        intro=INTRO,
        back=reverse("record", args=[found.reference]),
        crumbs=crumbs(*way_to(folder), in_folder),
    )


def narrow_folder(request: Request, reference: str) -> HttpResponseBase:
    """Set a folder's own access and marking; its records follow."""
    found = queries.folder_named(request.actor, reference)
    here = (found.title, reverse("folder", args=[found.reference]))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_folder(
            request.actor,
            found.reference,
            narrowing=narrowing_from(values),
            tiers=settings.MUNIMENT_TIERS,
            now=request.now,
        )
        said = "The folder has been narrowed, and its records with it."
        if not queries.visible_folders(request.actor).filter(pk=found.pk).exists():
            return see_other(request, "class", said, found.file_class.reference)
        return see_other(request, "folder", said, found.reference)

    return ask(
        request,
        _form(request, found),
        do,
        title="Narrow who can see it",
        caption=found.title,
        button="Save",
        intro=INTRO,
        back=here[1],
        crumbs=crumbs(*way_to(found), here),
    )


def _form(request: Request, found: Any) -> NarrowingForm:
    return filled(request, NarrowingForm, initial=filled_from(queries.narrowing_of(found)))
