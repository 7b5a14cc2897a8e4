"""Records: what is known of them, their content, and what may be changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from ninja import Field, Header, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.downloads import attachment
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, from_place, page
from muniment.api.problems import BadRequest
from muniment.api.shapes import Access, Given, Reference
from muniment.api.views.search import Segment
from muniment.foundation.access.queries import key_of
from muniment.foundation.access.types import Permission
from muniment.foundation.content import queries as content
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions, queries
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import queries as search
from muniment.holdings.search.types import Within

router = Router(tags=["records"])
SEE = Permission.RECORDS_SEE
Text = Annotated[str, Field(max_length=500)]


class Record(Schema):
    """A record; after its destruction, its stub."""

    reference: str
    title: str
    state: str
    file_class: str
    folder: str
    record_date: date
    date_source: str
    modified_on: date | None
    captured_at: datetime
    captured_by: str
    size: int
    puid: str
    metadata: dict[str, Any]
    fields: dict[str, list[str]]
    marking: str
    rule: str
    rule_version: int | None
    trigger_on: date | None
    due_on: date | None
    due_action: str
    keep_until: date | None
    keep_reason: str
    destroyed_at: datetime | None
    certificate: str
    version: int

    @classmethod
    def of(cls, row: Any, held: Mapping[int, dict[str, list[str]]]) -> Self:
        """The record as it is shown, with what is held of fields (by number of the record)."""
        same = {name: getattr(row, name) for name in cls.model_fields if name not in DERIVED}
        return cls(
            **same,
            file_class=row.file_class.reference,
            folder=row.folder.reference,
            marking=key_of(row.audience).marking.label,
            fields=held.get(row.pk, {}),
        )


DERIVED = frozenset({"file_class", "folder", "marking", "fields"})


class Component(Schema):
    """One piece of content of a record."""

    ordinal: int
    role: str
    name: str
    sha256: str
    size: int
    puid: str
    mime: str
    format: str
    available: bool
    malware: str


class LineFound(Schema):
    """A line of a text, in pieces; `hit`: the piece is what was looked for."""

    number: int
    segments: list[Segment]


class LinesFound(Schema):
    """The lines in which something was found; `total` counts all of them."""

    total: int
    notes: list[str]
    lines: list[LineFound]

    @classmethod
    def of(cls, found: Within) -> Self:
        """The lines as they are shown."""
        lines = [
            LineFound(
                number=one.number,
                segments=[Segment(text=part.text, hit=part.hit) for part in one.segments],
            )
            for one in found.lines
        ]
        return cls(total=found.total, notes=list(found.notes), lines=lines)


class Place(Schema):
    """Where a record was found."""

    source: str
    path: str
    folder: str | None
    modified_at: str
    found_at: datetime
    is_first: bool


class Change(Schema):
    """One change to a record's metadata."""

    field: str
    before: Any
    after: Any
    by: str
    at: datetime
    reason: str


class RecordChange(Given):
    """New values of what may be changed. Content cannot be."""

    title: Text | None = None
    record_date: date | None = None
    metadata: dict[Text, Annotated[str, Field(max_length=4000)]] | None = None
    reason: Text = ""
    override: Text = ""  # why the title stays, although it does not follow the rules
    version: int | None = None

    def changes(self) -> Mapping[str, Any]:
        """What was really sent."""
        return self.model_dump(exclude_none=True, exclude={"reason", "override", "version"})


class FieldsChange(Given):
    """New values of fields, by code: a text, yes or no, or a list of texts; null empties one."""

    fields: dict[Text, str | bool | list[str] | None]
    reason: Text = ""
    version: int | None = None


class RecordMove(Given):
    """The folder that a record is to lie in, and why."""

    folder: str
    reason: Text = ""


def held_by(request: Request, rows: Iterable[Any]) -> dict[int, dict[str, list[str]]]:
    """What records hold of their fields, for this reader: people and records by reference."""
    held = queries.values_of(one.pk for one in rows)
    return queries.in_words(held, request.actor, names=False)


