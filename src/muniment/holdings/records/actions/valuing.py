"""What records hold of the fields that the body defined: given at filing, and changed later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata import queries as fields
from muniment.holdings.metadata import rules as field_rules
from muniment.holdings.metadata.types import Asked, Known
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.dating import redate
from muniment.holdings.records.models import Change, FieldValue, Record
from muniment.holdings.records.queries import proposing, values
from muniment.holdings.records.queries.values import ByField
from muniment.holdings.records.types import BETWEEN, NewRecord

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def values_for_new(
    actor: Profile, file_class: "FileClass", items: Sequence[NewRecord], *, by_hand: bool
) -> tuple[list[NewRecord], list[ByField]]:
    """What new records of a class hold: what was typed, else what can be filled in, else what the
    field begins with.

    `by_hand`: a person files one record and can still be asked. Raises Refused with every value
    that is wrong or missing. Otherwise nothing is refused: what is wrong is kept as a detail of
    the record, and the record is filed incomplete.
    """
    asked = fields.asked_in(file_class)
    if not asked and not any(new.fields for new in items):
        return list(items), [{} for _ in items]
    vocabularies = fields.terms_known(one.terms.vocabulary for one in asked if one.terms.vocabulary)
    done = [_value_new(actor, asked, new, vocabularies, by_hand) for new in items]
    return [new for new, _ in done], [found for _, found in done]


def _value_new(
    actor: Profile,
    asked: Sequence[Asked],
    new: NewRecord,
    vocabularies: Mapping[str, Mapping[str, int]],
    by_hand: bool,
) -> tuple[NewRecord, ByField]:
    found, wrong = values.read(actor, asked, new.fields) if new.fields else ({}, [])
    for one in asked:
        if one.terms.code not in new.fields:
            found[one.number] = _filled_in(actor, one, new, vocabularies)
    found = {number: several for number, several in found.items() if several}
    if by_hand:
        refuse_if([*wrong, *_not_missed_twice(wrong, field_rules.reasons_missing(asked, found))])
    elif wrong:
        bad = {one.field.removeprefix("field-") for one in wrong}
        kept = {code: str(said)[:4000] for code, said in new.fields.items() if code in bad}
        new = replace(
            new, metadata={**new.metadata, **{k: str(rules.storable(v)) for k, v in kept.items()}}
        )
    return new, found


def _not_missed_twice(wrong: Iterable[Reason], missing: Iterable[Reason]) -> list[Reason]:
    """What is missing, unless something else is said of that field already."""
    said = {one.field for one in wrong}
    return [one for one in missing if one.field not in said]


def _filled_in(
    actor: Profile, one: Asked, new: NewRecord, vocabularies: Mapping[str, Mapping[str, int]]
) -> Any:
    """What the field is filled from, or begins with; nothing where that is no value of it."""
    people = {actor.reference: actor.reference}
    for given in (source_text(one.terms.fills_from, actor, new), one.default):
        typed = field_rules.typed_of(one.terms, given)
        found, wrong = field_rules.read_all(one.terms, typed, Known(vocabularies, people))
        if found and not wrong:
            return found
    return ()


def source_text(source: str, actor: Profile, new: NewRecord) -> str:
    """What a source (of `metadata.types.SOURCES`) says of a new record; blank if nothing."""
    kind, _, name = source.partition(":")
    if kind == "message":
        return new.metadata.get(name, "")
    known = {
        "file:name": new.name,
        "file:owner": new.found_at.owner,
        "file:folder": new.found_at.path.rpartition("/")[0],
        "record:date": new.record_date.isoformat(),
        "record:captured_by": actor.reference,
    }
    return rules.printable(known.get(source, ""))


def save_new_values(records: Sequence[Record], found: Sequence[ByField], *, now: datetime) -> None:
    """Write what new records hold."""
    rows = [row for record, by in zip(records, found, strict=True) for row in _rows(record.pk, by)]
    if rows:
        FieldValue.objects.bulk_create(rows, batch_size=1_000)
        metadata.mark_used({row.field_id for row in rows}, now=now)


def _rows(record: int, by: ByField) -> list[FieldValue]:
    return [
        FieldValue(
            record_id=record,
            field_id=number,
            ordinal=ordinal,
            text=values.clean(value.text),
            number=value.number,
            day=value.day,
            term_id=value.term,
        )
        for number, several in by.items()
        for ordinal, value in enumerate(several, 1)
    ]


def write_values(
    actor: Profile,
    wanted: Mapping[int, ByField],
    *,
    reason: str,
    now: datetime,
) -> dict[int, list[str]]:
    """Give locked records (by number) these values, of the fields that are named, and keep what
    was there: for each the codes of what is different now. In the caller's transaction, which
    tests the right, records the events and has the records indexed."""
    before = values.values_of(wanted)
    changed = {
        record: {
            number: several
            for number, several in by.items()
            if several != before.get(record, {}).get(number, ())
        }
        for record, by in wanted.items()
    }
    changed = {record: by for record, by in changed.items() if by}
    origins = _origins(actor, changed)  # before they are written: what has a value is not proposed
    _replace(changed, now)
    redate(Record.objects.filter(pk__in=list(changed)))  # a clock may start from a field
    return _keep_history(actor, before, changed, origins, reason, now)


def _origins(actor: Profile, changed: Mapping[int, ByField]) -> dict[tuple[int, str], str]:
    """For what is as the document proposes it, where it comes from: by record and code."""
    proposed_from = _proposed_among({number for by in changed.values() for number in by})
    some = [record for record, by in changed.items() if proposed_from.intersection(by)]
    if not some:
        return {}
    found = proposing.proposals(actor, list(Record.objects.filter(pk__in=some)))
    return {
        (record, one.code): field_rules.origin_in_words(one.source)
        for record, several in found.items()
        for one in several
        if changed[record].get(one.field) == one.values
    }


def _proposed_among(numbers: Iterable[int]) -> set[int]:
    """Those of the fields (by number) whose values can be proposed from documents."""
    every = fields.fields_numbered(numbers)
    return {number for number, one in every.items() if one.proposed_from}


def _replace(changed: Mapping[int, ByField], now: datetime) -> None:
    of_field: dict[int, list[int]] = {}
    for record, by in changed.items():
        for number in by:
            of_field.setdefault(number, []).append(record)
    for number, records in of_field.items():
        FieldValue.objects.filter(record__in=records, field=number).delete()
    rows = [row for record, by in changed.items() for row in _rows(record, by)]
    FieldValue.objects.bulk_create(rows, batch_size=1_000)
    metadata.mark_used(of_field, now=now)
    Record.objects.filter(pk__in=list(changed)).update(version=F("version") + 1)


def _keep_history(
    actor: Profile,
    before: Mapping[int, ByField],
    changed: Mapping[int, ByField],
    origins: Mapping[tuple[int, str], str],
    reason: str,
    now: datetime,
) -> dict[int, list[str]]:
    was = {
        record: {number: before.get(record, {}).get(number, ()) for number in by}
        for record, by in changed.items()
    }
    old, new = values.in_words(was), values.in_words(changed)
    Change.objects.bulk_create(
        (
            Change(
                record_id=record,
                field=code,
                before=joined(old[record][code]),
                after=joined(texts),
                by=actor.reference,
                at=now,
                reason=". ".join(filter(None, (reason.rstrip(" ."), origins[record, code])))[:500]
                if (record, code) in origins
                else reason[:500],
            )
            for record, by in new.items()
            for code, texts in by.items()
        ),
        batch_size=1_000,
    )
    return {record: sorted(by) for record, by in new.items()}


def fill_gaps(actor: Profile, found: Record, said: Mapping[str, Any], *, now: datetime) -> None:
    """Give a locked record what was typed for another copy of it, where it has no value yet; not
    what is on hold. In the caller's transaction, which has it indexed."""
    if not said or queries.reasons_not_to_alter(actor, found):
        return
    has = values.values_of([found.pk]).get(found.pk, {})
    asked = [one for one in fields.asked_in(found.file_class) if one.number not in has]
    here = {one.terms.code: said[one.terms.code] for one in asked if one.terms.code in said}
    wanted, _ = values.read(actor, asked, here)
    wanted = {number: several for number, several in wanted.items() if several}
    write_values(actor, {found.pk: wanted}, reason="Entered with another copy", now=now)


def joined(texts: Iterable[str]) -> str:
    """Several values in one text."""
    return BETWEEN.join(texts)


def reasons_not_to_empty(asked: Sequence[Asked], found: ByField) -> list[Reason]:
    """Why these fields cannot be left empty: a record must have them."""
    return field_rules.reasons_missing([one for one in asked if one.number in found], found)
