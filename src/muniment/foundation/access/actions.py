"""Verbs on units, people, roles and handling sets; and the register of audiences."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F

from muniment.foundation.access import queries
from muniment.foundation.access.models import (
    Audience,
    AudienceRevision,
    HandlingMember,
    HandlingSet,
    Person,
    PersonName,
    RoleHeld,
    Unit,
)
from muniment.foundation.access.types import AudienceKey, Narrowing, Permission, Profile, Role, Tier
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.foundation.kernel.ids import new_reference


@verb("access:unit:open")
def open_unit(actor: Profile, reference: str, *, name: str, under: str = "", now: datetime) -> Unit:
    """Open an organisation unit, at the top or under another. The reference stays for ever."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    if Unit.objects.filter(reference=reference).exists():
        raise Refused(Reason("taken", f"There is already a unit {reference}.", "reference"))
    values = {"reference": reference, "name": name, "opened_on": civil_date(now)}
    unit = queries.unit_named(under).add_child(**values) if under else Unit.add_root(**values)
    _tell("access:unit:opened", actor, f"unit:{reference}", now, name=name, under=under)
    return unit


@verb("access:unit:rename")
def rename_unit(actor: Profile, reference: str, *, name: str, now: datetime) -> Unit:
    """Give a unit another name. Its reference stays."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    unit = queries.unit_named(reference)
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    _tell("access:unit:renamed", actor, f"unit:{reference}", now, before=before, after=name)
    return unit


@verb("access:unit:close")
def close_unit(actor: Profile, reference: str, *, now: datetime) -> Unit:
    """Close a unit from today. It stays in the history; nobody may be put in it any more."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    unit = queries.unit_named(reference)
    if unit.people.filter(is_active=True).exists():
        raise Refused(
            Reason("people_in_unit", "There are still people in this unit. Move them first.")
        )
    unit.closed_on = civil_date(now)
    unit.save(update_fields=["closed_on"])
    _tell("access:unit:closed", actor, f"unit:{reference}", now)
    return unit


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
    queries.require(actor, Permission.PEOPLE_MANAGE)
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
    private = {"name": name, "username": username, "email": email}
    _tell(
        "access:person:added", actor, f"person:{person.reference}", now, private=private, unit=unit
    )
    return person


@verb("access:person:change")
def change_person(
    actor: Profile,
    reference: str,
    *,
    name: str | None = None,
    unit: str | None = None,
    clearance: Tier | None = None,
    now: datetime,
) -> Person:
    """Change a person's name, unit or clearance. What is None stays; earlier names are kept."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    person = _person(reference)
    if name is not None and name != person.name:
        person.name = name
        PersonName.objects.create(person=person, name=name, from_at=now)
    if unit is not None:
        person.unit = queries.unit_named(unit) if unit else None
    if clearance is not None:
        person.clearance = clearance
    person.save(update_fields=["name", "unit", "clearance"])
    private = {"name": person.name}
    detail = {"unit": person.unit.reference if person.unit else "", "clearance": person.clearance}
    _tell("access:person:changed", actor, f"person:{reference}", now, private=private, **detail)
    return person


@verb("access:person:password")
def set_password(actor: Profile, reference: str, *, password: str, now: datetime) -> None:
    """Set a person's password: an administrator for anybody, everybody for themselves."""
    if actor.reference != reference:
        queries.require(actor, Permission.PEOPLE_MANAGE)
    person = _person(reference)
    person.set_password(password)
    person.save(update_fields=["password"])
    _tell("access:person:password_set", actor, f"person:{reference}", now)


@verb("access:person:leave")
def record_leaver(actor: Profile, reference: str, *, now: datetime) -> Person:
    """Record that a person has left: sign-in ends at once, every role ends, the history stays."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    person = _person(reference)
    if not person.is_active:
        raise Refused(Reason("left", f"{person.name} has already left."))
    person.is_active, person.left_at = False, now
    person.save(update_fields=["is_active", "left_at"])
    ended = _end_all(person, civil_date(now))
    _tell("access:person:left", actor, f"person:{reference}", now, roles_ended=ended)
    return person


def _end_all(person: Person, on: date) -> int:
    HandlingMember.objects.filter(person=person, ends_on=None, starts_on__lte=on).update(ends_on=on)
    held = person.roles_held.filter(ends_on=None, starts_on__lte=on)
    return int(held.update(ends_on=on))


@verb("access:role:give")
def give_role(
    actor: Profile,
    reference: str,
    *,
    role: Role,
    unit: str = "",
    file_class: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> RoleHeld:
    """Give a person a role over a unit, a class of the file plan, or the whole body."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    person = _person(reference)
    starts = starts_on or civil_date(now)
    _refuse_bad_role(actor, person, unit, file_class, starts, ends_on)
    held = RoleHeld.objects.create(
        person=person,
        role=role,
        unit=queries.unit_named(unit) if unit else None,
        file_class=file_class,
        starts_on=starts,
        ends_on=ends_on,
        given_by=actor.reference,
    )
    detail = {"role": role.value, "unit": unit, "class": file_class, "starts_on": str(starts)}
    _tell(
        "access:role:given", actor, f"person:{reference}", now, ends_on=str(ends_on or ""), **detail
    )
    return held


