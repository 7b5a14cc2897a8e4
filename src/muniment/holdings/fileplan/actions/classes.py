"""Verbs on one class. Who may see what lies in it changes with it, at once."""

from dataclasses import replace
from datetime import date, datetime

from django.db.models import ProtectedError

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.actions.rows import columns, create, place_of, settle, tell
from muniment.holdings.fileplan.models import FileClass, SeeAlso
from muniment.holdings.fileplan.types import ClassTerms


@verb("fileplan:class:open")
def open_class(
    actor: Profile, reference: str, *, terms: ClassTerms, under: str = "", now: datetime
) -> FileClass:
    """Open a class, at the top or under another. Its reference is unique for ever."""
    parent = queries.class_named(under) if under else None
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(parent))
    taken = queries.reference_taken(reference)
    refuse_if(
        [
            *rules.reasons_not_to_name(reference, terms.title, taken),
            *rules.reasons_not_to_set(terms, queries.unit_references()),
            *queries.reasons_closed(parent, on=civil_date(now)),
        ]
    )
    made = create(replace(terms, reference=reference), parent, civil_date(now))
    tell("fileplan:class:opened", actor, made, now, under=under)
    return made


@verb("fileplan:class:change")
def change_class(
    actor: Profile, reference: str, *, terms: ClassTerms, version: int | None = None, now: datetime
) -> FileClass:
    """Set what a class says for itself. Access changes at once, dates by a job that follows.

    The dates on which it opens and closes stay: closing and opening again are verbs of their own.
    `version` is that of the class the person was looking at; refused if it has moved on.
    """
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    found = FileClass.objects.select_for_update().get(pk=found.pk)
    _refuse_stale(found, version)
    was = queries.terms_of(found)
    terms = replace(
        terms, reference=was.reference, opened_on=was.opened_on, closed_on=was.closed_on
    )
    refuse_if(
        [
            *rules.reasons_not_to_name(found.reference, terms.title, taken=False),
            *rules.reasons_not_to_set(terms, queries.unit_references()),
        ]
    )
    before, after = columns(was, found.opened_on), columns(terms, found.opened_on)
    for name, value in after.items():
        setattr(found, name, value)
    found.version += 1
    found.save(update_fields=[*after, "version"])
    settle(actor, found, now)
    changed = sorted(name for name in after if after[name] != before[name])
    tell("fileplan:class:changed", actor, found, now, changed=changed, rule=found.rule)
    return found


def _refuse_stale(found: FileClass, version: int | None) -> None:
    if version is not None and version != found.version:
        raise Refused(Reason("stale", "Somebody has changed this class since. Look at it again."))


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
    tell("fileplan:class:closed", actor, found, now, reason, closed_on=closes.isoformat())
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
    tell("fileplan:class:reopened", actor, found, now, reason)
    return found


@verb("fileplan:class:delete")
def delete_class(actor: Profile, reference: str, *, now: datetime) -> None:
    """Delete a class that never held anything. One that did can only be closed."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    used = found.used_at is not None or found.former_references.exists()
    refuse_if(rules.reasons_not_to_delete(used, not found.is_leaf(), found.reference))
    tell("fileplan:class:deleted", actor, found, now)
    SeeAlso.objects.filter(from_class=found).delete()
    SeeAlso.objects.filter(to_class=found).delete()
    try:
        found.delete()
    except ProtectedError as error:  # a capture that was begun there, or a hold
        raise Refused(rules.reasons_not_to_delete(True, False, found.reference)) from error


@verb("fileplan:class:refer")
def refer_to(actor: Profile, reference: str, *, to: str, note: str = "", now: datetime) -> SeeAlso:
    """Make a cross-reference from one class to another. Nothing is copied."""
    found, other = queries.class_named(reference), queries.class_named(to)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    if found.pk == other.pk:
        raise Refused(Reason("itself", "A class cannot refer to itself.", "to"))
    link, _ = SeeAlso.objects.update_or_create(
        from_class=found, to_class=other, defaults={"note": note[:300]}
    )
    tell("fileplan:class:referred", actor, found, now, to=other.reference)
    return link
