"""Verbs on the definitions of fields."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.metadata import queries, rules
from muniment.holdings.metadata.models import ClassField, Field, Vocabulary
from muniment.holdings.metadata.types import FieldTerms


@verb("metadata:field:define")
def define_field(actor: Profile, terms: FieldTerms, *, now: datetime) -> Field:
    """Define a field. It is asked for nowhere until `ask_for` says where."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    terms = replace(terms, code=terms.code.strip().lower(), title=terms.title.strip())
    taken = Field.objects.filter(code=terms.code).exists()
    refuse_if(rules.reasons_not_to_define(terms, taken, in_use()))
    made = Field.objects.create(**columns(terms))
    tell("metadata:field:defined", actor, made, now, **said(terms))
    return made


@verb("metadata:field:change")
def change_field(
    actor: Profile,
    reference: str,
    *,
    terms: FieldTerms,
    version: int | None = None,
    now: datetime,
) -> Field:
    """Change what a field is. What records already hold must stay readable: see the rules.
    `version` guards against a lost update."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = locked(reference)
    if version is not None and version != found.version:
        raise Refused(Reason("stale", "Somebody has changed this since. Look at it again."))
    before = queries.terms_of(found)
    terms = replace(terms, code=before.code, title=terms.title.strip())
    vocabularies = in_use() | {before.vocabulary}
    refuse_if(
        [
            *rules.reasons_not_to_define(terms, False, vocabularies),
            *rules.reasons_not_to_change(before, terms, found.used_at is not None),
        ]
    )
    save_terms(found, terms)
    old, new = said(before), said(terms)
    changed = {name: [old[name], new[name]] for name in new if new[name] != old[name]}
    tell("metadata:field:changed", actor, found, now, changed=changed)
    return found


@verb("metadata:field:retire")
def retire_field(actor: Profile, reference: str, *, now: datetime) -> Field:
    """Ask for a field no more. What records hold stays, is shown and is found."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = locked(reference)
    if found.retired_at:
        raise Refused(Reason("retired", f"{found.title} is retired already."))
    found.retired_at = now
    found.save(update_fields=["retired_at"])
    tell("metadata:field:retired", actor, found, now)
    return found


@verb("metadata:field:restore")
def restore_field(actor: Profile, reference: str, *, now: datetime) -> Field:
    """Ask for a retired field again, where it was asked for."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = locked(reference)
    if not found.retired_at:
        raise Refused(Reason("in_use", f"{found.title} is not retired."))
    found.retired_at = None
    found.save(update_fields=["retired_at"])
    tell("metadata:field:restored", actor, found, now)
    return found


@verb("metadata:field:delete")
def delete_field(actor: Profile, reference: str, *, now: datetime) -> None:
    """Delete a field that no record ever had a value of. One that was used can only be retired."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = locked(reference)
    if found.used_at:
        raise Refused(Reason("used", f"{found.title} has been used. Retire it instead."))
    tell("metadata:field:deleted", actor, found, now)
    ClassField.objects.filter(field=found).delete()
    found.delete()


def mark_used(numbers: Iterable[int], *, now: datetime) -> None:
    """Note that records have values of these fields. In the transaction that writes them."""
    Field.objects.filter(pk__in=set(numbers), used_at=None).update(used_at=now)


def locked(reference: str) -> Field:
    """The field with this code, fresh and locked. Raises NotFound."""
    number = queries.field_named(reference).pk
    return Field.objects.select_for_update(of=("self",)).select_related("vocabulary").get(pk=number)


def in_use() -> set[str]:
    """The codes of the vocabularies that can be chosen from."""
    return set(Vocabulary.objects.filter(retired_at=None).values_list("code", flat=True))


def columns(terms: FieldTerms) -> dict[str, Any]:
    """What the terms come to in the columns of a field."""
    vocabulary = Vocabulary.objects.filter(code=terms.vocabulary).first()
    return {**asdict(terms), "vocabulary": vocabulary, "kind": terms.kind.value}


def save_terms(found: Field, terms: FieldTerms) -> None:
    """Write what the field is from now on."""
    for name, value in columns(terms).items():
        setattr(found, name, value)
    found.version += 1
    found.save()


def said(terms: FieldTerms) -> dict[str, Any]:
    """The terms as an event tells them."""
    return {**asdict(terms), "kind": terms.kind.value}


def tell(kind: str, actor: Profile, about: Field, now: datetime, /, **detail: Any) -> None:
    """Record what was done with the field."""
    record(EventDraft(kind, actor.reference, f"field:{about.code}", detail=detail), at=now)
