"""The library: what there is, its licences, opening it, and how it is used."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import After, Limit, Page, from_list, next_address, page
from muniment.api.shapes import Given
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.library import actions, queries, rules
from muniment.holdings.library.types import LicenceDraft, Narrow, ResourceDraft

router = Router(tags=["library"])
MANAGE = Permission.LIBRARY_MANAGE
Text = Annotated[str, Field(max_length=2000)]
Short = Annotated[str, Field(max_length=300)]
Names = Annotated[list[Short], Field(max_length=100)]
Leave = Literal["yes", "no", "ask"]
MOST = 5_000


class ResourceGiven(Given):
    """What is to be said of a resource. `subjects`: terms of the vocabulary of subjects;
    `classes` and `units` by reference: only people of these units find it, of no unit everybody.
    `anyway`: although there is one with the same address or number."""

    title: Short
    kind: Short
    address: Annotated[str, Field(max_length=4000)] = ""
    shelf_mark: Short = ""
    publisher: Short = ""
    description: Annotated[str, Field(max_length=4000)] = ""
    language: Short = ""
    isbn: Short = ""
    issn: Short = ""
    doi: Short = ""
    subjects: Names = []
    classes: Names = []
    units: Names = []
    anyway: bool = False

    def draft(self) -> ResourceDraft:
        """As the verbs take it."""
        said = self.model_dump(exclude={"anyway"})
        said |= {name: tuple(said[name]) for name in ("subjects", "classes", "units")}
        return ResourceDraft(**said)


class LicenceGiven(Given):
    """The licence that counts from now on. `cost`: pounds a year; dates with the last day."""

    kind: Short
    name: Short = ""
    supplier: Short = ""
    seats: Short = ""
    may_print: Leave = "ask"
    may_copy: Leave = "ask"
    may_share: Leave = "ask"
    may_mine: Leave = "ask"
    starts_on: date | None = None
    ends_on: date | None = None
    cost: Annotated[Decimal, Field(ge=0, le=99_999_999, decimal_places=2)] | None = None
    way_in: Short = "open"
    contact: Short = ""


class LibraryReason(Given):
    """Why."""

    reason: Annotated[str, Field(max_length=1000)]


class LinkNoted(Given):
    """Whether the link is broken, and what was found."""

    broken: bool
    note: Annotated[str, Field(max_length=1000)] = ""


class LibraryRows(Given):
    """Resources in the columns of a file; what cannot be read or is there already is left out."""

    rows: Annotated[list[dict[str, Text]], Field(max_length=MOST)]


class LicenceHeld(Schema):
    """A licence. `line` is what a reader must know; `cost` is told to those who manage the
    library."""

    kind: str
    name: str
    supplier: str
    seats: str
    may_print: str
    may_copy: str
    may_share: str
    may_mine: str
    starts_on: date | None
    ends_on: date | None
    way_in: str
    contact: str
    cost: Decimal | None


class LibraryResource(Schema):
    """A resource. `units` are told to those who manage the library."""

    reference: str
    title: str
    kind: str
    address: str
    shelf_mark: str
    publisher: str
    description: str
    language: str
    isbn: str
    issn: str
    doi: str
    subjects: list[str]
    classes: list[str]
    units: list[str]
    citation: str
    licence_line: str
    licence: LicenceHeld | None
    broken: bool
    withdrawn: bool


class ResourceFound(Schema):
    """A resource that was found."""

    reference: str
    title: str
    kind: str
    publisher: str
    licence: str
    usable: bool


class LibraryShare(Schema):
    """How many of what was found have a value, which narrows the search under that name."""

    value: str
    label: str
    count: int


class LibraryFacet(Schema):
    """How what was found is spread over kind, subject or licence."""

    name: str
    shares: list[LibraryShare]


class LibraryFound(Schema):
    """One page of what the library has. `total` counts what you may use."""

    total: int
    notes: list[str]
    items: list[ResourceFound]
    facets: list[LibraryFacet]
    next: str | None


class ResourceOpened(Schema):
    """Where the resource is."""

    address: str


class ResourceReference(Schema):
    """Which resource."""

    reference: str


class RowLeftOut(Schema):
    """A row that was left out, by its place in what was sent (the first is 1), and why."""

    place: int
    title: str
    reason: str


class LibraryImported(Schema):
    """What was brought in, and what was left out."""

    references: list[str]
    left_out: list[RowLeftOut]


class ResourceUse(Schema):
    """How often a resource was shown and opened in twelve months; `each` is what one use came to
    in pounds."""

    reference: str
    title: str
    kind: str
    shown: int
    opened: int
    last_month: date | None
    cost: Decimal | None
    each: Decimal | None


class ReportedResource(Schema):
    """A resource that readers say does not work."""

    reference: str
    title: str
    address: str
    reports: int


@operation(router, "GET", "/library", needs=ANYBODY, answer=LibraryFound)
def search_library(
    request: Request,
    q: Annotated[str, Query(max_length=1000)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[int | None, Query(ge=0, le=2**31)] = None,
    licence: Annotated[str, Query(max_length=40)] = "",
    file_class: Annotated[str, Query(max_length=100)] = "",
    facets: bool = False,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """What the library has for a question, in the query language of the search; all of it, by
    title, for none."""
    narrow = Narrow(kind=kind, subject=subject, licence=licence, file_class=file_class)
    found = queries.find(
        request.actor,
        q,
        narrow=narrow,
        limit=limit,
        offset=offset,
        facets=facets,
        today=civil_date(request.now),
    )
    if q:
        actions.note_shown(request.actor, found.items, now=request.now)
    said = ("reference", "title", "kind", "publisher", "usable")
    following = found.next_offset
    return LibraryFound(
        total=found.total,
        notes=list(found.notes),
        items=[
            ResourceFound(licence=one.line, **{name: getattr(one, name) for name in said})
            for one in found.items
        ],
        facets=[
            LibraryFacet(
                name=facet.name,
                shares=[
                    LibraryShare(value=one.value, label=one.label, count=one.count)
                    for one in facet.shares
                ],
            )
            for facet in found.facets
        ],
        next=None if following is None else next_address(request, str(following), "offset"),
    )


@operation(router, "GET", "/library/use", needs=MANAGE, answer=Page[ResourceUse])
def list_library_use(
    request: Request, unused: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """How often each resource was shown and opened in twelve months; counted by month and unit,
    never by person."""
    found = queries.used(request.actor, today=civil_date(request.now), unused=unused)
    rows = sorted((queries.use_line(one) for one in found), key=lambda one: -one.opened)
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _use, lambda one: one.reference)


def _use(one: Any) -> ResourceUse:
    names = ("reference", "title", "kind", "shown", "opened", "last_month", "cost", "each")
    return ResourceUse(**{name: getattr(one, name) for name in names})


@operation(router, "GET", "/library/reports", needs=MANAGE, answer=Page[ReportedResource])
def list_library_reports(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """What readers say does not work, and nobody has looked into."""
    access.require(request.actor, MANAGE, at=Place())
    rows = list(queries.reports(request.actor))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _reported, lambda one: one.reference)


def _reported(one: Any) -> ReportedResource:
    said = {name: getattr(one, name) for name in ("reference", "title", "address")}
    return ReportedResource(reports=one.reported, **said)


@operation(router, "POST", "/library", needs=MANAGE, answer=ResourceReference, status=201)
def add_resource(request: Request, given: ResourceGiven) -> Any:
    """Put a resource into the library."""
    made = actions.add(request.actor, given.draft(), anyway=given.anyway, now=request.now)
    return ResourceReference(reference=made.reference)


@operation(router, "POST", "/library/import", needs=MANAGE, answer=LibraryImported, status=201)
def import_library(request: Request, given: LibraryRows) -> Any:
    """Bring in a list of resources: what is understood of it and not there already."""
    heads = list(dict.fromkeys(key for row in given.rows for key in row))
    chosen = rules.columns_of(heads)
    _, left = queries.look_at(request.actor, given.rows, chosen)
    made = actions.import_resources(request.actor, given.rows, chosen, now=request.now)
    out = [RowLeftOut(place=one.line - 1, title=one.title, reason=one.reason) for one in left]
    return LibraryImported(references=made, left_out=out)


@operation(router, "GET", "/library/{reference}", needs=ANYBODY, answer=LibraryResource)
def get_resource(request: Request, reference: str) -> Any:
    """One resource with its licence."""
    return _shown(request, queries.resource_named(request.actor, reference))


def _shown(request: Request, one: Any) -> LibraryResource:
    draft, manages = queries.draft_of(one), queries.manages(request.actor)
    said = {name: getattr(draft, name) for name in draft.__slots__}
    said |= {name: list(said[name]) for name in ("subjects", "classes", "units")}
    return LibraryResource(
        **said | ({} if manages else {"units": []}),
        reference=one.reference,
        citation=rules.citation(one),
        licence_line=rules.line_of(one.licence, civil_date(request.now)),
        licence=_licence(one.licence, manages),
        broken=one.broken_at is not None,
        withdrawn=one.withdrawn_at is not None,
    )


def _licence(licence: Any, manages: bool) -> LicenceHeld | None:
    if licence is None:
        return None
    draft = queries.licence_draft_of(licence)
    said = {name: getattr(draft, name) for name in draft.__slots__ if name != "cost"}
    return LicenceHeld(**said, cost=draft.cost if manages else None)


@operation(router, "PUT", "/library/{reference}", needs=MANAGE, answer=LibraryResource)
def change_resource(request: Request, reference: str, given: ResourceGiven) -> Any:
    """Say otherwise what a resource is."""
    draft, anyway = given.draft(), given.anyway
    one = actions.change(request.actor, reference, draft, anyway=anyway, now=request.now)
    return _shown(request, one)


@operation(router, "PUT", "/library/{reference}/licence", needs=MANAGE, answer=LibraryResource)
def set_licence(request: Request, reference: str, given: LicenceGiven) -> Any:
    """Record the licence that counts from now on; those before are kept."""
    draft = LicenceDraft(**given.model_dump())
    one = actions.set_licence(request.actor, reference, draft, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/library/{reference}/withdraw", needs=MANAGE, answer=LibraryResource)
def withdraw_resource(request: Request, reference: str, given: LibraryReason) -> Any:
    """Take a resource out of use."""
    one = actions.withdraw(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/library/{reference}/restore", needs=MANAGE, answer=LibraryResource)
def restore_resource(request: Request, reference: str, given: LibraryReason) -> Any:
    """Bring a withdrawn resource back into use."""
    one = actions.restore(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "PUT", "/library/{reference}/link", needs=MANAGE, answer=LibraryResource)
def note_link(request: Request, reference: str, given: LinkNoted) -> Any:
    """Note whether the link works; the reports on it are closed."""
    one = actions.note_link(
        request.actor, reference, broken=given.broken, note=given.note, now=request.now
    )
    return _shown(request, one)


@operation(router, "POST", "/library/{reference}/report", needs=ANYBODY, answer=ResourceReference)
def report_link(request: Request, reference: str) -> Any:
    """Tell the library that a resource does not work."""
    one = actions.report(request.actor, reference, now=request.now)
    return ResourceReference(reference=one.reference)


@operation(router, "POST", "/library/{reference}/open", needs=ANYBODY, answer=ResourceOpened)
def open_resource(request: Request, reference: str) -> Any:
    """The address of a resource. It is counted, by month and unit and not by person."""
    return ResourceOpened(address=actions.open_resource(request.actor, reference, now=request.now))
