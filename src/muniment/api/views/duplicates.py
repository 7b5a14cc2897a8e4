"""What is there more than once."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.foundation.access.types import Permission
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.duplicates.types import Verdict
from muniment.holdings.records import queries as records

router = Router(tags=["duplicates"])
SEE, EDIT = Permission.RECORDS_SEE, Permission.RECORDS_EDIT
Named = Annotated[str, Field(max_length=100)]


class Member(Schema):
    """A record of a group, and how like the nearest older one it is, of 1."""

    record: str
    title: str
    alike: float


class GroupShown(Schema):
    """Records that say nearly the same, the oldest first."""

    records: list[Member]


class Duplication(Schema):
    """How much of what one unit has is there more than once; sizes in bytes. `copies` and `twins`
    are stored once; `near` are records beyond the first of each group, which are not; `merged` are
    those that were merged into others."""

    unit: str
    name: str
    records: int
    copies: int
    copies_size: int
    twins: int
    twins_size: int
    near: int
    near_size: int
    merged: int


class DuplicationMonth(Duplication):
    """As `Duplication`, counted in one month (its first day) within each circle of readers: `twins`
    are further records of the same content with the same readers, and `merged` those of that
    month."""

    month: date
    counted: date


class Looking(Schema):
    """The number of the job that does it."""

    job: int


@operation(router, "GET", "/duplicates", needs=SEE, answer=Page[GroupShown])
def list_groups(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Groups of records that you may see and that say nearly the same, the most alike first."""
    found, _ = queries.groups(request.actor)

    def place(one: Any) -> str:
        return str(one.records[0][0].reference)

    rows = from_list(found, after, limit, place)
    return page(request, rows, limit, _shown, place)


def _shown(group: Any) -> GroupShown:
    return GroupShown(
        records=[
            Member(record=one.reference, title=one.title, alike=alike)
            for one, alike in group.records
        ]
    )


@operation(router, "GET", "/duplicates/report", needs=SEE, answer=list[Duplication])
def report(request: Request) -> Any:
    """How much of what you may see is there more than once, unit by unit."""
    return [Duplication(**asdict(one)) for one in queries.report(request.actor)]


@operation(router, "GET", "/duplicates/report/months", needs=SEE, answer=list[DuplicationMonth])
def report_by_month(request: Request) -> Any:
    """What was last counted in each month of what you may see, unit by unit, the latest first."""
    return [
        DuplicationMonth(month=one.month, counted=one.counted, **asdict(one.line))
        for one in queries.by_month(request.actor)
    ]


@operation(
    router,
    "POST",
    "/duplicates/look",
    needs=Permission.STORE_CHECK,
    answer=Looking,
    status=202,
)
def look(request: Request) -> Any:
    """Have the texts of all records looked at again."""
    return Looking(job=actions.look_at_all(request.actor, now=request.now))


class VersionOffered(Schema):
    """Two records that look like versions of one document, the earlier first, and why. `alike` is
    the share of their texts that both have, of 1; null where it is not known to be large."""

    earlier: str
    later: str
    titles: list[str]
    why: list[str]
    alike: float | None


class VersionKnown(Schema):
    """A version of a document: a record of its own."""

    record: str
    title: str
    record_date: date
    modified_on: date | None


class VersionPair(Given):
    """Two records, the earlier first."""

    earlier: Named
    later: Named


class VersionDecided(Schema):
    """What was decided of two records: `versions` or `not_versions`."""

    earlier: str
    later: str
    verdict: Verdict