def _refuse_bad_role(
    actor: Profile, person: Person, unit: str, file_class: str, starts: date, ends: date | None
) -> None:
    reasons = []
    if actor.reference == person.reference:
        reasons.append(Reason("own_role", "You cannot give yourself a role. Ask a colleague."))
    if not person.is_active:
        reasons.append(Reason("left", f"{person.name} has left."))
    if unit and file_class:
        reasons.append(Reason("two_scopes", "Choose a unit or a class, not both.", "unit"))
    if ends and ends < starts:
        reasons.append(Reason("dates", "The last day is before the first day.", "ends_on"))
    if reasons:
        raise Refused(reasons)


@verb("access:role:end")
def end_role(actor: Profile, held: int, *, now: datetime) -> RoleHeld:
    """End a role: yesterday was its last day, so that it is gone at once."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    one = RoleHeld.objects.select_related("person").filter(pk=held).first()
    if one is None:
        raise NotFound("role", str(held))
    yesterday = civil_date(now) - timedelta(days=1)
    one.ends_on = yesterday
    one.starts_on = min(one.starts_on, yesterday)
    one.save(update_fields=["ends_on", "starts_on"])
    _tell("access:role:ended", actor, f"person:{one.person.reference}", now, role=one.role)
    return one


@verb("access:handling:open")
def open_handling_set(actor: Profile, code: str, *, name: str, now: datetime) -> HandlingSet:
    """Make a handling set: a named group that alone may handle certain material."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    if HandlingSet.objects.filter(code=code).exists():
        raise Refused(Reason("taken", f"There is already a handling set {code}.", "code"))
    made = HandlingSet.objects.create(code=code, name=name)
    _tell("access:handling:opened", actor, f"handling:{code}", now, name=name)
    return made


@verb("access:handling:join")
def join_handling_set(
    actor: Profile, code: str, *, person: str, ends_on: date | None = None, now: datetime
) -> HandlingMember:
    """Put a person in a handling set from today."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    found = HandlingSet.objects.filter(code=code, retired_at=None).first()
    if found is None:
        raise NotFound("handling set", code)
    member = HandlingMember.objects.create(
        handling_set=found, person=_person(person), starts_on=civil_date(now), ends_on=ends_on
    )
    _tell("access:handling:joined", actor, f"handling:{code}", now, person=person)
    return member


def audience_for(scope: str, narrowing: Narrowing, resolved: AudienceKey) -> int:
    """The number of the audience of a class (`scope`) under a narrowing; written down the first
    time it is met, with what it comes to. Not a change to rights, so it has no audit event."""
    said = _narrowing_as_json(narrowing)
    key = hashlib.sha256(json.dumps([scope, said], sort_keys=True).encode()).hexdigest()
    row = Audience.objects.filter(key=key).only("pk").first()
    if row is None:
        fields = {"scope": scope, "narrowing": said, **_resolved_fields(resolved)}
        row, made = Audience.objects.get_or_create(key=key, defaults=fields)
        if made:
            _count_revision()
    return int(row.pk)


def redefine_audiences(resolved: Mapping[int, AudienceKey]) -> int:
    """Set what audiences come to, after their class changed; how many are really different."""
    changed = 0
    for row in Audience.objects.filter(pk__in=list(resolved)):
        changed += _redefine(row, _resolved_fields(resolved[row.pk]))
    if changed:
        _count_revision()
    return changed


def _redefine(row: Audience, fields: Mapping[str, object]) -> bool:
    if all(getattr(row, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    return True


def _narrowing_as_json(narrowing: Narrowing) -> dict[str, object]:
    return {
        "open_to": None if narrowing.open_to is None else sorted(narrowing.open_to),
        "tier": narrowing.tier,
        "sensitive": narrowing.sensitive,
        "handling": None if narrowing.handling is None else sorted(narrowing.handling),
    }


def _resolved_fields(key: AudienceKey) -> dict[str, object]:
    return {
        "classes": list(key.place.classes),
        "units": list(key.place.units),
        "open_to": sorted(key.open_to),
        "tier": key.marking.tier.value,
        "sensitive": key.marking.sensitive,
        "handling": sorted(key.marking.handling),
    }


def _count_revision() -> None:
    # The row's lock orders the changes, so that a number once seen never hides a later commit.
    if not AudienceRevision.objects.filter(pk=1).update(number=F("number") + 1):
        AudienceRevision.objects.get_or_create(pk=1, defaults={"number": 1})


def _person(reference: str) -> Person:
    person = queries.find_person(reference)
    if person is None:
        raise NotFound("person", reference)
    return person


def _tell(
    kind: str,
    actor: Profile,
    what: str,
    now: datetime,
    private: dict[str, str] | None = None,
    **detail: str | int | Sequence[str],
) -> None:
    record(EventDraft(kind, actor.reference, what, detail=detail, private=private or {}), at=now)
