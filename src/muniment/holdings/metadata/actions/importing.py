"""Bringing in definitions and vocabularies from a file: all rows are good, or none is taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.holdings.metadata import queries, rules
from muniment.holdings.metadata.actions.asking import (
    class_meant,
    reasons_of_default,
    save_asking,
)
from muniment.holdings.metadata.actions.fields import columns, in_use, locked, save_terms
from muniment.holdings.metadata.actions.vocabularies import (
    name_term,
    new_term,
    reasons_not_to_open,
    reasons_of_names,
)
from muniment.holdings.metadata.models import Field, Term, Vocabulary
from muniment.holdings.metadata.rules.values import folded
from muniment.holdings.metadata.types import DefinedField, DefinedTerm

Row = Mapping[str, str | None]


@verb("metadata:fields:import")
def import_fields(actor: Profile, rows: Sequence[Row], *, now: datetime) -> dict[str, int]:
    """Bring in fields and where they are asked for: new ones are defined, known ones set as the
    rows say, none removed. Answers the counts `defined` and `asked`."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found, new, wrong = _set_fields(rows)
    refuse_if(wrong)
    counts = {"defined": len(new), "asked": sum(1 for row in found if row.file_class)}
    record(EventDraft("metadata:fields:imported", actor.reference, "fields", detail=counts), at=now)
    return counts


def reasons_against_fields(actor: Profile, rows: Sequence[Row], *, now: datetime) -> list[Reason]:
    """All that stands against bringing the rows in; nothing is changed."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    with transaction.atomic():
        _, _, wrong = _set_fields(rows)
        transaction.set_rollback(True)
    return wrong


def _set_fields(rows: Sequence[Row]) -> tuple[list[DefinedField], set[str], list[Reason]]:
    """Set fields as the rows say: the rows as read, the codes of new fields, what is wrong."""
    new: set[str] = set()
    found, wrong = rules.read_fields(rows)
    if wrong:
        return found, new, wrong
    seen: dict[str, Field] = {}
    for row in found:
        seen[row.terms.code] = seen.get(row.terms.code) or _defined(row, new, wrong)
        _ask(row, seen[row.terms.code], wrong)
    return found, new, wrong


def _defined(row: DefinedField, new: set[str], wrong: list[Reason]) -> Field:
    """The field of a row, defined or set as the row says."""
    known = Field.objects.filter(code=row.terms.code).exists()
    reasons = rules.reasons_not_to_define(row.terms, False, in_use())
    found = locked(row.terms.code) if known else None
    if found is not None:
        before = queries.terms_of(found)
        reasons += rules.reasons_not_to_change(before, row.terms, found.used_at is not None)
    wrong += _at_line(row.line, reasons)
    if reasons:
        return found or Field(code=row.terms.code, kind=row.terms.kind)
    if found is None:
        new.add(row.terms.code)
        return Field.objects.create(**columns(row.terms))
    save_terms(found, row.terms)
    return found


def _ask(row: DefinedField, field: Field, wrong: list[Reason]) -> None:
    if not row.file_class or field.pk is None:
        return
    try:
        _, file_class = class_meant(row.file_class)
    except NotFound as missing:
        wrong += _at_line(row.line, missing.reasons)
        return
    default = reasons_of_default(field, row.asking.default)
    reasons = rules.reasons_not_to_ask(row.asking, default)
    wrong += _at_line(row.line, reasons)
    if not reasons:
        save_asking(field, file_class, row.asking)


@verb("metadata:terms:import")
def import_terms(actor: Profile, rows: Sequence[Row], *, now: datetime) -> dict[str, int]:
    """Bring in vocabularies: new ones are opened, new terms added, known terms moved and given
    the names that the rows say; none is removed. Answers the counts `opened` and `added`."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    before = Vocabulary.objects.count()
    added, wrong = _set_terms(rows)
    refuse_if(wrong)
    counts = {"opened": Vocabulary.objects.count() - before, "added": added}
    record(EventDraft("metadata:terms:imported", actor.reference, "terms", detail=counts), at=now)
    return counts


def reasons_against_terms(actor: Profile, rows: Sequence[Row], *, now: datetime) -> list[Reason]:
    """As `reasons_against_fields`, of vocabularies."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    with transaction.atomic():
        _, wrong = _set_terms(rows)
        transaction.set_rollback(True)
    return wrong


def _set_terms(rows: Sequence[Row]) -> tuple[int, list[Reason]]:
    """Set terms as the rows say: how many were added, and what is wrong."""
    found, wrong = rules.read_terms(rows)
    if wrong:
        return 0, wrong
    added = sum(_term(row, wrong) for row in found)
    for row in found:
        _stand(row, wrong)
    return added, wrong


def _term(row: DefinedTerm, wrong: list[Reason]) -> int:
    """Make the term of a row, and its vocabulary, where they are not there; how many terms."""
    vocabulary = Vocabulary.objects.filter(code=row.vocabulary).first()
    title = row.title or row.vocabulary
    reasons = [] if vocabulary else reasons_not_to_open(row.vocabulary, title, False)
    reasons += rules.reasons_not_to_label(row.label, False) + reasons_of_names(row.also_called)
    wrong += _at_line(row.line, reasons)
    if reasons:
        return 0
    vocabulary = vocabulary or Vocabulary.objects.create(code=row.vocabulary, title=title)
    known = _known(vocabulary, row.label)
    if known is None:
        new_term(vocabulary, row.label, None, row.also_called)
        return 1
    has = set(known.names.filter(until=None).values_list("label", flat=True))
    name_term(known, [one for one in row.also_called if one not in has])
    return 0


def _known(vocabulary: Vocabulary, label: str) -> Term | None:
    chosen = Term.objects.filter(vocabulary=vocabulary, merged_into=None, folded=folded(label))
    return chosen.first()


def _stand(row: DefinedTerm, wrong: list[Reason]) -> None:
    """Put the term of a row below its broader one, now that all are there."""
    vocabulary = Vocabulary.objects.filter(code=row.vocabulary).first()
    term = _known(vocabulary, row.label) if vocabulary else None
    if vocabulary is None or term is None or not row.broader:
        return
    above = _known(vocabulary, row.broader)
    one = above
    while one is not None and one.pk != term.pk:
        one = one.broader
    if above is None or one is not None:
        words = f"{row.broader[:60]} cannot be the broader term of {row.label[:60]}."
        wrong += _at_line(row.line, [Reason("broader", words)])
        return
    Term.objects.filter(pk=term.pk).update(broader=above)


def _at_line(line: int, reasons: Sequence[Reason]) -> list[Reason]:
    return [Reason(one.code, f"Line {line}: {one.message}", "file") for one in reasons]