@operation(router, "GET", "/duplicates/versions", needs=SEE, answer=Page[VersionOffered])
def list_offered(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Pairs of records that you may see, that look like versions of one document, and on which
    nobody has decided."""

    def place(one: Any) -> str:
        return f"{one.earlier.reference} {one.later.reference}"

    rows = from_list(queries.offers(request.actor), after, limit, place)
    return page(request, rows, limit, _offered, place)


def _offered(one: Any) -> VersionOffered:
    return VersionOffered(
        earlier=one.earlier.reference,
        later=one.later.reference,
        titles=[one.earlier.title, one.later.title],
        why=list(one.why),
        alike=one.alike,
    )


@operation(router, "GET", "/records/{reference}/versions", needs=SEE, answer=list[VersionKnown])
def versions_of(request: Request, reference: Reference) -> Any:
    """The versions of the document that a record is one of, as far as you may see them, the
    earliest first; empty where nobody said so."""
    found = records.record_named(request.actor, reference)
    return [
        VersionKnown(
            record=one.reference,
            title=one.title,
            record_date=one.record_date,
            modified_on=one.modified_on,
        )
        for one in queries.versions_of(request.actor, found)
    ]


@operation(router, "POST", "/duplicates/versions", needs=EDIT, answer=VersionDecided)
def accept_versions(request: Request, body: VersionPair) -> Any:
    """Say that two records are versions of one document. Both stay records of their own."""
    actions.accept_versions(request.actor, body.earlier, body.later, now=request.now)
    return _decided(body, Verdict.VERSIONS)


@operation(router, "POST", "/duplicates/versions/refuse", needs=EDIT, answer=VersionDecided)
def refuse_versions(request: Request, body: VersionPair) -> Any:
    """Say that two records are not versions of one document. They are not offered again."""
    actions.refuse_versions(request.actor, body.earlier, body.later, now=request.now)
    return _decided(body, Verdict.NOT_VERSIONS)


def _decided(body: VersionPair, verdict: Verdict) -> VersionDecided:
    return VersionDecided(earlier=body.earlier, later=body.later, verdict=verdict)


class TwinsShown(Schema):
    """Records of the same content that the same people see, the oldest first; `size` of one."""

    records: list[str]
    titles: list[str]
    size: int


class MergePreview(Schema):
    """What a merge would do, or every reason why it cannot be done. `places` come over, `fills`
    are details that the kept record lacks, `beside` (name, what the other says, its own) those
    that differ and are kept beside it. Where not `exact`, `stands_for` has to be said, and
    `contents` (names) are kept with the record."""

    possible: bool
    reasons: list[str]
    exact: bool
    contents: list[str]
    places: list[str]
    fills: list[str]
    beside: list[list[str]]


class MergeGiven(WhyGiven):
    """The record that is merged into the one in the address, and why. `stands_for`: the content
    is not the same, and you say that the one in the address stands for the other."""

    other: Named
    stands_for: bool = False


class MergeDone(Schema):
    """The record that was kept, and the one whose reference leads to it now."""

    kept: str
    merged: str


@operation(router, "GET", "/duplicates/same", needs=SEE, answer=Page[TwinsShown])
def list_twins(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Records that have the same content and the same readers, and could be merged."""

    def place(one: Any) -> str:
        return str(one.records[0].reference)

    rows = from_list(queries.twins(request.actor), after, limit, place)
    return page(request, rows, limit, _twins, place)


def _twins(one: Any) -> TwinsShown:
    return TwinsShown(
        records=[record.reference for record in one.records],
        titles=[record.title for record in one.records],
        size=one.size,
    )


@operation(router, "GET", "/records/{reference}/merge/{other}", needs=EDIT, answer=MergePreview)
def look_at_merge(request: Request, reference: Reference, other: Reference) -> Any:
    """What merging another record into this one would do. Nothing is done."""
    found = queries.merging(request.actor, reference, other)
    return MergePreview(
        possible=not found.reasons,
        reasons=[one.message for one in found.reasons],
        exact=found.exact,
        contents=list(found.contents),
        places=list(found.places),
        fills=list(found.fills),
        beside=[list(one) for one in found.beside],
    )


@operation(router, "POST", "/records/{reference}/merge", needs=EDIT, answer=MergeDone)
def merge(request: Request, reference: Reference, body: MergeGiven) -> Any:
    """Merge another record of the same content into this one, losing nothing."""
    made = actions.merge(
        request.actor,
        reference,
        body.other,
        reason=body.reason,
        stands_for=body.stands_for,
        now=request.now,
    )
    return MergeDone(kept=made.reference, merged=body.other)
