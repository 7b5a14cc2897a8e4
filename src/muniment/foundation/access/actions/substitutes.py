"""Verbs on substitutes: who signs for the absent."""

from datetime import date, datetime

from django.db.models import QuerySet

from muniment.foundation.access import queries, rules
from muniment.foundation.access.actions.telling import person_named, scope_of, tell
from muniment.foundation.access.models import Person, Substitute
from muniment.foundation.access.types import SIGNING, Permission, Profile, Role, SubstituteDraft
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if


@verb("access:substitute:name")
def name_substitute(
    actor: Profile,
    reference: str,
    *,
    substitute: str,
    role: Role,
    starts_on: date | None = None,
    ends_on: date,
    reason: str,
    now: datetime,
) -> Substitute:
    """Name somebody who signs for a person who is absent, in one of that person's roles and
    wherever it is held, from `starts_on` (today if None) to `ends_on`, both included.

    For oneself, or for others by those who manage people wherever the role is held. Raises
    Refused with every reason.
    """
    # One after the other for one absent person: two namings must not overlap.
    person = Person.objects.select_for_update().get(pk=person_named(reference).pk)
    other, today = person_named(substitute), civil_date(now)
    _require(actor, person, role)
    draft = SubstituteDraft(
        person.reference, other.reference, role, starts_on or today, ends_on, reason
    )
    profile = queries.profile(other, on=today)
    refuse_if(
        rules.reasons_not_to_name(
            draft,
            actor=actor.reference,
            able=bool(profile.permissions & SIGNING),
            held=any(one.role is role for one in queries.profile(person, on=today).grants),
            overlaps=_open(person, role)
            .filter(starts_on__lte=draft.ends_on, ends_on__gte=draft.starts_on)
            .exists(),
            today=today,
        )
    )
    made = Substitute.objects.create(
        person=person,
        substitute=other,
        role=role,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        reason=reason.strip(),
        named_by=actor.reference,
        named_at=now,
    )
    detail = {"substitute": other.reference, "role": role.value}
    detail |= {"starts_on": str(made.starts_on), "ends_on": str(made.ends_on)}
    private = {"reason": made.reason}
    about = f"person:{person.reference}"
    tell("access:substitute:named", actor, about, now, private, **detail)
    return made


def _open(person: Person, role: Role) -> QuerySet[Substitute]:
    return Substitute.objects.filter(person=person, role=role, ended_at=None)


def _require(actor: Profile, person: Person, role: Role) -> None:
    if actor.reference == person.reference:
        return
    queries.require(actor, Permission.PEOPLE_MANAGE)
    for held in person.roles_held.filter(role=role).select_related("unit"):
        where = scope_of(held.unit.reference if held.unit else "", held.file_class)
        queries.require(actor, Permission.PEOPLE_MANAGE, at=where)


@verb("access:substitute:end")
def end_substitute(actor: Profile, number: int, *, now: datetime) -> Substitute:
    """End it that somebody signs for an absent person, at once."""
    one = Substitute.objects.select_related("person").filter(pk=number).first()
    mine = one is not None and one.person.reference == actor.reference
    if one is None or not (mine or rules.may(actor, Permission.PEOPLE_MANAGE)):
        raise NotFound("substitute", str(number))
    _require(actor, one.person, Role(one.role))
    if one.ended_at is not None or one.ends_on < civil_date(now):
        raise Refused(Reason("ended", "That has ended already."))
    one.ended_at = now
    one.save(update_fields=["ended_at"])
    about = f"person:{one.person.reference}"
    tell("access:substitute:ended", actor, about, now, None, role=one.role)
    return one
