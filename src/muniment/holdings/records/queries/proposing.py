"""Values that documents propose for fields of their records, which have none. Nothing of it is
stored: it is read off what the document says of itself, for whoever looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.content import queries as content
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata import rules as field_rules
from muniment.holdings.metadata.types import Asked, FieldTerms
from muniment.holdings.records.models import Component, FieldValue, Record
from muniment.holdings.records.queries import values
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.metadata.models import Field

LANGUAGE = "document:language"
AT_ONCE = 500  # records whose documents are asked in one query


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that a document proposes for a field of its record, which has none: as texts that a
    person could have typed, and from which of `metadata.types.PROPERTIES`."""

    field: int
    code: str
    title: str
    texts: tuple[str, ...]
    values: tuple[Any, ...]
    source: str

    @property
    def text(self) -> str:
        """As it is typed into one box."""
        return "|".join(self.texts)


def proposals(actor: Profile, records: Sequence[Record]) -> dict[int, list[Proposal]]:
    """What is proposed for each of these records (by number), in the order of its form. Of what
    is no value of its field nothing is proposed."""
    asked = metadata.asked_by_class(fileplan.classes_numbered(one.file_class_id for one in records))
    has = values.values_of(one.pk for one in records)
    wanted = {
        one.pk: [
            each
            for each in asked[one.file_class_id]
            if each.terms.proposed_from and not has.get(one.pk, {}).get(each.number)
        ]
        for one in records
    }
    wanted = {number: some for number, some in wanted.items() if some}
    found = _said(wanted)
    return {
        number: made
        for number, some in wanted.items()
        if (made := [one for each in some for one in _read(actor, each, *found[number])])
    }


def _said(numbers: Iterable[int]) -> dict[int, tuple[dict[str, str], str]]:
    """What the original of each record says of itself, and its language."""
    rows = Component.objects.filter(record__in=list(numbers), ordinal=1).exclude(blob=None)
    digests = dict(rows.values_list("record", "sha256"))
    facts = content.facts_of(set(digests.values()))
    return {number: facts.get(digests.get(number, ""), ({}, "")) for number in numbers}


def _read(actor: Profile, one: Asked, facts: dict[str, str], language: str) -> list[Proposal]:
    """The first way to put it that is a value of the field; at most one."""
    for texts in field_rules.texts_proposed(one.terms.proposed_from, facts, language):
        found = _values(actor, one.terms, texts)
        if found:
            kept, made = found
            terms = one.terms
            return [
                Proposal(one.number, terms.code, terms.title, kept, made, one.terms.proposed_from)
            ]
    return []


def _values(
    actor: Profile, terms: FieldTerms, texts: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Any, ...]] | None:
    """Those of the texts that are values of the field, as they are stored; None without any."""
    known = values.known(actor, [terms], {terms.code: texts})
    kept = [text for text in texts if not field_rules.read_all(terms, [text], known)[1]]
    made, wrong = field_rules.read_all(terms, kept, known)
    if wrong or not made:
        return None
    labels = metadata.labels(one.term for one in made if one.term)
    return tuple(field_rules.in_words(one, labels) for one in made), made


def rows_proposed(actor: Profile, field: "Field", most: int) -> list[tuple[str, dict[str, str]]]:
    """What is proposed for a field of all records that the actor may see, as rows of a bulk edit:
    the reference of each, and its value by code. Of the latest `most` records, and one beyond."""
    found: list[tuple[str, dict[str, str]]] = []
    numbers = list(with_proposals(actor, field).values_list("pk", flat=True)[: most + 1])
    for start in range(0, len(numbers), AT_ONCE):
        chosen = Record.objects.filter(pk__in=numbers[start : start + AT_ONCE]).order_by("-pk")
        some = list(chosen)
        said = proposals(actor, some)
        found += [
            (record.reference, {one.code: one.text})
            for record in some
            for one in said.get(record.pk, [])
            if one.field == field.pk
        ]
    return found


def with_proposals(actor: Profile, field: "Field | None" = None) -> QuerySet[Record]:
    """The declared records that the actor may see, that lack a value of a field (of one, or of
    any), and whose documents say something that it is proposed from, the latest first."""
    from muniment.holdings.records.queries import visible

    matching = Q()
    for one, classes in metadata.proposed_somewhere():
        if field is not None and one.pk != field.pk:
            continue
        has = Exists(FieldValue.objects.filter(record=OuterRef("pk"), field=one.pk))
        named = field_rules.FACTS.get(one.proposed_from, ())
        saying = content.saying(named, language=one.proposed_from == LANGUAGE)
        said = Component.objects.filter(
            record=OuterRef("pk"), ordinal=1, blob__in=saying.values("pk")
        )
        matching |= Q(file_class__in=classes) & ~Q(has) & Q(Exists(said))
    found = visible(actor).filter(state=RecordState.DECLARED)
    return found.filter(matching).order_by("-pk") if matching else found.none()
