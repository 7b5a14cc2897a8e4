"""Folders: opening, changing, closing, moving."""

from datetime import date
from typing import Annotated, Any, Self

from django.conf import settings
from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.shapes import Access, Given, Reference, WhyGiven
from muniment.api.views.records import Record, shower, shown
from muniment.foundation.access.queries import key_of
from muniment.foundation.access.types import Permission
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions, queries

router = Router(tags=["folders"])
SEE, MANAGE = Permission.RECORDS_SEE, Permission.FOLDER_MANAGE
Title = Annotated[str, Field(max_length=500)]


class Folder(Schema):
    """A file of records within a class."""

    reference: str
    title: str
    file_class: str
    opened_on: date
    closed_on: date | None
    part_number: int
    marking: str
    version: int

    @classmethod
    def of(cls, row: Any) -> Self:
        """The folder as it is shown."""
        return cls(
            reference=row.reference,
            title=row.title,
            file_class=row.file_class.reference,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            part_number=row.part_number,
            marking=key_of(row.audience).marking.label,
            version=row.version,
        )


class NewFolder(Given):
    """A folder to be opened. `override`: why its title does not follow the rules."""

    title: Title
    override: Title = ""


class FolderChange(Given):
    """A new title. `override`: why it does not follow the rules."""

    title: Title
    override: Title = ""


class FolderClosing(WhyGiven):
    """When a folder closes (today if null)."""

    on: date | None = None


class FolderMove(WhyGiven):
    """The class that a folder is to lie in."""

    file_class: str


def _again(folder: Any) -> Folder:
    rows = queries.every_folder().select_related("file_class", "audience")
    return Folder.of(rows.get(pk=folder.pk))


@operation(router, "GET", "/classes/{reference}/folders", needs=SEE, answer=Page[Folder])
def list_folders(
    request: Request, reference: Reference, after: After = "", limit: Limit = 50
) -> Any:
    """The folders of a class that you may see, in the order they were opened."""
    file_class = fileplan.class_named(reference)
    found = queries.visible_folders(request.actor).filter(file_class=file_class)
    found = found.select_related("file_class", "audience")
    rows = from_place(found, queries.every_folder(), after, limit)
    return page(request, rows, limit, Folder.of, lambda one: one.reference)


@operation(
    router,
    "POST",
    "/classes/{reference}/folders",
    needs=Permission.RECORDS_CAPTURE,
    answer=Folder,
    status=201,
)
def open_folder(request: Request, reference: Reference, wanted: NewFolder) -> Any:
    """Open a folder in a class that is open and has a retention rule."""
    return _again(
        actions.open_folder(
            request.actor, reference, title=wanted.title, override=wanted.override, now=request.now
        )
    )


@operation(router, "GET", "/folders/{reference}", needs=SEE, answer=Folder)
def show_folder(request: Request, reference: Reference) -> Any:
    """One folder."""
    return Folder.of(queries.folder_named(request.actor, reference))


@operation(router, "GET", "/folders/{reference}/records", needs=SEE, answer=Page[Record])
def list_folder(
    request: Request, reference: Reference, after: After = "", limit: Limit = 50
) -> Any:
    """The records that were found in a folder and that you may see, oldest first."""
    folder = queries.folder_named(request.actor, reference)
    found = shown(queries.in_folder(request.actor, folder))
    rows = from_place(found, queries.every_record(), after, limit)
    return page(request, rows, limit, shower(request, rows), lambda one: one.reference)


@operation(router, "PATCH", "/folders/{reference}", needs=MANAGE, answer=Folder)
def change_folder(request: Request, reference: Reference, wanted: FolderChange) -> Any:
    """Give a folder another title."""
    return _again(
        actions.change_folder(
            request.actor,
            reference,
            title=wanted.title,
            override=wanted.override,
            now=request.now,
        )
    )


@operation(
    router, "PUT", "/folders/{reference}/access", needs=Permission.RECORDS_NARROW, answer=Folder
)
def narrow_folder(request: Request, reference: Reference, wanted: Access) -> Any:
    """Set the folder's own marking and access, no wider than those of its class."""
    changed = actions.change_folder(
        request.actor,
        reference,
        narrowing=wanted.narrowing(),
        tiers=settings.MUNIMENT_TIERS,
        now=request.now,
    )
    return _again(changed)


@operation(router, "POST", "/folders/{reference}/close", needs=MANAGE, answer=Folder)
def close_folder(request: Request, reference: Reference, wanted: FolderClosing) -> Any:
    """Close a folder: nothing new goes in, and clocks that wait for it start."""
    return _again(actions.close_folder(request.actor, reference, on=wanted.on, now=request.now))


@operation(router, "POST", "/folders/{reference}/reopen", needs=MANAGE, answer=Folder)
def reopen_folder(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Open a closed folder again, saying why."""
    return _again(
        actions.reopen_folder(request.actor, reference, reason=wanted.reason, now=request.now)
    )


@operation(router, "POST", "/folders/{reference}/move", needs=MANAGE, answer=Folder)
def move_folder(request: Request, reference: Reference, wanted: FolderMove) -> Any:
    """Move a folder with all its records to another class, saying why."""
    moved = actions.move_folder(
        request.actor,
        reference,
        file_class=wanted.file_class,
        reason=wanted.reason,
        now=request.now,
    )
    return _again(moved)


@operation(router, "POST", "/folders/{reference}/parts", needs=MANAGE, answer=Folder, status=201)
def start_part(request: Request, reference: Reference) -> Any:
    """Close a folder and go on in a new part of it."""
    return _again(actions.start_part(request.actor, reference, now=request.now))
