"""Which fields there are, and what is asked for where."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import words_of
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import rules
from muniment.holdings.metadata.models import ClassField, Field, Tally
from muniment.holdings.metadata.types import (
    WHOLE_BODY,
    Asked,
    Asking,
    FieldKind,
    FieldTerms,
    Stopped,
)

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def fields() -> QuerySet[Field]:
    """Every field, retired ones too, by title."""
    return Field.objects.select_related("vocabulary").order_by("title", "pk")


def field_named(code: str) -> Field:
    """The field with this code. Raises NotFound."""
    found = fields().filter(code=code.strip().lower()).first()
    if found is None:
        raise NotFound("field", code)
    return found


def fields_numbered(numbers: Iterable[int]) -> dict[int, Field]:
    """The fields with these numbers."""
    return {one.pk: one for one in fields().filter(pk__in=set(numbers))}


def terms_of(one: Field) -> FieldTerms:
    """The field as a value."""
    return FieldTerms(
        code=one.code,
        title=one.title,
        kind=FieldKind(one.kind),
        vocabulary=one.vocabulary.code if one.vocabulary else "",
        several=one.several,
        help=one.help,
        pattern=one.pattern,
        pattern_help=one.pattern_help,
        fills_from=one.fills_from,
        proposed_from=one.proposed_from,
    )


def as_named_in_rules(title: str) -> str:
    """The title of a field as a retention rule may name it: `date_of_birth`."""
    return "_".join(words_of(title))


def field_named_in_rules(name: str) -> Field | None:
    """The field in use that a retention rule names so, by its code or its title, if there is
    one."""
    wanted = name.casefold()
    for one in fields().filter(retired_at=None):
        if wanted in (one.code, as_named_in_rules(one.title)):
            return one
    return None


def askings(field: Field) -> QuerySet[ClassField]:
    """What each class says of the field, the whole body first, then in the order of the tree."""
    rows = field.askings.select_related("file_class")
    return rows.order_by(F("file_class__path").asc(nulls_first=True), "pk")


def asked_in(file_class: "FileClass") -> list[Asked]:
    """The fields that records of the class are asked for, with where each comes from."""
    return asked_by_class([file_class])[file_class.pk]


def asked_by_class(file_classes: Iterable["FileClass"]) -> dict[int, list[Asked]]:
    """As `asked_in`, for many classes (by number) in a few queries."""
    wanted = list(file_classes)
    rows = list(
        ClassField.objects.filter(field__retired_at=None).select_related("field__vocabulary")
    )
    if not rows:
        return {one.pk: [] for one in wanted}
    known = {one.pk: terms_of(one) for one in {row.field for row in rows}}
    by_class: dict[int | None, list[ClassField]] = {}
    for row in rows:
        by_class.setdefault(row.file_class_id, []).append(row)
    chains = _chains(wanted)
    return {
        one.pk: rules.in_force(
            (origin, row.field_id, known[row.field_id], _asking(row))
            for number, origin in ((None, WHOLE_BODY), *chains[one.pk])
            for row in by_class.get(number, ())
        )
        for one in wanted
    }


def _chains(wanted: Sequence["FileClass"]) -> dict[int, list[tuple[int, str]]]:
    """For each class those above it and itself, the root first; from where it starts afresh."""
    paths = {path for one in wanted for path in [*fileplan.paths_above(one.path), one.path]}
    every = fileplan.classes_at(paths)
    found: dict[int, list[tuple[int, str]]] = {}
    for one in wanted:
        chain: list[tuple[int, str]] = []
        for path in [*fileplan.paths_above(one.path), one.path]:
            above = every[path]
            chain = [*(chain if above.inherits else []), (above.pk, above.reference)]
        found[one.pk] = chain
    return found


def _asking(row: ClassField) -> Asking:
    return Asking(row.mandatory, row.default, row.position, row.dropped)


def mandatory_somewhere() -> list[tuple[Field, list[int]]]:
    """Each field that records must have in some class, with the numbers of those classes."""
    if not ClassField.objects.filter(field__retired_at=None, mandatory=True).exists():
        return []
    found: dict[int, list[int]] = {}
    for number, asked in asked_by_class(fileplan.classes()).items():
        for one in asked:
            if one.mandatory:
                found.setdefault(one.number, []).append(number)
    every = fields_numbered(found)
    return [(every[number], classes) for number, classes in sorted(found.items())]


def proposed_somewhere() -> list[tuple[Field, list[int]]]:
    """Each field that is proposed from documents, with the numbers of the classes that ask for
    it."""
    if not fields().filter(retired_at=None).exclude(proposed_from="").exists():
        return []
    found: dict[int, list[int]] = {}
    for number, asked in asked_by_class(fileplan.classes()).items():
        for one in asked:
            if one.terms.proposed_from:
                found.setdefault(one.number, []).append(number)
    every = fields_numbered(found)
    return [(every[number], classes) for number, classes in sorted(found.items())]


def definitions() -> list[tuple[FieldTerms, str, Asking]]:
    """Every field with all that is said of it, as it is written to a file."""
    found: list[tuple[FieldTerms, str, Asking]] = []
    for one in fields().filter(retired_at=None):
        rows = list(askings(one))
        found += [(terms_of(one), _where(row), _asking(row)) for row in rows]
        found += [] if rows else [(terms_of(one), "", Asking())]
    return found


def _where(row: ClassField) -> str:
    return row.file_class.reference if row.file_class else WHOLE_BODY


def stopping(actor: Profile) -> list[Stopped]:
    """Every form with a field that was sent: those that are refused for it most often first, and
    last those of which too few were sent to say so."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = [
        Stopped(one.field.code, one.field.title, one.form, one.sent, one.refused, one.since)
        for one in tallies()
    ]
    return sorted(found, key=lambda one: (not one.certain, -one.percent, -one.sent, one.code))


def tallies(field: Field | None = None) -> QuerySet[Tally]:
    """How often each form was refused because of a field; of all fields or of one."""
    chosen = Q(field=field) if field else Q()
    return Tally.objects.filter(chosen).select_related("field").order_by("field__title", "form")
