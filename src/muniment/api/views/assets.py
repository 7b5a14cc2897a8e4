"""The register of information assets: entries, their versions, and the record of processing."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema
from pydantic import create_model

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import FIELDS, Want

router = Router(tags=["assets"])
SEE = Permission.ASSETS_SEE
Text = Annotated[str, Field(max_length=5000)]
Short = Annotated[str, Field(max_length=300)]

if TYPE_CHECKING:

    class AssetSaid(Given):
        """What is said of an asset; made below from the table of fields."""

else:
    AssetSaid = create_model(
        "AssetSaid",
        __base__=Given,
        **{
            one.name: (
                str | None,
                # A little room: it may be written otherwise than it is kept.
                Field(
                    None,
                    max_length=one.most + 200,
                    description=" ".join(filter(None, (f"{one.label}.", one.hint))),
                ),
            )
            for one in FIELDS
        },
    )


class AssetGiven(AssetSaid):
    """What is to be said of an asset. Days as 2026-03-31, yes and no as those words, several
    references with a space between them, people by user name, e-mail or reference."""

    def values(self) -> dict[str, str]:
        """As the verbs take it: only what was sent, null for empty."""
        said = self.model_dump(exclude_unset=True, exclude={"seen"})
        return {name: text or "" for name, text in said.items()}


class AssetChanged(AssetGiven):
    """What is to be said otherwise; what is not named stays. `seen`: the version that you looked
    at, so that nobody's change is written over unseen."""

    seen: Annotated[int, Field(ge=1, le=2**31)] | None = None


class AssetReason(Given):
    """Why."""

    reason: Annotated[str, Field(max_length=1000)]


class AssetRows(Given):
    """Rows of a register. `columns`: for each of our fields its heading in the rows, where we
    would not know it; `always`: what holds for every row that says nothing itself."""

    rows: Annotated[list[dict[str, Text | None]], Field(max_length=rules.MOST)]
    columns: Annotated[dict[Short, Short], Field(max_length=100)] = {}
    always: Annotated[dict[Short, Text], Field(max_length=100)] = {}


class AssetLine(Schema):
    """An entry in the list. `owner` by reference; blank where nobody answers for it."""

    reference: str
    title: str
    kind: str
    state: str
    unit: str
    owner: str
    personal_data: bool | None
    vital: bool | None
    review_on: date | None


class AssetHeld(Schema):
    """How much of the holdings an entry covers, as far as you may count it."""

    records: int
    folders: int
    boxes: int
    papers: int
    sources: int
    system: str


class AssetVersionMade(Schema):
    """A version of an entry: who made it, what was done, which fields changed, and the SHA-256 of
    what it says, as JSON with names in order."""

    version: int
    at: datetime
    by: str
    deed: str
    reason: str
    fields: list[str]
    digest: str


class AssetEntry(Schema):
    """An entry. `values`: all that it says, by field; `kept`: how long it is kept, by its rule or
    those of its classes; `gaps`: what approval asks for and is not there; `lacking`: what the
    record of processing (UK GDPR art. 30) asks for and is not there."""

    reference: str
    state: str
    version: int
    values: dict[str, str]
    kept: str
    gaps: list[str]
    lacking: list[str]
    held: AssetHeld
    versions: list[AssetVersionMade]
    approved_at: datetime | None
    approved_by: str
    orphaned_at: datetime | None
    retired_at: datetime | None
    retired_why: str


class AssetRowLeftOut(Schema):
    """A row that was left out, by its place in what was sent (the first is 1), and why."""

    place: int
    title: str
    reason: str


class AssetsImported(Schema):
    """The entries that were made and changed, and what was left out."""

    references: list[str]
    left_out: list[AssetRowLeftOut]


class ProcessingActivity(Schema):
    """A line of the record of processing activities, in words. `kept`: how long, by the retention
    schedule of today; `lacking`: what art. 30 asks for and is not there."""

    reference: str
    title: str
    owner_post: str
    part: str
    joint_with: str
    purposes: str
    basis: str
    subjects: str
    categories: str
    condition: str
    recipients: str
    transfers: str
    kept: str
    security: str
    controllers: str
    processing: str
    lacking: str


class AssetFigures(Schema):
    """How the register stands: entries in use; of these complete and approved, with something
    missing, with a review still to come, without an owner, with personal data, and without a full
    record of processing."""

    on: date
    entries: int
    complete: int
    incomplete: int
    in_date: int
    orphaned: int
    personal: int
    lacking: int


