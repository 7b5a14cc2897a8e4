"""Bulk edits, and what would become of each of their records."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata import rules as field_rules
from muniment.holdings.metadata.types import Asked
from muniment.holdings.records import queries
from muniment.holdings.records.models import BulkEdit, BulkItem, Record
from muniment.holdings.records.queries import values
from muniment.holdings.records.queries.history import unseen
from muniment.holdings.records.queries.values import ByField
from muniment.holdings.records.types import BETWEEN, BulkOutcome, HeldAmong, RecordState

Wanted = Mapping[str, Any]
NO_RIGHT = "Your role does not let you change it."
NOT_DECLARED = "It is set aside or destroyed: it stays as it is."


@dataclass(frozen=True)
class Decision:
    """What becomes of one record: the values to be written, and why not others."""

    outcome: BulkOutcome
    reasons: tuple[str, ...] = ()
    values: ByField = field(default_factory=dict)


def bulk_named(actor: Profile, reference: str) -> BulkEdit:
    """The bulk edit with this reference, if the actor made it. Raises NotFound."""
    found = BulkEdit.objects.filter(reference=normalise(reference), made_by=actor.reference).first()
    if found is None:
        raise NotFound("bulk edit", reference)
    return found


def bulk_edits(actor: Profile) -> QuerySet[BulkEdit]:
    """Those that the actor made, the latest first."""
    return BulkEdit.objects.filter(made_by=actor.reference).order_by("-pk")


def bulk_counts(edit: BulkEdit) -> dict[BulkOutcome, int]:
    """How many records there are of each outcome."""
    rows = edit.items.values_list("outcome").annotate(count=Count("pk")).order_by("outcome")
    return {BulkOutcome(outcome): number for outcome, number in rows}


def bulk_items(edit: BulkEdit, outcome: str = "") -> QuerySet[BulkItem]:
    """The records of a bulk edit, in order."""
    rows = edit.items.select_related("record").order_by("ordinal")
    return rows.filter(outcome=outcome) if outcome else rows


def old_values(actor: Profile, edit: BulkEdit) -> list[dict[str, str]]:
    """What the records that were changed held before, as rows that a bulk edit takes: to undo it.
    Only of records that the actor can still see, and none that names one which they cannot."""
    seen = set(
        queries.visible(actor)
        .filter(pk__in=edit.items.values("record"))
        .values_list("pk", flat=True)
    )
    rows = bulk_items(edit, BulkOutcome.CHANGED).exclude(before=None)
    found = [
        {"reference": one.asked_as, "field": code, "value": text}
        for one in rows.iterator(chunk_size=500)
        if one.record_id in seen
        for code, text in (one.before or {}).items()
    ]
    hidden = unseen(actor, (one["value"] for one in found))
    return [one for one in found if hidden.isdisjoint(one["value"].split(BETWEEN))]


def decide(
    actor: Profile, records: Sequence[Record], wanted: Mapping[int, Wanted], *, overwrite: bool
) -> dict[int, Decision]:
    """What would become of each of the records (by number), which the actor may see; in a few
    queries for all."""
    asked = metadata.asked_by_class(fileplan.classes_numbered(one.file_class_id for one in records))
    reader = _Reader(actor, asked)
    may = access.audiences_within(actor, Permission.RECORDS_EDIT)
    held_among: HeldAmong = import_string(settings.MUNIMENT_HELD_AMONG)
    held = held_among([one.pk for one in records])
    has = values.values_of(one.pk for one in records)
    found = {}
    for one in records:
        here, wrong = reader.read(one.file_class_id, wanted[one.pk])
        reasons = _reasons(actor, one, may, held)
        reasons += [reason.message for reason in wrong]
        found[one.pk] = (
            Decision(BulkOutcome.REFUSED, tuple(reasons))
            if reasons
            else _compared(here, has.get(one.pk, {}), reader.titles, overwrite=overwrite)
        )
    return found


def _reasons(actor: Profile, one: Record, may: frozenset[int], held: set[int]) -> list[str]:
    reasons = [] if one.state == RecordState.DECLARED else [NOT_DECLARED]
    reasons += [] if one.audience_id in may else [NO_RIGHT]
    if one.pk in held:
        reasons += [said.message for said in queries.reasons_not_to_alter(actor, one)]
    return reasons


def _compared(
    here: ByField, has: ByField, titles: Mapping[int, str], *, overwrite: bool
) -> Decision:
    different = {
        number: several for number, several in here.items() if several != has.get(number, ())
    }
    if not different:
        return Decision(BulkOutcome.SAME)
    kept = set() if overwrite else {number for number in different if has.get(number)}
    changes = {number: several for number, several in different.items() if number not in kept}
    reasons = tuple(f"{titles[number]} has another value already." for number in sorted(kept))
    return Decision(BulkOutcome.WILL if changes else BulkOutcome.KEPT, reasons, changes)


@dataclass
class _Reader:
    """Reads what is wanted, once for each wish and for all classes that ask for the same fields."""

    actor: Profile
    asked: Mapping[int, Sequence[Asked]]
    titles: dict[int, str] = field(default_factory=dict)
    _known: dict[tuple[int, str], tuple[ByField, list[Reason]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        alike: dict[tuple[object, ...], int] = {}
        # Of the classes that ask for the same, the one that stands for all of them.
        self._stands_for = {
            number: alike.setdefault(
                tuple((one.number, one.terms, one.mandatory) for one in asked), number
            )
            for number, asked in self.asked.items()
        }

    def read(self, file_class: int, wanted: Wanted) -> tuple[ByField, list[Reason]]:
        """The values, and all that is wrong with them in this class."""
        file_class = self._stands_for[file_class]
        key = file_class, json.dumps(wanted, sort_keys=True)
        if key not in self._known:
            asked = self.asked[file_class]
            self.titles.update({one.number: one.terms.title for one in asked})
            found, wrong = values.read(self.actor, asked, wanted)
            bad = {reason.field for reason in wrong}
            whole = [one for one in asked if one.number in found]
            missing = field_rules.reasons_missing(whole, found)
            wrong = [*wrong, *(one for one in missing if one.field not in bad)]
            self._known[key] = found, wrong
        return self._known[key]
