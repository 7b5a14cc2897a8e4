"""Bringing in a whole file plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.actions.branches import lock_branch, move_below
from muniment.holdings.fileplan.actions.rows import columns, create, settle
from muniment.holdings.fileplan.models import FileClass, SeeAlso
from muniment.holdings.fileplan.types import ImportedClass


@verb("fileplan:plan:import")
def import_plan(
    actor: Profile,
    rows: Iterable[Mapping[str, str | None]],
    *,
    known_rules: Collection[str] | None = None,
    now: datetime,
) -> dict[str, int]:
    """Bring in a file plan: new classes are opened, known ones set as the rows say, none removed.

    `rows` have columns of `types.COLUMNS`; of a known class, columns that are left out stay as
    they are. `known_rules` are the codes of the retention schedule, unchecked if None. Nothing is
    imported unless every row is good; the refusal lists all that is wrong. Returns the counts
    `opened` and `changed` (which do not include rows that say what is so already).
    """
    access.require(actor, Permission.FILEPLAN_MANAGE)
    today = civil_date(now)
    classes, wrong = queries.read_plan(rows, known_rules, today)
    refuse_if(wrong)
    parents = queries.parents()
    opened = _open_all(classes, {one.reference: one for one in queries.classes()}, today)
    moved = _move_all(classes, parents)
    known = [row for row in classes if _reference(row) not in opened]
    changed = {_reference(row) for row in known if _set(row, today)}
    linked = _link_all(classes) - opened
    for root in queries.roots():
        settle(actor, root, now)
    counts = {"opened": len(opened), "changed": len({*moved, *changed, *linked})}
    record(EventDraft("fileplan:plan:imported", actor.reference, "fileplan", detail=counts), at=now)
    return counts


def _open_all(
    classes: Sequence[ImportedClass], existing: Mapping[str, FileClass], today: date
) -> set[str]:
    """Open the new classes, parents first whatever the order of the rows."""
    known = dict(existing)
    waiting = [row for row in classes if row.terms.reference not in existing]
    parents = {row.terms.reference: row.parent for row in waiting}
    for row in sorted(waiting, key=lambda one: rules.depth(one.terms.reference, parents) or 0):
        known[row.terms.reference] = create(row.terms, known.get(row.parent), today)
    return set(parents)


def _move_all(classes: Sequence[ImportedClass], before: Mapping[str, str]) -> list[str]:
    """Move the known classes whose rows name another parent, from the top down; which."""
    after = dict(before) | {_reference(row): rules.parent_of(row, before) for row in classes}
    moved = [one for one in before if after[one] != before[one]]
    for reference in sorted(moved, key=lambda one: rules.depth(one, after) or 0):
        found = queries.class_named(reference)
        target = queries.class_named(after[reference]) if after[reference] else None
        lock_branch(found, target)
        refuse_if(queries.reasons_held(found))
        move_below(found, target)
    return moved


def _set(row: ImportedClass, today: date) -> bool:
    """Set what the row says of a known class; whether anything is different now."""
    found = FileClass.objects.get(reference=row.terms.reference)
    said = _COLUMN_NAMES.get
    values = columns(row.terms, today)
    new = {name: value for name, value in values.items() if said(name, name) in row.said}
    different = {name: value for name, value in new.items() if not _same(found, name, value)}
    if different:
        chosen = FileClass.objects.filter(pk=found.pk)
        chosen.update(**different, version=F("version") + 1)
    return bool(different)


def _same(found: FileClass, name: str, value: Any) -> bool:
    now = getattr(found, name)
    # Of units and sets the order says nothing.
    return bool(now == value or (isinstance(now, list) and value and sorted(now) == sorted(value)))


# What columns of a class are called in a file, where it is another name.
_COLUMN_NAMES = {"open_to": "access", "opened_on": "opened", "closed_on": "closed"}


def _reference(row: ImportedClass) -> str:
    return row.terms.reference


def _link_all(classes: Sequence[ImportedClass]) -> set[str]:
    """Make the cross-references that are not there yet; the classes that got one."""
    numbers = dict(FileClass.objects.values_list("reference", "pk"))
    return {
        _reference(row)
        for row in classes
        for other in row.see_also
        if SeeAlso.objects.get_or_create(
            from_class_id=numbers[_reference(row)], to_class_id=numbers[other]
        )[1]
    }
