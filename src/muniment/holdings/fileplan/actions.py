"""Verbs on the file plan. Who may see what lies in a class changes with it, at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from muniment.foundation.access import actions as audiences
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.models import FileClass, FormerReference, SeeAlso
from muniment.holdings.fileplan.types import ClassTerms, ImportedClass


@verb("fileplan:class:open")
def open_class(
    actor: Profile, reference: str, *, terms: ClassTerms, under: str = "", now: datetime
) -> FileClass:
    """Open a class, at the top or under another. Its reference is unique for ever."""
    parent = queries.class_named(under) if under else None
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(parent))
    taken = queries.reference_taken(reference)
    refuse_if(rules.reasons_not_to_name(reference, terms.title, taken))
    made = _create(replace(terms, reference=reference), parent, civil_date(now))
    _tell("fileplan:class:opened", actor, made, now, under=under)
    return made


def place_of(file_class: FileClass | None) -> Place | None:
    """Where the class stands, for the test of scopes; None for the whole plan."""
    return queries.effective(file_class).place if file_class else None


def _create(terms: ClassTerms, parent: FileClass | None, today: date) -> FileClass:
    values = _columns(terms, today)
    if parent is None:
        return FileClass.add_root(**values)
    # Read again: the tree keeps a count of children on the object in hand.
    return FileClass.objects.get(pk=parent.pk).add_child(**values)


def _columns(terms: ClassTerms, today: date) -> dict[str, Any]:
    return {
        "reference": terms.reference,
        "title": terms.title,
        "scope_note": terms.scope_note,
        "owner_unit": terms.owner_unit,
        "owner_role": terms.owner_role,
        "rule": terms.rule,
        "access": terms.access,
        "open_to": list(terms.open_to),
        "tier": terms.tier,
        "sensitive": terms.sensitive,
        "handling": None if terms.handling is None else list(terms.handling),
        "inherits": terms.inherits,
        "opened_on": terms.opened_on or today,
        "closed_on": terms.closed_on,
    }


@verb("fileplan:class:change")
def change_class(
    actor: Profile, reference: str, *, terms: ClassTerms, version: int | None = None, now: datetime
) -> FileClass:
    """Set what a class says for itself. Access changes at once, dates by a job that follows.

    `version` is that of the class the person was looking at; refused if it has moved on.
    """
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    found = FileClass.objects.select_for_update().get(pk=found.pk)
    _refuse_stale(found, version)
    refuse_if(rules.reasons_not_to_name(found.reference, terms.title, taken=False))
    before = _columns(queries.terms_of(found), found.opened_on)
    after = _columns(replace(terms, reference=found.reference), found.opened_on)
    for name, value in after.items():
        setattr(found, name, value)
    found.version += 1
    found.save(update_fields=[*after, "version"])
    _after_change(actor, found, now)
    changed = sorted(name for name in after if after[name] != before[name])
    _tell("fileplan:class:changed", actor, found, now, changed=changed, rule=found.rule)
    return found


def _refuse_stale(found: FileClass, version: int | None) -> None:
    if version is not None and version != found.version:
        raise Refused(Reason("stale", "Somebody has changed this class since. Look at it again."))


def _after_change(actor: Profile, changed: FileClass, now: datetime) -> None:
    """Work out again who sees what lies in the branch, and have its dates computed again."""
    branch = list(queries.below(changed))
    by_scope = {str(one.pk): one for one in branch}
    found = queries.effective_of(branch)
    resolved = {
        number: rules.resolve_audience(found[by_scope[scope].pk], narrowing)
        for number, scope, narrowing in access.audiences_of(by_scope)
    }
    audiences.redefine_audiences(resolved)
    arguments = {"file_class": changed.reference}
    enqueue("retention.recalculate", arguments, run_as=actor.reference, now=now)


@verb("fileplan:class:move")
def move_class(
    actor: Profile, reference: str, *, under: str, new_reference: str = "", now: datetime
) -> FileClass:
    """Move a class with all it holds under another (or to the top), with a new reference if
    wanted. The old reference still resolves."""
    found = queries.class_named(reference)
    target = queries.class_named(under) if under else None
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(target))
    chain = queries.lineage_references(target) if target else ()
    refuse_if(rules.reasons_not_to_move(found.reference, chain, found.is_root()))
    _move(found, target)
    moved = FileClass.objects.get(pk=found.pk)
    if new_reference and new_reference != moved.reference:
        _rename(moved, new_reference, now)
    _after_change(actor, moved, now)
    _tell("fileplan:class:moved", actor, moved, now, under=under, before=found.reference)
    return moved


def _move(found: FileClass, target: FileClass | None) -> None:
    if target is None:
        found.move(FileClass.get_first_root_node(), pos="sorted-sibling")
    else:
        found.move(target, pos="sorted-child")


def _rename(found: FileClass, new_reference: str, now: datetime) -> None:
    taken = queries.reference_taken(new_reference)
    refuse_if(rules.reasons_not_to_name(new_reference, found.title, taken))
    FormerReference.objects.create(reference=found.reference, file_class=found, until=now)
    found.reference = new_reference
    found.save(update_fields=["reference"])


@verb("fileplan:class:rename")
def rename_class(actor: Profile, reference: str, *, new_reference: str, now: datetime) -> FileClass:
    """Give a class another reference. The old one still resolves and is never used again."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    before = found.reference
    _rename(found, new_reference, now)
    _after_change(actor, found, now)
    _tell("fileplan:class:renamed", actor, found, now, before=before)
    return found


