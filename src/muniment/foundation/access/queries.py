"""Who people are, what they may do and what they can see."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from muniment.foundation.access import rules
from muniment.foundation.access.models import (
    Audience,
    HandlingMember,
    HandlingSet,
    Person,
    PersonName,
    RoleHeld,
    Substitute,
    Token,
    Unit,
)
from muniment.foundation.access.types import (
    AudienceKey,
    Grant,
    Marking,
    Narrowing,
    Permission,
    Place,
    Profile,
    Role,
    StandsIn,
    Tier,
)
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason
from muniment.foundation.kernel.ids import normalise

TOKEN_PREFIX = "mun_"  # noqa: S105
_TOKEN = re.compile(r"mun_([0-9A-Z]{11})_[A-Za-z0-9_-]{43}")
_NOBODY = hashlib.sha256(b"").hexdigest()


def profile(person: Person, *, on: date) -> Profile:
    """What the person may do and see on the civil date `on`. Read afresh at every request, so
    that a role taken away is gone at once."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    grants = RoleHeld.objects.filter(in_force, person=person).select_related("unit").order_by("pk")
    handling = HandlingMember.objects.filter(
        in_force, person=person, handling_set__retired_at=None
    ).values_list("handling_set__code", flat=True)
    return Profile(
        reference=person.reference,
        name=person.name,
        active=person.is_active,
        clearance=Tier(person.clearance),
        unit_lineage=_lineages().get(person.unit_id or 0, ()),
        grants=tuple(_grant(held) for held in grants),
        handling=frozenset(handling),
        stands_in=_stands_in(person, on) if person.is_active else (),
    )


def _stands_in(person: Person, on: date) -> tuple[StandsIn, ...]:
    """For whom the person signs on the civil date: whoever named them, or for whom they were
    named, and what is left of that one's role today."""
    rows = Substitute.objects.filter(
        substitute=person, starts_on__lte=on, ends_on__gte=on, ended_at=None, person__is_active=True
    )
    return tuple(
        StandsIn(one.person.reference, Role(one.role), _grants_of(one.person, Role(one.role), on))
        for one in rows.select_related("person").order_by("pk")
    )


def _grants_of(person: Person, role: Role, on: date) -> tuple[Grant, ...]:
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    held = RoleHeld.objects.filter(in_force, person=person, role=role).select_related("unit")
    return tuple(_grant(one) for one in held.order_by("pk"))


def substitutes_of(person: Person) -> QuerySet[Substitute]:
    """Everybody who signs, signed or will sign for the person, the latest first."""
    return person.substitutes.select_related("substitute").order_by("-starts_on", "-pk")


def standing_in(role: Role, *, on: date) -> list[tuple[Person, str]]:
    """Everybody who signs in this role for somebody absent on the civil date, and for whom."""
    rows = Substitute.objects.filter(
        role=role, starts_on__lte=on, ends_on__gte=on, ended_at=None, substitute__is_active=True
    )
    return [
        (one.substitute, one.person.reference)
        for one in rows.select_related("substitute", "person")
    ]


def _grant(held: RoleHeld) -> Grant:
    unit = held.unit.reference if held.unit else ""
    return Grant(Role(held.role), unit, held.file_class, held.starts_on, held.ends_on)


def profile_of(name: str, *, on: date) -> Profile:
    """The profile of the person with this user name, e-mail or reference. Raises NotFound."""
    person = find_person(name)
    if person is None:
        raise NotFound("person", name)
    return profile(person, on=on)


def find_person(name: str) -> Person | None:
    """The person with this user name, e-mail address or reference, leavers included."""
    return Person.objects.filter(
        Q(username__iexact=name) | Q(reference=name) | (Q(email__iexact=name) & ~Q(email=""))
    ).first()


def people_called(text: str, *, most: int) -> list[str]:
    """The references of the people whose name has this text, or who have it as user name, e-mail
    or reference; leavers included, and `most` at most."""
    named = Q(name__icontains=text) | Q(username__iexact=text) | Q(reference__iexact=text)
    rows = Person.objects.filter(named).order_by("pk")
    return list(rows.values_list("reference", flat=True)[:most]) if text.strip() else []


def token_presented(secret: str, *, now: datetime) -> Token | None:
    """The token with this secret, if it can be used at `now`: neither ended nor revoked, its
    person still here. The comparison takes as long for a wrong secret as for a right one."""
    shaped = _TOKEN.fullmatch(secret)
    named = normalise(shaped[1]) if shaped else ""
    token = Token.objects.select_related("person").filter(reference=named).first()
    digest = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
    if not hmac.compare_digest(digest, token.digest if token else _NOBODY) or token is None:
        return None
    usable = token.revoked_at is None and token.created_at <= now < token.expires_at
    return token if usable and token.person.is_active else None