def one_shown(request: Request, row: Any) -> Record:
    """One record for this reader."""
    return Record.of(row, held_by(request, [row]))


def shower(request: Request, rows: Iterable[Any]) -> Callable[[Any], Record]:
    """By which each of the records is shown to this reader, with what all of them hold looked up
    at once."""
    held = held_by(request, rows)
    return lambda one: Record.of(one, held)


def shown(found: Any) -> Any:
    """Records with what showing them needs, in one query."""
    return found.select_related("file_class", "folder", "audience")


@operation(router, "GET", "/records", needs=SEE, answer=Page[Record])
def list_records(
    request: Request,
    file_class: str = "",
    folder: str = "",
    state: RecordState | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The records you may see, of a class and all below it, of a folder, or all; oldest first."""
    found = queries.visible(request.actor)
    if file_class:
        found = queries.in_branch(request.actor, fileplan.class_named(file_class))
    if folder:
        named = queries.folder_named(request.actor, folder)
        found = found & queries.in_folder(request.actor, named)
    if state is not None:
        found = found.filter(state=state)
    rows = from_place(shown(found), queries.every_record(), after, limit)
    return page(request, rows, limit, shower(request, rows), lambda one: one.reference)


@operation(router, "GET", "/records/{reference}", needs=SEE, answer=Record)
def show_record(request: Request, reference: Reference, response: HttpResponse) -> Any:
    """One record. Its ETag is what a change of it has to carry in If-Match. What is set aside
    is shown to those who have to do with disposal there."""
    found = queries.record_shown(request.actor, reference)
    response.headers["ETag"] = f'"{found.version}"'
    return one_shown(request, found)


@operation(router, "GET", "/records/{reference}/components", needs=SEE, answer=Page[Component])
def list_components(
    request: Request, reference: Reference, after: After = "", limit: Limit = 50
) -> Any:
    """What a record is made of: the original, then attachments."""
    found = queries.record_named(request.actor, reference)
    every = list(queries.components(found))
    rows = from_list(every, after, limit, lambda one: str(one.ordinal))
    scans = content.scans_of(one.sha256 for one in every if one.blob_id)
    return page(request, rows, limit, lambda one: _component(one, scans), lambda one: one.ordinal)


def _component(one: Any, scans: Mapping[str, Any]) -> Component:
    """`malware`: clean, quarantined, released, or not_scanned; blank where nothing is checked."""
    blob = one.blob
    waiting = "not_scanned" if settings.MUNIMENT_CLAMD and blob else ""
    malware = scans[one.sha256].state if one.sha256 in scans else waiting
    return Component(
        ordinal=one.ordinal,
        role=one.role,
        name=one.name,
        sha256=one.sha256,
        size=one.size,
        puid=blob.puid if blob else "",
        mime=blob.mime if blob else "",
        format=blob.format_name if blob else "",
        available=blob is not None and malware != "quarantined",
        malware=malware,
    )


@operation(
    router, "GET", "/records/{reference}/components/{int:ordinal}/content", needs=SEE, answer=None
)
def read_content(request: Request, reference: Reference, ordinal: int) -> HttpResponseBase:
    """The bytes of a component, to be saved. The reading is entered in the audit log."""
    component, stream = actions.read_content(
        request.actor, reference, ordinal=ordinal, now=request.now
    )
    return attachment(stream, component.name, component.size, component.sha256, request.headers)


@operation(
    router,
    "GET",
    "/records/{reference}/components/{int:ordinal}/lines",
    needs=SEE,
    answer=LinesFound,
)
def find_lines(
    request: Request,
    reference: Reference,
    ordinal: int,
    q: Annotated[str, Query(max_length=1000)],
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Any:
    """The lines of a component's text with all the words asked for: of an archive, the names of
    what is in it. The reading is entered in the audit log."""
    _, stream = actions.read_content(request.actor, reference, ordinal=ordinal, now=request.now)
    stream.close()
    found = search.within(request.actor, reference, ordinal, q, limit=limit)
    return LinesFound.of(found)


@operation(router, "GET", "/records/{reference}/places", needs=SEE, answer=list[Place])
def list_places(request: Request, reference: Reference) -> Any:
    """Where the record was found. A place in a folder that you may not see is left out."""
    found = queries.record_named(request.actor, reference)
    seen = queries.visible_folders(request.actor).values("pk")
    rows = queries.places(found).filter(folder__in=seen)
    return [
        Place(
            source=one.source,
            path=one.path,
            folder=one.folder.reference,
            modified_at=one.modified_at,
            found_at=one.found_at,
            is_first=one.is_first,
        )
        for one in rows
    ]


@operation(router, "GET", "/records/{reference}/changes", needs=SEE, answer=list[Change])
def list_changes(request: Request, reference: Reference) -> Any:
    """Every change to the record's metadata, the latest first."""
    found = queries.record_named(request.actor, reference)
    names = ("field", "before", "after", "by", "at", "reason")
    rows = queries.history(request.actor, found)
    return [{name: getattr(one, name) for name in names} for one in rows]


@operation(router, "PATCH", "/records/{reference}", needs=Permission.RECORDS_EDIT, answer=Record)
def change_record(
    request: Request,
    reference: Reference,
    wanted: RecordChange,
    if_match: Annotated[str, Header(alias="If-Match")] = "",
) -> Any:
    """Change the title, date or metadata. Needs the version that was looked at, in If-Match or
    as `version`; 409 if somebody changed the record since."""
    changed = actions.change_record(
        request.actor,
        reference,
        changes=wanted.changes(),
        reason=wanted.reason,
        override=wanted.override,
        version=version_seen(if_match, wanted.version),
        now=request.now,
    )
    return _again(request, changed.reference)


@operation(
    router, "PUT", "/records/{reference}/fields", needs=Permission.RECORDS_EDIT, answer=Record
)
def describe_record(
    request: Request,
    reference: Reference,
    wanted: FieldsChange,
    if_match: Annotated[str, Header(alias="If-Match")] = "",
) -> Any:
    """Set fields that the record's class asks for; those that are not named stay. Needs the
    version that was looked at."""
    changed = actions.describe(
        request.actor,
        reference,
        fields=wanted.fields,
        reason=wanted.reason,
        version=version_seen(if_match, wanted.version),
        now=request.now,
    )
    return _again(request, changed.reference)


def version_seen(if_match: str, version: int | None) -> int:
    """The version that the sender looked at. Raises BadRequest (428) where none is named."""
    tag = if_match.strip().removeprefix("W/").strip('"')
    if tag.isdecimal() and len(tag) < 10:
        return int(tag)
    if if_match or version is None:
        words = "Send the version you looked at, in If-Match or as version."
        raise BadRequest(428, "no_version", words, "version")
    return version


def _again(request: Request, reference: str) -> Record:
    return one_shown(request, queries.record_named(request.actor, reference))


@operation(
    router, "POST", "/records/{reference}/move", needs=Permission.RECORDS_EDIT, answer=Record
)
def move_record(request: Request, reference: Reference, wanted: RecordMove) -> Any:
    """Move a record to another folder, saying why."""
    moved = actions.move_record(
        request.actor, reference, folder=wanted.folder, reason=wanted.reason, now=request.now
    )
    return one_shown(request, shown(queries.every_record()).get(pk=moved.pk))


@operation(
    router, "PUT", "/records/{reference}/access", needs=Permission.RECORDS_NARROW, answer=Record
)
def narrow_record(request: Request, reference: Reference, wanted: Access) -> Any:
    """Set the record's own marking and access, no wider than those of its folder and class."""
    narrowed = actions.narrow_record(
        request.actor,
        reference,
        narrowing=wanted.narrowing(),
        tiers=settings.MUNIMENT_TIERS,
        now=request.now,
    )
    return one_shown(request, shown(queries.every_record()).get(pk=narrowed.pk))