@operation(router, "GET", "/assets", needs=SEE, answer=Page[AssetLine])
def list_assets(
    request: Request,
    want: Want = Want.ALL,
    unit: Annotated[str, Query(max_length=100)] = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Entries of the register by name: of a unit and those below it, with all these words."""
    today = civil_date(request.now)
    found = queries.assets(request.actor, want, unit=unit, words=words, today=today)
    some = list(_from(found, after)[: limit + 1])
    return page(request, some, limit, _line, lambda one: one.reference)


def _from(found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """What follows the entry with this reference in the order of names."""
    if not after:
        return found
    place = queries.every().filter(reference=after).values_list("sort_key", "pk").first()
    if place is None:
        raise Refused(Reason("after", "There is no such place in this list.", "after"))
    name, number = place
    return found.filter(Q(sort_key__gt=name) | Q(sort_key=name, pk__gt=number))


def _line(one: Any) -> AssetLine:
    names = ("reference", "title", "state", "personal_data", "vital", "review_on")
    return AssetLine(
        kind=one.values.get("kind", ""),
        unit=one.unit.reference,
        owner=one.owner.reference if one.owner else "",
        **{name: getattr(one, name) for name in names},
    )


@operation(router, "GET", "/assets/processing", needs=SEE, answer=Page[ProcessingActivity])
def list_processing(
    request: Request, as_processor: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """The record of processing activities: of the body as a controller (UK GDPR art. 30(1)), or as
    a processor for others (art. 30(2))."""
    today = civil_date(request.now)
    found = queries.activities(request.actor, as_processor=as_processor, today=today)
    rows = queries.processing_of(list(_from(found, after)[: limit + 1]))
    return page(request, rows, limit, _activity, lambda row: row["reference"])


def _activity(row: dict[str, str]) -> ProcessingActivity:
    return ProcessingActivity(**row)


@operation(router, "GET", "/assets/figures", needs=SEE, answer=AssetFigures)
def count_assets(request: Request, unit: Annotated[str, Query(max_length=100)] = "") -> Any:
    """How the register stands today, for a unit and those below it, or for the whole body."""
    found = queries.figures(request.actor, civil_date(request.now), unit=unit)
    return AssetFigures(**{name: getattr(found, name) for name in found.__slots__})


@operation(router, "POST", "/assets", needs=Permission.ASSETS_MANAGE, answer=AssetEntry, status=201)
def add_asset(request: Request, given: AssetGiven) -> Any:
    """Put an asset into the register, as a draft."""
    return _shown(request, actions.make(request.actor, given.values(), now=request.now))


@operation(router, "POST", "/assets/import", needs=SEE, answer=AssetsImported, status=201)
def import_assets(request: Request, given: AssetRows) -> Any:
    """Take over a register. A row with a reference changes that entry, one without makes a draft;
    what cannot be taken over is left out."""
    heads = list(dict.fromkeys(key for row in given.rows for key in row))
    chosen = rules.columns_of(heads) | _columns(given.columns)
    made, left = actions.import_assets(
        request.actor, given.rows, chosen, always=given.always, now=request.now
    )
    out = [AssetRowLeftOut(place=one.line - 1, title=one.title, reason=one.reason) for one in left]
    return AssetsImported(references=made, left_out=out)


def _columns(given: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(given) - set(rules.COLUMNS)):
        said = f"There is no field {', '.join(unknown)}."
        raise Refused(Reason("column", said, "columns"))
    return given


@operation(router, "GET", "/assets/{reference}", needs=SEE, answer=AssetEntry)
def get_asset(request: Request, reference: str) -> Any:
    """One entry: what it says, what is missing, what it covers, and its versions."""
    return _shown(request, queries.asset_named(request.actor, reference))


def _shown(request: Request, one: Any) -> AssetEntry:
    held, (missing, lacking) = queries.held(request.actor, one), queries.gaps(one)
    own = ("reference", "state", "version", "approved_at", "approved_by", "orphaned_at")
    return AssetEntry(
        **{name: getattr(one, name) for name in own},
        retired_at=one.retired_at,
        retired_why=one.retired_why,
        values=queries.said_of(one),
        kept=queries.kept_in_words([one])[one.pk],
        gaps=[field.name for field in missing],
        lacking=[field.name for field in lacking],
        held=AssetHeld(**{name: getattr(held, name) for name in held.__slots__}),
        versions=[_version(each) for each in queries.versions(one)],
    )


def _version(one: Any) -> AssetVersionMade:
    names = ("version", "at", "by", "deed", "reason", "fields", "digest")
    return AssetVersionMade(**{name: getattr(one, name) for name in names})


@operation(router, "PUT", "/assets/{reference}", needs=SEE, answer=AssetEntry)
def change_asset(request: Request, reference: str, given: AssetChanged) -> Any:
    """Say otherwise what an asset is; fields that are not named stay."""
    one = actions.change(request.actor, reference, given.values(), seen=given.seen, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/assets/{reference}/approve", needs=SEE, answer=AssetEntry)
def approve_asset(request: Request, reference: str) -> Any:
    """Approve an entry that says all that the register asks for."""
    return _shown(request, actions.approve(request.actor, reference, now=request.now))


@operation(router, "POST", "/assets/{reference}/retire", needs=SEE, answer=AssetEntry)
def retire_asset(request: Request, reference: str, given: AssetReason) -> Any:
    """Take an entry out of use; what was said of it is kept."""
    one = actions.retire(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/assets/{reference}/restore", needs=SEE, answer=AssetEntry)
def restore_asset(request: Request, reference: str, given: AssetReason) -> Any:
    """Bring a retired entry back, as a draft to be approved anew."""
    one = actions.restore(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)