def tokens_of(reference: str) -> QuerySet[Token]:
    """The tokens issued to the person with this reference, the latest first."""
    return Token.objects.filter(person__reference=reference).order_by("-created_at", "-pk")


def people() -> QuerySet[Person]:
    """Everybody, leavers included, by name."""
    return Person.objects.select_related("unit").order_by("name")


def units() -> QuerySet[Unit]:
    """All units, in tree order."""
    return Unit.objects.get_tree()


def names_of_units(references: Iterable[str] | None = None) -> dict[str, str]:
    """The names of these units, by reference; of all where None are named."""
    named = Q() if references is None else Q(reference__in=references)
    return dict(Unit.objects.filter(named).values_list("reference", "name"))


def unit_above(unit: Unit) -> Unit | None:
    """The unit that this one is a part of; None at the top."""
    return Unit.objects.get_parent(unit)


def units_below(unit: Unit) -> QuerySet[Unit]:
    """The units that are parts of this one, one level down."""
    return Unit.objects.get_children(unit)


def body_name() -> str:
    """What the organisation is called: as the setting says, or else as the one unit that stands
    above all others is called."""
    roots = (
        [] if settings.MUNIMENT_BODY_NAME else Unit.objects.get_root_nodes().values_list("name")[:2]
    )
    names = [name for (name,) in roots]
    return settings.MUNIMENT_BODY_NAME or (names[0] if len(names) == 1 else "")


def unit_named(reference: str) -> Unit:
    """The unit with this reference. Raises NotFound."""
    found = Unit.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("unit", reference)
    return found


def handling_sets() -> QuerySet[HandlingSet]:
    """The handling sets in use."""
    return HandlingSet.objects.filter(retired_at=None).order_by("code")


def lineage(unit: Unit | None) -> tuple[str, ...]:
    """The unit's reference and those of all above it, the nearest first."""
    if unit is None:
        return ()
    above = [ancestor.reference for ancestor in Unit.objects.get_ancestors(unit)]
    return (unit.reference, *reversed(above))


def unit_lineages() -> Mapping[str, tuple[str, ...]]:
    """The lineage of every unit, by reference, in one query."""
    return {one[0]: one for one in _lineages().values()}


@once_a_page
def _lineages() -> Mapping[int, tuple[str, ...]]:
    """The same by number."""
    found: dict[int, tuple[str, ...]] = {}
    by_path: dict[str, tuple[str, ...]] = {}
    rows = Unit.objects.order_by("path").values_list("pk", "path", "reference")
    for number, path, reference in rows:
        above = by_path.get(path[: -Unit.steplen], ())
        by_path[path] = found[number] = (reference, *above)
    return found


def holders(*roles: Role, on: date) -> list[tuple[Person, Grant]]:
    """Everybody active who holds one of the roles on the civil date `on`, with the scope."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    held = RoleHeld.objects.filter(in_force, role__in=roles, person__is_active=True)
    return [(one.person, _grant(one)) for one in held.select_related("person", "unit")]


def roles_of(person: Person) -> QuerySet[RoleHeld]:
    """Every role the person holds or has held, the latest first."""
    return person.roles_held.select_related("unit").order_by("-starts_on", "-pk")


def require(actor: Profile, permission: Permission, *, at: Place | None = None) -> None:
    """Raise NotPermitted, with who to ask, unless the actor may do this (at the place named)."""
    reasons = rules.reasons_may_not(actor, permission, at)
    if reasons:
        raise NotPermitted(reasons)


def visible_audiences(actor: Profile) -> frozenset[int]:
    """The numbers of every audience that the actor belongs to.

    The answer is kept for as long as the profile and the revision of the audiences stay the
    same: a change of role makes another profile, a change of a class another revision.
    """
    return _visible(_in_rights(actor), _revision(), _database_name())


@once_a_page
def _revision() -> int:
    """How often the audiences have changed. Asked for before everything that is trimmed, and so
    without what a model takes to be asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM access_audiencerevision WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _in_rights(actor: Profile) -> Profile:
    """The actor without what two people with the same rights differ in: what is remembered for one
    answers for all of them, however many there are."""
    grants = tuple(replace(one, starts_on=date.min, ends_on=None) for one in actor.grants)
    return replace(actor, reference="", name="", grants=grants, stands_in=())


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


@lru_cache(maxsize=512)
def _visible(actor: Profile, revision: int, database: str) -> frozenset[int]:
    return frozenset(
        row.pk for row in Audience.objects.all() if not rules.reasons_not_to_see(actor, key_of(row))
    )


