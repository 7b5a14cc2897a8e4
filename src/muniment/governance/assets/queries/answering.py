"""Who answers for an entry, who keeps which part of it, and who has looked at it."""

from datetime import date

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.governance.assets import rules
from muniment.governance.assets.models import Asset, Attestation, Delegation
from muniment.governance.assets.queries.reading import manages, sees
from muniment.governance.assets.types import BY_NAME, AssetState

# Who is told of what nobody answers for: the first of these that anybody holds.
ANSWERING = (Role.SIRO, Role.DEPARTMENTAL_RECORDS_OFFICER, Role.RECORDS_MANAGER)


def answers_for(actor: Profile, one: Asset) -> bool:
    """Whether the actor answers for an entry today: its owner, or who stands in for the owner
    while they are away."""
    if one.owner is None or not actor.active:
        return False
    owner = one.owner.reference
    away = (
        each.person == owner and each.role is Role.INFORMATION_ASSET_OWNER
        for each in actor.stands_in
    )
    return owner == actor.reference or any(away)


def changeable(actor: Profile, one: Asset, today: date) -> frozenset[str]:
    """The names of the fields that the actor may change: all of them for whoever answers for it or
    keeps the register there, those that are delegated for a steward."""
    if answers_for(actor, one) or manages(actor, one.unit.reference):
        return frozenset(BY_NAME)
    if not actor.active:
        return frozenset()
    groups = (row.groups for row in in_force(one, today).filter(steward__reference=actor.reference))
    return rules.fields_of({group for some in groups for group in some})


def may_change(actor: Profile, one: Asset, today: date) -> bool:
    """Whether the actor may change anything of what is said of an entry."""
    return bool(changeable(actor, one, today))


def delegations(one: Asset) -> QuerySet[Delegation]:
    """Everything that was delegated of an entry, the latest first."""
    return one.delegations.select_related("steward").order_by("-starts_on", "-pk")


def in_force(one: Asset, today: date) -> QuerySet[Delegation]:
    """What is delegated on a day, to people who work here. Without an owner nothing is: it was
    the owner's to give."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    found = delegations(one).filter(lasting, starts_on__lte=today, steward__is_active=True)
    return found if one.owner is not None and one.owner.is_active else found.none()


def delegation_named(actor: Profile, reference: str) -> Delegation:
    """The delegation with this reference. Raises NotFound."""
    rows = Delegation.objects.select_related("asset__unit", "asset__owner", "steward")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("delegation", reference)
    return found


def delegated_to(actor: Profile, today: date) -> list[Asset]:
    """The entries in use of which something is delegated to the actor today, by name."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = Delegation.objects.filter(
        lasting,
        steward__reference=actor.reference,
        starts_on__lte=today,
        asset__owner__is_active=True,
    ).exclude(asset__state=AssetState.RETIRED)
    found = {one.asset for one in rows.select_related("asset__unit", "asset__owner")}
    return sorted(found, key=lambda one: (one.sort_key, one.pk)) if actor.active else []


def attestations(one: Asset) -> QuerySet[Attestation]:
    """Every time that somebody said an entry is right, the latest first."""
    return one.attestations.order_by("-at", "-pk")


def overseers(today: date) -> list[str]:
    """Who is to name owners where there are none, by reference: whoever holds the first role of
    these that anybody holds."""
    for role in ANSWERING:
        if held := access.holders(role, on=today):
            return sorted({person.reference for person, _ in held})
    return []
