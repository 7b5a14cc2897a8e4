"""Verbs on where a field is asked for."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries, rules
from muniment.holdings.metadata.actions.fields import locked, tell
from muniment.holdings.metadata.models import ClassField, Field
from muniment.holdings.metadata.types import WHOLE_BODY, Asking, FieldKind, Known

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


@verb("metadata:field:ask")
def ask_for(
    actor: Profile, reference: str, *, file_class: str, asking: Asking, now: datetime
) -> ClassField:
    """Ask for a field in a class and all below it, or in every class (`*`); or change what is
    said of it there. Where a field is asked for already, further up, what is None is inherited."""
    place, found = class_meant(file_class)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place)
    field = locked(reference)
    if field.retired_at:
        raise Refused(Reason("retired", f"{field.title} is retired.", "field"))
    refuse_if(rules.reasons_not_to_ask(asking, reasons_of_default(field, asking.default)))
    row = save_asking(field, found, asking)
    where = found.reference if found else WHOLE_BODY
    tell("metadata:field:asked", actor, field, now, where=where, **asdict(asking))
    return row


@verb("metadata:field:stop")
def stop_asking(actor: Profile, reference: str, *, file_class: str, now: datetime) -> None:
    """Take back what a class says of a field: it inherits again, or is not asked for it."""
    place, found = class_meant(file_class)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place)
    field = locked(reference)
    gone, _ = ClassField.objects.filter(field=field, file_class=found).delete()
    if not gone:
        words = f"{file_class} says nothing of {field.title}."
        raise Refused(Reason("not_asked", words, "file_class"))
    where = found.reference if found else WHOLE_BODY
    tell("metadata:field:stopped", actor, field, now, where=where)


def class_meant(file_class: str) -> "tuple[Place | None, FileClass | None]":
    """The class and where it stands; neither for the whole body."""
    if file_class == WHOLE_BODY:
        return None, None
    found = fileplan.class_named(file_class)
    return fileplan.effective(found).place, found


def save_asking(field: Field, found: "FileClass | None", asking: Asking) -> ClassField:
    """Write what is said of the field there."""
    row, _ = ClassField.objects.update_or_create(
        field=field, file_class=found, defaults=asdict(asking)
    )
    return row


def reasons_of_default(field: Field, default: str | None) -> list[Reason]:
    """Why this is no value that the field could begin with."""
    terms = queries.terms_of(field)
    typed = rules.typed_of(terms, default)
    if typed and terms.kind in (FieldKind.PERSON, FieldKind.RECORD):
        return [Reason("default", "A person or a record cannot stand there for all.", "default")]
    known = Known(queries.terms_known([terms.vocabulary] if terms.vocabulary else []))
    return rules.read_all(terms, typed, known)[1]
