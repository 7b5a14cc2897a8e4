"""Who may keep which risks, who may accept them, and what a draft may name."""

from collections.abc import Iterable, Mapping

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.kernel.asking import once_a_page
from muniment.governance.assets import queries as assets
from muniment.governance.assets.models import Asset
from muniment.governance.risks import rules
from muniment.governance.risks.models import Risk
from muniment.governance.risks.queries.reading import sees
from muniment.governance.risks.queries.scales import scales
from muniment.governance.risks.types import Authority, Known


def manages_unit(actor: Profile, unit: str) -> bool:
    """Whether the actor keeps the risks of this unit (by reference): by a role over it, or as
    information asset owner in their own unit and those below it, whatever class they own."""
    above = access.unit_lineages().get(unit, ())
    own = bool(actor.unit_lineage) and actor.unit_lineage[0] in above
    owner = actor.holds(Role.INFORMATION_ASSET_OWNER)
    return access_rules.may(actor, Permission.RISKS_MANAGE, Place(units=above)) or (own and owner)


def may_add(actor: Profile) -> bool:
    """Whether the actor may put a risk into the register anywhere: for a unit, or about an asset
    of theirs."""
    return access_rules.may(actor, Permission.RISKS_MANAGE)


def owns_assets(actor: Profile) -> bool:
    """Whether the actor answers for any information asset in use."""
    return Asset.objects.filter(owner__reference=actor.reference, retired_at=None).exists()


def owns_all(actor: Profile, references: Iterable[str]) -> bool:
    """Whether the actor answers for every one of these assets; not so of none."""
    named = set(references)
    rows = Asset.objects.filter(reference__in=named, owner__reference=actor.reference)
    return actor.active and bool(named) and rows.count() == len(named)


def manages(actor: Profile, one: Risk) -> bool:
    """Whether the actor keeps a risk: its owner, the owner of an asset that it concerns, or who
    keeps the risks of its unit."""
    if not sees(actor):
        return False
    owner = one.owner is not None and one.owner.reference == actor.reference
    asset = one.assets.filter(asset__owner__reference=actor.reference)
    return owner or manages_unit(actor, one.unit.reference) or asset.exists()


def authority(actor: Profile, one: Risk) -> Authority | None:
    """As what the actor may accept what is left of a risk; None: not at all."""
    place = Place(units=access.unit_lineages().get(one.unit.reference, ()))
    return rules.authority_of(
        siro=actor.active and Role.SIRO in access_rules.roles_at(actor, place),
        owner=one.owner is not None and one.owner.reference == actor.reference and actor.active,
        current=one.current,
        appetite=scales().appetite(one.category),
    )


def known(
    actor: Profile | None, values: Mapping[str, str], before: Mapping[str, str] | None = None
) -> Known:
    """What these values may name: what there is, and what the actor may know of (None: all of it);
    and what the risk names already, which stays though another put it there."""
    had = before or {}
    owner = access.find_person(values["owner"]) if values.get("owner") else None
    return Known(
        owner=owner.reference if owner is not None and owner.is_active else "",
        units=open_units() | {had.get("unit", "")},
        assets=_known_assets(actor, values) | frozenset(had.get("assets", "").split()),
        categories=frozenset(one.code for one in scales().categories) | {had.get("category", "")},
    )


@once_a_page
def open_units() -> frozenset[str]:
    """The units that are open, by reference."""
    return frozenset(one.reference for one in access.units().filter(closed_on=None))


def _known_assets(actor: Profile | None, values: Mapping[str, str]) -> frozenset[str]:
    named = values.get("assets", "").split()
    if not named or (actor is not None and not assets.sees(actor)):
        return frozenset()
    rows = Asset.objects.filter(reference__in=named)
    return frozenset(rows.values_list("reference", flat=True))