def every_audience() -> frozenset[int]:
    """The numbers of all audiences there are, kept as `visible_audiences` is."""
    return _every_audience(_revision(), _database_name())


@lru_cache(maxsize=64)
def _every_audience(revision: int, database: str) -> frozenset[int]:
    return frozenset(Audience.objects.values_list("pk", flat=True))


def audiences_within(actor: Profile, permission: Permission) -> frozenset[int]:
    """The numbers of every audience of things over which the actor has the permission, whether
    or not they may see what is there; kept as `visible_audiences` is."""
    return _within(_in_rights(actor), permission, _revision(), _database_name())


@lru_cache(maxsize=512)
def _within(actor: Profile, permission: Permission, revision: int, database: str) -> frozenset[int]:
    return frozenset(
        row.pk for row in Audience.objects.all() if rules.may(actor, permission, key_of(row).place)
    )


def places_of(audiences: Iterable[int]) -> dict[int, Place]:
    """Where what carries each of these audiences stands, by number."""
    return {number: key.place for number, key in keys_of(audiences).items()}


def keys_of(audiences: Iterable[int]) -> dict[int, AudienceKey]:
    """Each of these audiences as a value, by number."""
    return dict(_keys_of(frozenset(audiences)))


@once_a_page
def _keys_of(audiences: frozenset[int]) -> Mapping[int, AudienceKey]:
    rows = Audience.objects.filter(pk__in=audiences).order_by("pk")
    return {row.pk: key_of(row) for row in rows}


def audiences_of(scopes: Iterable[str]) -> list[tuple[int, str, Narrowing]]:
    """Every audience of these classes: its number, its class and its narrowing."""
    rows = Audience.objects.filter(scope__in=list(scopes))
    return [(row.pk, row.scope, _narrowing(row.narrowing)) for row in rows]


def _narrowing(said: dict[str, Any]) -> Narrowing:
    def several(name: str) -> tuple[str, ...] | None:
        return None if said[name] is None else tuple(said[name])

    return Narrowing(several("open_to"), said["tier"], said["sensitive"], several("handling"))


def forget_cached_audiences() -> None:
    """Drop what is remembered of audiences (a database that was swapped under the process)."""
    _visible.cache_clear()
    _within.cache_clear()
    _every_audience.cache_clear()


def visible_to(actor: Profile, field: str = "audience") -> Q:
    """The condition that keeps a query to what the actor may see."""
    return Q(**{f"{field}__in": visible_audiences(actor)})


def key_of(row: Audience) -> AudienceKey:
    """The audience as a value."""
    return AudienceKey(
        Place(tuple(row.classes), tuple(row.units)),
        tuple(row.open_to),
        Marking(Tier(row.tier), row.sensitive, frozenset(row.handling)),
    )


@once_a_page
def audience_key(number: int) -> AudienceKey:
    """The audience with this number, as a value."""
    return key_of(Audience.objects.get(pk=number))


def places() -> list[tuple[int, Place]]:
    """The number of every audience, with where it stands."""
    rows = Audience.objects.order_by("pk").values_list("pk", "classes", "units")
    return [(number, Place(tuple(classes), tuple(units))) for number, classes, units in rows]


def reasons_not_to_see(actor: Profile, audience: int) -> list[Reason]:
    """Every reason why the actor cannot see things of this audience; empty if they can."""
    return rules.reasons_not_to_see(actor, audience_key(audience))


def who_sees(audience: int, *, on: date) -> list[tuple[Person, list[Reason]]]:
    """Everybody active, each with the reasons why they cannot see the audience (none: they can)."""
    key = audience_key(audience)
    active = Person.objects.filter(is_active=True).select_related("unit").order_by("name")
    return [(one, rules.reasons_not_to_see(profile(one, on=on), key)) for one in active]


def names_at(references: Iterable[str], moment: Any = None) -> dict[str, str]:
    """The names of the people with these references, as they were at `moment` (now if None)."""
    wanted = frozenset(references)
    names = dict(_names_now(wanted))
    if moment is not None:
        earlier = PersonName.objects.filter(person__reference__in=wanted, from_at__lte=moment)
        rows = earlier.order_by("from_at", "pk")
        names |= dict(rows.values_list("person__reference", "name"))  # the latest of each
    return names


@once_a_page
def _names_now(references: frozenset[str]) -> Mapping[str, str]:
    rows = Person.objects.filter(reference__in=references)
    return dict(rows.values_list("reference", "name"))


def permissions_somewhere(actor: Profile, wanted: Sequence[Permission]) -> bool:
    """Whether any of the permissions is given by any role, in any scope."""
    return any(rules.may(actor, permission) for permission in wanted)
