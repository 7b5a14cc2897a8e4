"""The file plan: its tree, its classes, and the whole of it as rows."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from ninja import Field, Header, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.records import version_seen
from muniment.foundation.access.types import Permission, Tier
from muniment.holdings.fileplan import actions, queries
from muniment.holdings.fileplan.types import EVERYONE, UNDECIDED, UNITS, ClassTerms, Inherited
from muniment.holdings.records import actions as records
from muniment.lifecycle.retention import queries as retention

router = Router(tags=["file plan"])
SEE, MANAGE = Permission.FILEPLAN_SEE, Permission.FILEPLAN_MANAGE
Code = Annotated[str, Field(max_length=60)]
Word = Annotated[str, Field(max_length=40)]
Named = Annotated[str, Field(max_length=100)]


class InForce(Schema):
    """A value in force, and the class that it comes from (empty: from none)."""

    value: Any
    origin: str

    @classmethod
    def of(cls, found: Inherited[Any], value: Any = None) -> Self:
        """The same as it is shown."""
        return cls(value=found.value if value is None else value, origin=found.origin)


class ClassInPlan(Schema):
    """A class and where it stands."""

    reference: str
    title: str
    depth: int
    classes_below: int
    opened_on: date
    closed_on: date | None


class FileClass(ClassInPlan):
    """A class with what it says for itself, and what it comes to with all above it."""

    scope_note: str
    owner_unit: str
    owner_role: str
    rule: str
    access: str
    open_to: list[str]
    tier: str
    sensitive: bool | None
    handling: list[str] | None
    inherits: bool
    version: int
    above: list[str]
    see_also: list[str]
    effective: dict[str, InForce]


class ClassTermsSaid(Given):
    """What a class says for itself; empty or null where it inherits."""

    title: Annotated[str, Field(max_length=300)] = ""
    scope_note: Annotated[str, Field(max_length=10_000)] = ""
    owner_unit: Word = ""
    owner_role: Word = ""
    rule: Code = ""
    access: Annotated[str, Field(pattern=f"^({EVERYONE}|{UNITS}|)$")] = ""
    open_to: list[Word] = []
    tier: Tier | None = None
    sensitive: bool | None = None
    handling: list[Word] | None = None
    inherits: bool = True

    def terms(self, reference: str) -> ClassTerms:
        """The same as the room knows it."""
        return ClassTerms(
            reference=reference,
            title=self.title,
            scope_note=self.scope_note,
            owner_unit=self.owner_unit,
            owner_role=self.owner_role,
            rule=self.rule,
            access=self.access,
            open_to=tuple(self.open_to),
            tier=self.tier.value if self.tier else "",
            sensitive=self.sensitive,
            handling=None if self.handling is None else tuple(self.handling),
            inherits=self.inherits,
        )


class NewClass(ClassTermsSaid):
    """A class to be opened, at the top or under another."""

    reference: Named
    under: Named = ""


class ChangedClass(ClassTermsSaid):
    """All that a class says for itself from now on."""

    version: int | None = None


class ClassClosing(WhyGiven):
    """When a class closes (today if null)."""

    on: date | None = None


class ClassMove(Given):
    """Where a class is to stand (empty: at the top), with another reference if wanted."""

    under: Named
    new_reference: Named = ""


class ClassMerge(WhyGiven):
    """The class that takes the folders."""

    into: Named


class CrossReference(Given):
    """The class to refer to."""

    to: Named
    note: Annotated[str, Field(max_length=300)] = ""


class Plan(Schema):
    """The whole file plan, a row for each class, parents first."""

    classes: list[dict[str, str]]


class ImportedPlan(Given):
    """Rows with the columns that the export has."""

    classes: Annotated[list[dict[str, str | None]], Field(max_length=20_000)]


class Imported(Schema):
    """How many classes were opened and changed."""

    opened: int
    changed: int


class Merged(Schema):
    """How many folders and records were moved."""

    folders: int
    records: int


def in_plan(one: Any) -> ClassInPlan:
    """A class in the tree."""
    return ClassInPlan(**_standing(one))


def _standing(one: Any) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "title": one.title,
        "depth": one.depth,
        "classes_below": one.numchild,
        "opened_on": one.opened_on,
        "closed_on": one.closed_on,
    }


def whole(one: Any) -> FileClass:
    """A class with everything about it."""
    found = queries.effective(one)
    own: tuple[str, ...] = (
        "scope_note",
        "owner_unit",
        "owner_role",
        "rule",
        "access",
        "open_to",
        "tier",
    )
    own += ("sensitive", "handling", "inherits", "version")
    return FileClass(
        **_standing(one),
        **{name: getattr(one, name) for name in own},
        above=[above.reference for above in queries.ancestors(one)],
        see_also=[other.reference for other in queries.cross_references(one)],
        effective={
            "rule": InForce.of(found.rule),
            "owner_unit": InForce.of(found.owner_unit),
            "owner_role": InForce.of(found.owner_role),
            "open_to": InForce.of(found.open_to, list(found.open_to.value)),
            "marking": InForce.of(found.marking, found.marking.value.label),
        },
    )


def _again(one: Any) -> FileClass:
    return whole(queries.class_named(one.reference))


@operation(router, "GET", "/classes", needs=SEE, answer=Page[ClassInPlan])
def list_classes(request: Request, under: str = "", after: After = "", limit: Limit = 50) -> Any:
    """The classes in the order of the tree: all, or a class and all below it."""
    found = queries.below(queries.class_named(under)) if under else queries.classes()
    if after:
        found = found.filter(path__gt=queries.class_named(after).path)
    rows = list(found[: limit + 1])
    return page(request, rows, limit, in_plan, lambda one: one.reference)


@operation(router, "GET", "/classes/{reference}", needs=SEE, answer=FileClass)
def show_class(request: Request, reference: Reference) -> Any:
    """One class. A reference that it once had will do."""
    return whole(queries.class_named(reference))


@operation(router, "POST", "/classes", needs=MANAGE, answer=FileClass, status=201)
def open_class(request: Request, wanted: NewClass) -> Any:
    """Open a class. Its reference is its own for ever."""
    made = actions.open_class(
        request.actor,
        wanted.reference,
        terms=wanted.terms(wanted.reference),
        under=wanted.under,
        now=request.now,
    )
    return _again(made)


@operation(router, "PUT", "/classes/{reference}", needs=MANAGE, answer=FileClass)
def change_class(
    request: Request,
    reference: Reference,
    wanted: ChangedClass,
    if_match: Annotated[str, Header(alias="If-Match")] = "",
) -> Any:
    """Set all that a class says for itself. Needs the version that was looked at."""
    changed = actions.change_class(
        request.actor,
        reference,
        terms=wanted.terms(reference),
        version=version_seen(if_match, wanted.version),
        now=request.now,
    )
    return _again(changed)


@operation(router, "POST", "/classes/{reference}/close", needs=MANAGE, answer=FileClass)
def close_class(request: Request, reference: Reference, wanted: ClassClosing) -> Any:
    """Close a class: nothing new goes in."""
    closed = actions.close_class(
        request.actor, reference, on=wanted.on, reason=wanted.reason, now=request.now
    )
    return _again(closed)


@operation(router, "POST", "/classes/{reference}/reopen", needs=MANAGE, answer=FileClass)
def reopen_class(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Open a closed class again, saying why."""
    return _again(
        actions.reopen_class(request.actor, reference, reason=wanted.reason, now=request.now)
    )


