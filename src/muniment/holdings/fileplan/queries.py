"""Reads of the file plan. Its structure is open to all staff; what lies in it is not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.holdings.fileplan import rules
from muniment.holdings.fileplan.models import FileClass, FormerReference
from muniment.holdings.fileplan.types import ClassTerms, Effective, ImportedClass, PlannedClass


def classes() -> QuerySet[FileClass]:
    """Every class, in the order of the tree."""
    return FileClass.objects.order_by("path")


def roots() -> QuerySet[FileClass]:
    """The classes at the top."""
    return FileClass.objects.get_root_nodes()


def children(file_class: FileClass) -> QuerySet[FileClass]:
    """The classes right below this one."""
    return FileClass.objects.get_children(file_class)


def ancestors(file_class: FileClass) -> list[FileClass]:
    """The classes above this one, the root first."""
    rows = classes_at([*paths_above(file_class.path), file_class.path])
    return [rows[path] for path in paths_above(file_class.path)]


def classes_at(paths: Iterable[str]) -> Mapping[str, FileClass]:
    """The classes at these tree paths, by path."""
    return _at(frozenset(paths))


@once_a_page
def _at(paths: frozenset[str]) -> Mapping[str, FileClass]:
    return {one.path: one for one in FileClass.objects.filter(path__in=paths)}


def paths_above(path: str) -> list[str]:
    """The tree paths of all above `path`, the root first; `path` itself is left out."""
    return [path[:end] for end in range(FileClass.steplen, len(path), FileClass.steplen)]


def class_named(reference: str) -> FileClass:
    """The class with this reference, or that once had it. Raises NotFound."""
    wanted = reference.strip()
    found = FileClass.objects.filter(reference=wanted).first()
    if found is None:
        former = (
            FormerReference.objects.filter(reference=wanted).select_related("file_class").first()
        )
        found = former.file_class if former else None
    if found is None:
        raise NotFound("class", wanted)
    return found


def classes_numbered(numbers: Iterable[int]) -> list[FileClass]:
    """The classes with these numbers, in the order of the tree."""
    return list(_numbered(frozenset(numbers)))


@once_a_page
def _numbered(numbers: frozenset[int]) -> tuple[FileClass, ...]:
    return tuple(FileClass.objects.filter(pk__in=numbers).order_by("path"))


def reference_taken(reference: str) -> bool:
    """Whether a class has, or once had, the reference."""
    return (
        FileClass.objects.filter(reference=reference).exists()
        or FormerReference.objects.filter(reference=reference).exists()
    )


def terms_of(file_class: FileClass) -> ClassTerms:
    """What the class says for itself."""
    return ClassTerms(
        reference=file_class.reference,
        title=file_class.title,
        scope_note=file_class.scope_note,
        owner_unit=file_class.owner_unit,
        owner_role=file_class.owner_role,
        rule=file_class.rule,
        access=file_class.access,
        open_to=tuple(file_class.open_to),
        tier=file_class.tier,
        sensitive=file_class.sensitive,
        handling=None if file_class.handling is None else tuple(file_class.handling),
        inherits=file_class.inherits,
        opened_on=file_class.opened_on,
        closed_on=file_class.closed_on,
    )


def effective(file_class: FileClass) -> Effective:
    """What the class comes to, each value with its origin."""
    chain = [*ancestors(file_class), file_class]
    return rules.effective(
        [terms_of(one) for one in chain], access.unit_lineages(), former_references(chain)
    )


def former_references(file_classes: Iterable[FileClass]) -> dict[str, list[str]]:
    """The references that each of the classes once had, by the present one."""
    present = {one.pk: one.reference for one in file_classes}
    return {present[number]: several for number, several in _former(frozenset(present)).items()}


@once_a_page
def _former(numbers: frozenset[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for one in FormerReference.objects.filter(file_class__in=numbers).order_by("-pk"):
        found.setdefault(one.file_class_id, []).append(one.reference)
    return found


def every_former_reference() -> list[str]:
    """All references that are never to be used again."""
    return list(FormerReference.objects.values_list("reference", flat=True))


def parents() -> dict[str, str]:
    """The reference of the class above each class; blank at the top."""
    every = list(classes())
    by_path = {one.path: one.reference for one in every}
    return {one.reference: by_path.get(one.path[: -FileClass.steplen], "") for one in every}


def unit_references() -> list[str]:
    """The units that a class can name."""
    return [unit.reference for unit in access.units()]


def reasons_closed(file_class: FileClass | None, *, on: date) -> list[Reason]:
    """Why nothing new, no class either, goes below this class on the civil date `on`."""
    if file_class is None:
        return []
    name = f"{file_class.reference} {file_class.title}"
    return rules.reasons_closed(effective(file_class), on, name)


def reasons_held(file_class: FileClass) -> list[Reason]:
    """Why the class may not leave its place: a hold reaches it from above. Asked of the holds
    room, named in MUNIMENT_CLASS_HOLD_GUARD, which lives above the holdings."""
    reasons: list[Reason] = import_string(settings.MUNIMENT_CLASS_HOLD_GUARD)(file_class.path)
    return reasons


def effective_of(file_classes: Iterable[FileClass]) -> dict[int, Effective]:
    """What each of the classes comes to, by number, in a few queries however many there are."""
    at = {one.pk: one.path for one in file_classes}
    found = _effective_at(frozenset(at.values()))
    return {number: found[path] for number, path in at.items()}


@once_a_page
def _effective_at(ends: frozenset[str]) -> dict[str, Effective]:
    """What the classes at these paths come to."""
    rows = classes_at(path for end in ends for path in [*paths_above(end), end])
    lineages, former = access.unit_lineages(), former_references(rows.values())
    terms = {path: terms_of(one) for path, one in rows.items()}
    return {
        end: rules.effective([terms[path] for path in [*paths_above(end), end]], lineages, former)
        for end in ends
    }


def lineage_references(file_class: FileClass) -> tuple[str, ...]:
    """The references of the class and of all above it, the nearest first."""
    return (file_class.reference, *(one.reference for one in reversed(ancestors(file_class))))


def below(file_class: FileClass) -> QuerySet[FileClass]:
    """The class and everything below it."""
    return FileClass.objects.filter(path__startswith=file_class.path).order_by("path")


def reasons_not_to_file(file_class: FileClass, *, on: date) -> list[Reason]:
    """Why nothing new may be filed in the class on the civil date `on`."""
    return rules.reasons_not_to_file(
        effective(file_class), file_class.opened_on, on, file_class.title
    )


def overrides() -> list[tuple[FileClass, list[str]]]:
    """The report of classes that set something for themselves, and what [checklist 5]."""
    return [(one, names) for one in classes() if (names := _set_here(one))]


def _set_here(one: FileClass) -> list[str]:
    said = {
        "retention rule": bool(one.rule),
        "access": bool(one.access),
        "tier": bool(one.tier),
        "sensitive": one.sensitive is not None,
        "handling": one.handling is not None,
        "owner": bool(one.owner_unit),
        "inherits nothing": not one.inherits,
    }
    return [name for name, is_said in said.items() if is_said]


def cross_references(file_class: FileClass) -> list[FileClass]:
    """The classes that this one refers to or is referred to by."""
    linked = FileClass.objects.filter(
        pk__in=[
            *file_class.see_also.values_list("to_class_id", flat=True),
            *file_class.seen_from.values_list("from_class_id", flat=True),
        ]
    )
    return list(linked.order_by("path"))


def export_rows() -> list[dict[str, str]]:
    """The whole plan as rows, parents before children: what import takes, and gives again."""
    every = list(classes())
    by_path = {one.path: one.reference for one in every}
    see_also = _see_also_by_class(every)
    return [
        rules.as_cells(
            terms_of(one),
            by_path.get(one.path[: -FileClass.steplen], ""),
            see_also.get(one.pk, []),
        )
        for one in every
    ]


def _see_also_by_class(every: Sequence[FileClass]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    references = {one.pk: one.reference for one in every}
    for one in FileClass.see_also.rel.related_model.objects.order_by("to_class__reference"):
        found.setdefault(one.from_class_id, []).append(references[one.to_class_id])
    return found


def read_plan(
    rows: Iterable[Mapping[str, str | None]], known_rules: Collection[str] | None, today: date
) -> tuple[list[ImportedClass], list[Reason]]:
    """The classes that the rows speak of, and all that stands against bringing them in."""
    read, unreadable = rules.read_rows(rows, today)
    above, former = parents(), every_former_reference()
    wrong = rules.reasons_not_to_import(read, above, known_rules, unit_references(), former)
    return read, [*unreadable, *wrong, *_reasons_held_back(read, above)]


def _reasons_held_back(read: Iterable[ImportedClass], above: Mapping[str, str]) -> list[Reason]:
    moved = [
        row
        for row in read
        if (known := row.terms.reference) in above and rules.parent_of(row, above) != above[known]
    ]
    return [
        Reason(found.code, f"Line {row.line}: {found.message}", found.field)
        for row in moved
        for found in reasons_held(class_named(row.terms.reference))
    ]


def planned(read: Iterable[ImportedClass]) -> list[PlannedClass]:
    """What bringing in these classes would do, in their order. Rows that would change nothing
    are left out."""
    before = {one["reference"]: one for one in export_rows()}
    found = [
        PlannedClass(row.line, row.terms.reference, row.terms.title, True)
        if row.terms.reference not in before
        else _changed(row, before[row.terms.reference])
        for row in read
    ]
    return [one for one in found if one.is_new or one.changes]


def _changed(row: ImportedClass, before: Mapping[str, str]) -> PlannedClass:
    title = row.terms.title or before["title"]
    changes = rules.changes(row, before)
    return PlannedClass(row.line, row.terms.reference, title, False, changes)
