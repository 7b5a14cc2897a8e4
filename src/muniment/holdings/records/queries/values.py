"""What records hold of the fields that the body defined. Callers have trimmed the records by what
their reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata import rules as field_rules
from muniment.holdings.metadata.types import Asked, FieldKind, FieldTerms, Known, Value, Values
from muniment.holdings.records.models import FieldValue, Record
from muniment.holdings.records.rules import printable
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.metadata.models import Field

TOKENS = 1_000  # of one record; words of its longer fields beyond are found without their field
UNSEEN = "A record that you cannot see"
TERM = "t_"  # stands before the number of a term in the index; no word has it

Said = Mapping[str, Any]
ByField = dict[int, Values]


def known(
    actor: Profile, fields: Sequence[FieldTerms], typed: Mapping[str, Sequence[str]]
) -> Known:
    """What the typed words mean: terms, people, and records that the actor may see."""
    codes = {one.vocabulary for one in fields if one.vocabulary and typed.get(one.code)}
    people = field_rules.named_in(fields, typed, FieldKind.PERSON)
    records = field_rules.named_in(fields, typed, FieldKind.RECORD)
    return Known(
        metadata.terms_known(codes) if codes else {},
        {text: found.reference for text in people if (found := access.find_person(text))},
        _records_named(actor, records) if records else {},
    )


def clean(text: str) -> str:
    """The text as any database takes it, with its lines."""
    return "\n".join(printable(line) for line in text.splitlines())


def _records_named(actor: Profile, typed: Iterable[str]) -> dict[str, str]:
    from muniment.foundation.kernel.ids import normalise
    from muniment.holdings.records.queries import visible

    wanted = {text: normalise(text) for text in typed}
    rows = visible(actor).filter(reference__in=set(wanted.values()))
    there = set(rows.values_list("reference", flat=True))
    return {text: reference for text, reference in wanted.items() if reference in there}


def read(actor: Profile, asked: Sequence[Asked], said: Said) -> tuple[ByField, list[Reason]]:
    """The values in what was typed, by number of the field, and all that is wrong with them. A
    code that is not asked for here is refused; one that is left out is not spoken of."""
    by_code = {one.terms.code: one for one in asked}
    reasons = [
        Reason("field_unknown", f"{code[:40]} is not asked for here.", field_rules.field_name(code))
        for code in said
        if code not in by_code
    ]
    here = [one for code, one in by_code.items() if code in said]
    typed = {one.terms.code: field_rules.typed_of(one.terms, said[one.terms.code]) for one in here}
    means = known(actor, [one.terms for one in here], typed)
    found: ByField = {}
    for one in here:
        values, wrong = field_rules.read_all(one.terms, typed[one.terms.code], means)
        found[one.number] = tuple(replace(value, text=clean(value.text)) for value in values)
        reasons += wrong
    return found, reasons


def reasons_against_fields(actor: Profile, asked: Sequence[Asked], said: Said) -> list[Reason]:
    """Why a person cannot file a record with this in its fields, so far as can be told before its
    content is there: what a field is filled with from the content is not missed yet."""
    found, wrong = read(actor, asked, said)
    wanted = [
        one for one in asked if one.terms.code in said or not (one.default or one.terms.fills_from)
    ]
    named = {one.field for one in wrong}
    missing = field_rules.reasons_missing(wanted, found)
    return [*wrong, *(one for one in missing if one.field not in named)]


def values_of(numbers: Iterable[int]) -> dict[int, ByField]:
    """The values of each of these records (by number), by field."""
    return _values_of(tuple(numbers))


@once_a_page
def _values_of(numbers: tuple[int, ...]) -> dict[int, ByField]:
    found: dict[int, dict[int, list[Value]]] = {}
    rows = FieldValue.objects.filter(record__in=numbers).order_by("record", "field", "ordinal")
    # Of a term that was merged into another, that one; once, where both were chosen.
    meant = Coalesce("term__merged_into", "term")
    columns = ("record", "field", "text", "number", "day", meant)
    for record, field, text, number, day, term in rows.values_list(*columns):
        several = found.setdefault(record, {}).setdefault(field, [])
        value = Value(text, number, day, term)
        if value not in several:
            several.append(value)
    return {
        record: {field: tuple(values) for field, values in fields.items()}
        for record, fields in found.items()
    }


def in_words(
    values: Mapping[int, ByField], actor: Profile | None = None, *, names: bool = True
) -> dict[int, dict[str, list[str]]]:
    """The values as they are read: for each record, each field's code and its texts. Terms by
    their label of today. `actor`: whoever reads: records that they cannot see are not named to
    them; people are called by their `names`, and records by their titles, or both stay references.
    """
    every = {number for fields in values.values() for number in fields}
    fields = metadata.fields_numbered(every)
    labels = metadata.labels(
        value.term
        for by in values.values()
        for several in by.values()
        for value in several
        if value.term
    )
    named = _names(values, fields, actor, names) if actor is not None else {}
    return {
        record: {
            fields[number].code: [
                named.get((fields[number].kind, value.text)) or field_rules.in_words(value, labels)
                for value in several
            ]
            for number, several in sorted(by.items(), key=lambda one: fields[one[0]].title)
        }
        for record, by in values.items()
    }


def _names(
    values: Mapping[int, ByField], fields: "Mapping[int, Field]", actor: Profile, names: bool
) -> dict[tuple[str, str], str]:
    from muniment.holdings.records.queries import visible

    texts: dict[str, set[str]] = {FieldKind.PERSON: set(), FieldKind.RECORD: set()}
    for by in values.values():
        for number, several in by.items():
            if fields[number].kind in texts:
                texts[fields[number].kind] |= {value.text for value in several}
    people = access.names_at(texts[FieldKind.PERSON]) if names else {}
    found = {(FieldKind.PERSON.value, reference): name for reference, name in people.items()}
    seen = visible(actor).filter(reference__in=texts[FieldKind.RECORD])
    titles = dict(seen.values_list("reference", "title"))
    for reference in texts[FieldKind.RECORD]:
        title = f" {titles.get(reference)}" if names else ""
        words = f"{reference}{title}" if reference in titles else UNSEEN
        found[FieldKind.RECORD.value, reference] = words
    return found


def words_and_tokens(numbers: Iterable[int]) -> dict[int, tuple[str, list[str]]]:
    """For the index: the texts of each record's fields, and the tokens by which it is found by
    field and by term. A term is indexed by its number, so that its label can change freely."""
    values = values_of(numbers)
    if not values:
        return {}
    fields = metadata.fields_numbered(number for by in values.values() for number in by)
    return {record: _indexed(by, fields) for record, by in values.items()}


def _indexed(by: ByField, fields: "Mapping[int, Field]") -> tuple[str, list[str]]:
    texts: list[str] = []
    tokens: dict[str, None] = {}
    for number, several in by.items():
        kind = fields[number].kind
        for value in several:
            if value.term is not None:
                tokens |= dict.fromkeys((f"{TERM}{value.term}", f"f{number}_{TERM}{value.term}"))
                continue
            tokens |= dict.fromkeys(token_of(number, word) for word in tokens_in(kind, value.text))
            texts += [] if kind in (FieldKind.PERSON, FieldKind.RECORD) else [value.text]
    return " ".join(texts), list(tokens)[:TOKENS]


def token_of(field: int, word: str) -> str:
    """The token of a word in a field."""
    return f"f{field}_{word}"


def tokens_in(kind: str, text: str) -> list[str]:
    """The words of a value that it is found by in its field; a reference is one word."""
    words = words_of(text)
    return ["".join(words)] if kind in (FieldKind.PERSON, FieldKind.RECORD) else words


def incomplete(actor: Profile, field: "Field | None" = None) -> QuerySet[Record]:
    """The declared records that the actor may see and that lack a value that they must have (of
    one field, or of any), the latest first. Computed from what is so now: nothing of it is kept."""
    from muniment.holdings.records.queries import visible

    lacking = Q()
    for one, classes in metadata.mandatory_somewhere():
        if field is None or one.pk == field.pk:
            has = Exists(FieldValue.objects.filter(record=OuterRef("pk"), field=one.pk))
            lacking |= Q(file_class__in=classes) & ~Q(has)
    found = visible(actor).filter(state=RecordState.DECLARED)
    return found.filter(lacking).order_by("-pk") if lacking else found.none()


def would_lack(actor: Profile, field: "Field", path: str) -> int:
    """How many declared records that the actor may see, at this tree path of the file plan or
    below it (blank: anywhere), have no value of the field: those that would not be complete."""
    from muniment.holdings.records.queries import visible

    has = Exists(FieldValue.objects.filter(record=OuterRef("pk"), field=field.pk))
    found = visible(actor).filter(~Q(has), state=RecordState.DECLARED)
    return found.filter(file_class__path__startswith=path).count() if path else found.count()


def missing_in(records: Sequence[Record]) -> dict[int, list[str]]:
    """The titles of the fields that each of these records must have and lacks, by number."""
    from muniment.holdings.fileplan import queries as fileplan

    classes = fileplan.classes_numbered(one.file_class_id for one in records)
    asked = metadata.asked_by_class(classes)
    values = values_of(one.pk for one in records)
    return {
        one.pk: [
            each.terms.title
            for each in asked[one.file_class_id]
            if each.mandatory and not values.get(one.pk, {}).get(each.number)
        ]
        for one in records
    }


def asked_of(record: Record, asked: Sequence[Asked] | None = None) -> list[Asked]:
    """The fields that can be set on a record: those asked for in its class (`asked`, where that is
    known), and those that it has a value of already, which may come from a class it was in."""
    here = metadata.asked_in(record.file_class) if asked is None else asked
    has = set(values_of([record.pk]).get(record.pk, {})) - {one.number for one in here}
    others = [
        Asked(number, metadata.terms_of(one))
        for number, one in metadata.fields_numbered(has).items()
    ]
    return [*here, *sorted(others, key=lambda one: one.terms.title)]
