"""What every verb of this room does: name a person, tell the log."""

from datetime import date, datetime
from typing import Any

from muniment.foundation.access import queries
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import NotFound


def person_named(reference: str) -> Person:
    """The person with this reference, user name or e-mail address. Raises NotFound."""
    person = queries.find_person(reference)
    if person is None:
        raise NotFound("person", reference)
    return person


def scope_of(unit: str, file_class: str) -> Place:
    """The scope as a place; that of the whole body is in no unit and no class."""
    units = queries.lineage(queries.unit_named(unit)) if unit else ()
    return Place(classes=(file_class,) if file_class else (), units=units)


def require_over(actor: Profile, person: Person, *, on: date) -> None:
    """Raise NotPermitted unless the actor manages people wherever this one sits and holds roles on
    the civil date `on` or later: whoever sets a password, or an address, can sign in with all of
    them."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    scopes = {(person.unit.reference, "")} if person.unit else set()
    for held in person.roles_held.exclude(ends_on__lt=on).select_related("unit"):
        scopes.add((held.unit.reference if held.unit else "", held.file_class))
    for unit, file_class in sorted(scopes):
        queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(unit, file_class))


def tell(
    kind: str,
    actor: Profile,
    what: str,
    now: datetime,
    private: dict[str, str] | None = None,
    **detail: Any,
) -> None:
    """Record what was done. Names of people go into `private`."""
    record(EventDraft(kind, actor.reference, what, detail=detail, private=private or {}), at=now)
