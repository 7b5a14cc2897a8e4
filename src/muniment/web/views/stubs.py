"""What was destroyed, found from where it was."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries
from muniment.lifecycle.disposal import queries as disposal
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.fileplan import PLAN, above
from muniment.web.views.folders import way_to
from muniment.web.words import moment

WORDS = (
    "Their content is gone. What is kept is that they were here, why they went, who decided, "
    "and the proof."
)


def of_folder(request: Request, reference: str) -> HttpResponseBase:
    """The stubs of what was destroyed in a folder."""
    found = queries.folder_named(request.actor, reference)
    here = (found.title, reverse("folder", args=[found.reference]))
    rows = queries.destroyed_in_folder(request.actor, found)
    return _list(request, rows, found.title, f"destroyed-{found.reference}", *way_to(found), here)


def of_class(request: Request, reference: str) -> HttpResponseBase:
    """The stubs of what was destroyed in a class and below it."""
    found = fileplan.class_named(reference)
    here = (found.title, reverse("class", args=[found.reference]))
    rows = queries.destroyed_in_branch(request.actor, found)
    name = f"destroyed-{found.reference.replace('/', '-')}"
    return _list(request, rows, found.title, name, PLAN, *above(found), here, wide=True)


def _list(
    request: Request, rows: Any, place: str, name: str, *way: tuple[str, str], wide: bool = False
) -> HttpResponseBase:
    table = Table(
        request,
        _columns(_certificates(request), wide),
        rows.select_related("folder"),
        order="-when",
        caption="Destroyed records",
        empty="Nothing has been destroyed here that you can see.",
    )
    return show(
        request,
        "list.html",
        table,
        name=name,
        title="Destroyed records",
        caption=place,
        intro=[WORDS],
        one="record",
        crumbs=crumbs(*way),
    )


def _certificates(request: Request) -> set[str]:
    """Those that the person may open."""
    if P.DISPOSAL_SEE not in request.actor.permissions:
        return set()
    return {one.reference for one in disposal.certificates(request.actor)}


def _columns(known: set[str], wide: bool) -> list[Column[Any]]:
    def certificate(record: Any) -> Cell:
        name = record.certificate
        return Cell(name, reverse("certificate", args=[name]) if name in known else "")

    def folder(record: Any) -> Cell:
        one = record.folder
        return Cell(one.title, reverse("folder", args=[one.reference]))

    return [
        Column("title", "Title", columns.title, "title"),
        *([Column("folder", "Folder", folder, "folder__title")] if wide else []),
        Column("when", "Destroyed", lambda r: moment(r.destroyed_at), "destroyed_at"),
        Column("certificate", "Certificate", certificate, "certificate"),
    ]