@operation(router, "POST", "/classes/{reference}/move", needs=MANAGE, answer=FileClass)
def move_class(request: Request, reference: Reference, wanted: ClassMove) -> Any:
    """Move a class with all it holds. The old reference still resolves."""
    moved = actions.move_class(
        request.actor,
        reference,
        under=wanted.under,
        new_reference=wanted.new_reference,
        now=request.now,
    )
    return _again(moved)


@operation(router, "POST", "/classes/{reference}/merge", needs=MANAGE, answer=Merged)
def merge_class(request: Request, reference: Reference, wanted: ClassMerge) -> Any:
    """Move all folders of a class into another and close it."""
    done = records.merge_class(
        request.actor, reference, into=wanted.into, reason=wanted.reason, now=request.now
    )
    return Merged(**done)


@operation(router, "POST", "/classes/{reference}/refer", needs=MANAGE, answer=FileClass)
def refer(request: Request, reference: Reference, wanted: CrossReference) -> Any:
    """Make a cross-reference to another class."""
    actions.refer_to(request.actor, reference, to=wanted.to, note=wanted.note, now=request.now)
    return whole(queries.class_named(reference))


@operation(router, "DELETE", "/classes/{reference}", needs=MANAGE, answer=None, status=204)
def delete_class(request: Request, reference: Reference) -> None:
    """Delete a class that never held anything."""
    actions.delete_class(request.actor, reference, now=request.now)


@operation(router, "GET", "/fileplan", needs=SEE, answer=Plan)
def export_plan(request: Request) -> Any:
    """The whole file plan: what import takes, and gives again without a difference."""
    return Plan(classes=queries.export_rows())


@operation(router, "POST", "/fileplan", needs=MANAGE, answer=Imported)
def import_plan(request: Request, wanted: ImportedPlan) -> Any:
    """Bring in a file plan, all of it or nothing: new classes are opened, known ones set."""
    rows: list[Mapping[str, str | None]] = list(wanted.classes)
    known = {one.rule.code for one in retention.rules()} | {UNDECIDED}
    return Imported(**actions.import_plan(request.actor, rows, known_rules=known, now=request.now))
