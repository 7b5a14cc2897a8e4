"""Verbs on roles and handling sets."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries
from muniment.foundation.access.actions.telling import person_named, scope_of, tell
from muniment.foundation.access.models import HandlingMember, HandlingSet, Person, RoleHeld
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused


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
    """Give a person a role over a unit, a class of the file plan, or the whole body: over no more
    than what the giver's own right to manage people takes in."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(unit, file_class))
    person = person_named(reference)
    starts = starts_on or civil_date(now)
    _refuse_bad_role(actor, person, unit, file_class, starts, ends_on)
    over = queries.unit_named(unit) if unit else None
    same = RoleHeld.objects.filter(person=person, role=role, unit=over, file_class=file_class)
    if _covers(same, starts, ends_on):
        raise Refused(Reason("held", f"{person.name} has that role already.", "role"))
    held = RoleHeld.objects.create(
        person=person,
        role=role,
        unit=over,
        file_class=file_class,
        starts_on=starts,
        ends_on=ends_on,
        given_by=actor.reference,
    )
    detail: dict[str, str] = {"role": role.value, "unit": unit, "starts_on": str(starts)}
    detail |= {"class": file_class, "ends_on": str(ends_on or "")}
    tell("access:role:given", actor, f"person:{reference}", now, None, **detail)
    return held


def _covers(rows: QuerySet[Any], starts: date, ends: date | None) -> bool:
    """Whether one of the rows, each between two dates, takes in the whole of this time."""
    lasting = Q(ends_on=None) if ends is None else Q(ends_on=None) | Q(ends_on__gte=ends)
    return rows.filter(lasting, starts_on__lte=starts).exists()


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
    one = RoleHeld.objects.select_related("person", "unit").filter(pk=held).first()
    if one is None:
        raise NotFound("role", str(held))
    where = scope_of(one.unit.reference if one.unit else "", one.file_class)
    queries.require(actor, Permission.PEOPLE_MANAGE, at=where)
    yesterday = civil_date(now) - timedelta(days=1)
    if one.ends_on is not None and one.ends_on <= yesterday:
        raise Refused(Reason("ended", f"The role ended on {one.ends_on:%-d %B %Y} already."))
    one.ends_on = yesterday
    one.starts_on = min(one.starts_on, yesterday)
    one.save(update_fields=["ends_on", "starts_on"])
    tell("access:role:ended", actor, f"person:{one.person.reference}", now, role=one.role)
    return one


@verb("access:handling:open")
def open_handling_set(actor: Profile, code: str, *, name: str, now: datetime) -> HandlingSet:
    """Make a handling set: a named group that alone may handle certain material."""
    queries.require(actor, Permission.PEOPLE_MANAGE)
    if HandlingSet.objects.filter(code=code).exists():
        raise Refused(Reason("taken", f"There is already a handling set {code}.", "code"))
    made = HandlingSet.objects.create(code=code, name=name)
    tell("access:handling:opened", actor, f"handling:{code}", now, name=name)
    return made


@verb("access:handling:join")
def join_handling_set(
    actor: Profile, code: str, *, person: str, ends_on: date | None = None, now: datetime
) -> HandlingMember:
    """Put a person in a handling set from today; for those who manage people in the whole body,
    since the set is the body's. Nobody puts themselves in."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=Place())
    found = HandlingSet.objects.filter(code=code, retired_at=None).first()
    if found is None:
        raise NotFound("handling set", code)
    who, today = person_named(person), civil_date(now)
    if who.reference == actor.reference:
        said = "You cannot put yourself in a handling set. Ask a colleague."
        raise Refused(Reason("own_set", said, "person"))
    if _covers(HandlingMember.objects.filter(handling_set=found, person=who), today, ends_on):
        raise Refused(Reason("member", f"{who.name} is in the set {code} already.", "person"))
    member = HandlingMember.objects.create(
        handling_set=found, person=who, starts_on=today, ends_on=ends_on
    )
    tell("access:handling:joined", actor, f"handling:{code}", now, person=person)
    return member
