"""Verbs on people: coming, changing, leaving."""

from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.access import queries, rules
from muniment.foundation.access.actions.telling import (
    person_named,
    require_over,
    scope_of,
    tell,
)
from muniment.foundation.access.models import HandlingMember, Person, PersonName, Token
from muniment.foundation.access.types import Permission, PersonChanged, PersonLeft, Profile, Tier
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference


@verb("access:person:add")
def add_person(
    actor: Profile,
    username: str,
    *,
    name: str,
    unit: str = "",
    email: str = "",
    password: str | None = None,
    clearance: Tier = Tier.OFFICIAL,
    now: datetime,
) -> Person:
    """Add a person. Without a password they cannot sign in until one is set."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(unit, "") if unit else None)
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused(Reason("taken", f"The user name {username} is taken.", "username"))
    person = Person(
        reference=new_reference("P"),
        username=username,
        name=name,
        email=email,
        unit=queries.unit_named(unit) if unit else None,
        clearance=clearance,
        joined_at=now,
    )
    person.set_password(password)
    person.save()
    PersonName.objects.create(person=person, name=name, from_at=now)
    _follow(person, now)
    private = {"name": name, "username": username, "email": email}
    tell(
        "access:person:added", actor, f"person:{person.reference}", now, private=private, unit=unit
    )
    return person


def _follow(person: Person, now: datetime) -> None:
    """Have the directory follow, which lives above the accounts that it shows."""
    follow: PersonChanged = import_string(settings.MUNIMENT_PERSON_CHANGED)
    follow(person, now=now)


@verb("access:person:change")
def change_person(
    actor: Profile,
    reference: str,
    *,
    name: str | None = None,
    unit: str | None = None,
    clearance: Tier | None = None,
    email: str | None = None,
    now: datetime,
) -> Person:
    """Change a person's name, unit, clearance or e-mail address. What is None stays; earlier names
    are kept. Raises Refused for an address that somebody else signs in with, and for a higher
    clearance of one's own."""
    person = person_named(reference)
    require_over(actor, person, on=civil_date(now))
    if unit:
        queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(unit, ""))
    if clearance and actor.reference == person.reference:
        refuse_if(rules.reasons_not_to_clear_oneself(Tier(person.clearance), clearance))
    own = person.unit.reference if person.unit else ""
    said = ((name, person.name), (unit, own), (clearance, person.clearance), (email, person.email))
    if all(after is None or after == before for after, before in said):
        raise Refused(Reason("same", "That is what is known of this person already."))
    if email and Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused(Reason("taken", f"Somebody else has the address {email}.", "email"))
    if name is not None and name != person.name:
        person.name = name
        PersonName.objects.create(person=person, name=name, from_at=now)
    if unit is not None:
        person.unit = queries.unit_named(unit) if unit else None
    if clearance is not None:
        person.clearance = clearance
    person.email = person.email if email is None else email
    person.save(update_fields=["name", "unit", "clearance", "email"])
    _follow(person, now)
    private = {"name": person.name, "email": person.email}
    detail = {"unit": person.unit.reference if person.unit else "", "clearance": person.clearance}
    tell("access:person:changed", actor, f"person:{reference}", now, private=private, **detail)
    return person


@verb("access:person:password")
def set_password(actor: Profile, reference: str, *, password: str, now: datetime) -> None:
    """Set a person's password: an administrator for anybody, everybody for themselves."""
    person = person_named(reference)
    if actor.reference != person.reference:
        require_over(actor, person, on=civil_date(now))
    person.set_password(password)
    person.save(update_fields=["password"])
    tell("access:person:password_set", actor, f"person:{reference}", now)


@verb("access:person:leave")
def record_leaver(actor: Profile, reference: str, *, now: datetime) -> Person:
    """Record that a person has left: sign-in ends at once, every role and token ends, the
    history stays."""
    person = person_named(reference)
    require_over(actor, person, on=civil_date(now))
    if not person.is_active:
        raise Refused(Reason("left", f"{person.name} has already left."))
    person.is_active, person.left_at = False, now
    person.save(update_fields=["is_active", "left_at"])
    ended = _end_all(person, civil_date(now))
    Token.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    _leave(person, now)
    tell("access:person:left", actor, f"person:{reference}", now, roles_ended=ended)
    return person


def _leave(person: Person, now: datetime) -> None:
    """Have what the person answered for be without them, room by room."""
    for name in settings.MUNIMENT_PERSON_LEFT:
        leave: PersonLeft = import_string(name)
        leave(person, now=now)


def _end_all(person: Person, on: date) -> int:
    HandlingMember.objects.filter(person=person, ends_on=None, starts_on__lte=on).update(ends_on=on)
    held = person.roles_held.filter(ends_on=None, starts_on__lte=on)
    return int(held.update(ends_on=on))