@verb("fileplan:class:close")
def close_class(
    actor: Profile, reference: str, *, on: date | None = None, reason: str = "", now: datetime
) -> FileClass:
    """Close a class: nothing new goes in it or below it; what is there stays readable."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    closes = on or civil_date(now)
    if found.closed_on:
        raise Refused(Reason("closed", f"Class {found.reference} is closed already."))
    if closes < found.opened_on:
        raise Refused(Reason("dates", "It would close before it opened.", "on"))
    found.closed_on = closes
    found.save(update_fields=["closed_on"])
    _tell("fileplan:class:closed", actor, found, now, reason, closed_on=closes.isoformat())
    return found


@verb("fileplan:class:reopen")
def reopen_class(actor: Profile, reference: str, *, reason: str, now: datetime) -> FileClass:
    """Open a closed class again. Needs a reason."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    if not reason.strip():
        raise Refused(Reason("no_reason", "Say why the class is to be opened again.", "reason"))
    if not found.closed_on:
        raise Refused(Reason("open", f"Class {found.reference} is open."))
    found.closed_on = None
    found.save(update_fields=["closed_on"])
    _tell("fileplan:class:reopened", actor, found, now, reason)
    return found


@verb("fileplan:class:delete")
def delete_class(actor: Profile, reference: str, *, now: datetime) -> None:
    """Delete a class that never held anything. One that did can only be closed."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    used = found.used_at is not None or found.former_references.exists()
    refuse_if(rules.reasons_not_to_delete(used, not found.is_leaf(), found.reference))
    _tell("fileplan:class:deleted", actor, found, now)
    SeeAlso.objects.filter(from_class=found).delete()
    SeeAlso.objects.filter(to_class=found).delete()
    found.delete()


@verb("fileplan:class:refer")
def refer_to(actor: Profile, reference: str, *, to: str, note: str = "", now: datetime) -> SeeAlso:
    """Make a cross-reference from one class to another. Nothing is copied."""
    found, other = queries.class_named(reference), queries.class_named(to)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    if found.pk == other.pk:
        raise Refused(Reason("itself", "A class cannot refer to itself.", "to"))
    link, _ = SeeAlso.objects.update_or_create(
        from_class=found, to_class=other, defaults={"note": note}
    )
    _tell("fileplan:class:referred", actor, found, now, to=other.reference)
    return link


@verb("fileplan:plan:import")
def import_plan(
    actor: Profile,
    rows: Iterable[Mapping[str, str | None]],
    *,
    known_rules: Collection[str] | None = None,
    now: datetime,
) -> dict[str, int]:
    """Bring in a file plan: new classes are opened, known ones set as the rows say, none removed.

    `rows` have the columns of `types.COLUMNS`; `known_rules` are the codes of the retention
    schedule, unchecked if None. Nothing is imported unless every row is good; the refusal lists
    all that is wrong. Returns the counts `opened` and `changed`.
    """
    access.require(actor, Permission.FILEPLAN_MANAGE)
    today = civil_date(now)
    classes, unreadable = rules.read_rows(rows, today)
    existing = {one.reference: one for one in queries.classes()}
    units = [unit.reference for unit in access.units()]
    refuse_if([*unreadable, *rules.reasons_not_to_import(classes, existing, known_rules, units)])
    opened = _open_all(classes, existing, today)
    changed = [row for row in classes if row.terms.reference not in opened]
    for row in changed:
        FileClass.objects.filter(reference=row.terms.reference).update(**_columns(row.terms, today))
    _link_all(classes)
    for root in queries.roots():
        _after_change(actor, root, now)
    counts = {"opened": len(opened), "changed": len(changed)}
    record(EventDraft("fileplan:plan:imported", actor.reference, "fileplan", detail=counts), at=now)
    return counts


def _open_all(
    classes: Sequence[ImportedClass], existing: Mapping[str, FileClass], today: date
) -> set[str]:
    """Open the new classes, parents first whatever the order of the rows."""
    known = dict(existing)
    waiting = [row for row in classes if row.terms.reference not in existing]
    opened: set[str] = set()
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in known]
        if not ready:
            circle = ", ".join(row.terms.reference for row in waiting)
            raise Refused(Reason("circle", f"These classes stand above one another: {circle}."))
        for row in ready:
            made = _create(row.terms, known.get(row.parent), today)
            known[row.terms.reference] = made
            opened.add(row.terms.reference)
        waiting = [row for row in waiting if row.terms.reference not in opened]
    return opened


def _link_all(classes: Sequence[ImportedClass]) -> None:
    numbers = dict(FileClass.objects.values_list("reference", "pk"))
    for row in classes:
        for other in row.see_also:
            SeeAlso.objects.get_or_create(
                from_class_id=numbers[row.terms.reference], to_class_id=numbers[other]
            )


def lock_classes(paths: Iterable[str]) -> list[FileClass]:
    """The classes at these tree paths, fresh and locked from the root down: while they are,
    nothing in them is destroyed and no hold is placed on them by anybody else."""
    chosen = FileClass.objects.filter(path__in=set(paths)).order_by("path")
    return list(chosen.select_for_update(no_key=True))


def mark_used(file_class: int, *, now: datetime) -> None:
    """Note that something has been filed in the class. Called within the filing transaction."""
    FileClass.objects.filter(pk=file_class, used_at=None).update(used_at=now)


def _tell(
    kind: str, actor: Profile, about: FileClass, now: datetime, reason: str = "", **detail: Any
) -> None:
    draft = EventDraft(
        kind, actor.reference, f"class:{about.reference}", reason=reason, detail=detail
    )
    record(draft, at=now)
