"""Risks as their reader may see them: which there are, and what each says."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.assets.models import Asset
from muniment.governance.risks.models import Acceptance, Risk, RiskAsset
from muniment.governance.risks.queries.scales import scales
from muniment.governance.risks.types import FIELDS, SCORES, Ended, Narrow, RiskState, Want

LINKED = ("unit", "owner", "assets", "review_on")


def sees(actor: Profile) -> bool:
    """Whether the actor may read any of the register."""
    return access_rules.may(actor, Permission.RISKS_SEE)


def units_seen(actor: Profile) -> frozenset[str]:
    """The units whose risks and waivers the actor sees: their own and those below it, and those
    over which they keep risks or oversee them."""
    return frozenset(
        unit for unit, above in access.unit_lineages().items() if _sees_unit(actor, above)
    )


def _sees_unit(actor: Profile, above: tuple[str, ...]) -> bool:
    if not sees(actor):
        return False
    if actor.unit_lineage and actor.unit_lineage[0] in above:
        return True
    place, wider = Place(units=above), (Permission.RISKS_MANAGE, Permission.RISKS_OVERSEE)
    return any(access_rules.may(actor, one, place) for one in wider)


def every() -> QuerySet[Risk]:
    """Every risk, by name."""
    return Risk.objects.select_related("unit", "owner", "former_owner").order_by("sort_key", "pk")


def seen_by(actor: Profile) -> QuerySet[Risk]:
    """The risks that the actor may read, by name: those of the units they see, those they own, and
    those about assets that they own."""
    if not sees(actor):
        return every().none()
    own_asset = RiskAsset.objects.filter(
        risk=OuterRef("pk"), asset__owner__reference=actor.reference
    )
    units = units_seen(actor)
    if len(units) == len(access.unit_lineages()):
        return every()
    mine = Q(owner__reference=actor.reference) | Q(Exists(own_asset))
    return every().filter(Q(unit__reference__in=units) | mine)


def risks(
    actor: Profile, want: Want = Want.ALL, narrow: Narrow | None = None, *, today: date
) -> QuerySet[Risk]:
    """The risks that the actor may read and wants to see, by name."""
    said = narrow or Narrow()
    found = seen_by(actor).filter(wanted(want, today))
    if said.unit:
        found = found.filter(unit__reference__in=below(said.unit))
    if said.category:
        found = found.filter(category=said.category)
    if said.likelihood:
        found = found.filter(current_likelihood=said.likelihood)
    if said.impact:
        found = found.filter(current_impact=said.impact)
    if said.asset:
        found = found.filter(Exists(_about(said.asset)))
    if said.mine:
        found = found.filter(owner__reference=actor.reference)
    for word in words_of(said.words):
        found = found.filter(words__contains=f" {word}")
    return found


def _about(asset: str) -> QuerySet[RiskAsset]:
    return RiskAsset.objects.filter(risk=OuterRef("pk"), asset__reference=asset)


def below(unit: str) -> list[str]:
    """A unit (by reference) and those below it."""
    return [one for one, above in access.unit_lineages().items() if unit in above]


def wanted(want: Want, today: date) -> Q:
    """The condition that a risk is one of those wanted."""
    opened = Q(state=RiskState.OPEN)
    match want:
        case Want.OPEN:
            return opened
        case Want.DRAFT:
            return Q(state=RiskState.DRAFT)
        case Want.OVER:
            return opened & over_appetite()
        case Want.DUE:
            return opened & Q(review_on__lt=today)
        case Want.ORPHANED:
            return opened & orphaned()
        case Want.ACCEPTED:
            return opened & Q(Exists(_live(today)))
        case Want.STALE:
            return opened & lapsed(today)
        case Want.CLOSED:
            return Q(state=RiskState.CLOSED)
        case _:
            return ~Q(state=RiskState.CLOSED)


def over_appetite() -> Q:
    """The condition that the current score is above what the body accepts of its category. What
    the scales name no longer is accepted at no score."""
    known = scales().categories
    found = ~Q(category__in=[one.code for one in known]) & Q(current__isnull=False)
    for one in known:
        found |= Q(category=one.code, current__gt=one.appetite)
    return found


def orphaned() -> Q:
    """The condition that nobody who works here owns a risk."""
    return Q(owner=None) | Q(owner__is_active=False)


def _live(today: date) -> QuerySet[Acceptance]:
    return Acceptance.objects.filter(risk=OuterRef("pk"), ended_at=None, expires_on__gte=today)


def lapsed(today: date) -> Q:
    """The condition that a risk was accepted and is so no more, since its score has changed or the
    time is over, and nobody has accepted it anew."""
    newer = Acceptance.objects.filter(risk=OuterRef("risk"), pk__gt=OuterRef("pk"))
    over = Q(ended_as=Ended.STALE) | Q(ended_at=None, expires_on__lt=today)
    return Q(Exists(Acceptance.objects.filter(over, ~Q(Exists(newer)), risk=OuterRef("pk"))))


def risk_named(actor: Profile, reference: str) -> Risk:
    """The risk with this reference. Raises NotFound where the actor may not read it."""
    found = seen_by(actor).filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("risk", reference)
    return found


def values_of(some: Sequence[Risk]) -> dict[int, dict[str, str]]:
    """All that is said of each risk, by number: every field by its name, blank where nothing is."""
    rows = RiskAsset.objects.filter(risk__in=[one.pk for one in some])
    named: dict[int, list[str]] = {}
    for number, reference in rows.values_list("risk_id", "asset__reference"):
        named.setdefault(number, []).append(reference)
    return {one.pk: _said(one, named.get(one.pk, [])) for one in some}


def _said(one: Risk, named: Sequence[str]) -> dict[str, str]:
    plain = {each.name: getattr(one, each.name) for each in FIELDS if each.name not in LINKED}
    scores = {each.name: getattr(one, each.name) for each in SCORES}
    return {
        **plain,
        "unit": one.unit.reference,
        "owner": one.owner.reference if one.owner else "",
        "assets": " ".join(sorted(named)),
        "review_on": one.review_on.isoformat() if one.review_on else "",
        **{name: str(value) if value else "" for name, value in scores.items()},
    }


def said_of(one: Risk) -> dict[str, str]:
    """All that is said of one risk."""
    return values_of([one])[one.pk]


def assets_of(one: Risk) -> list[Asset]:
    """The assets that a risk concerns, by name."""
    rows = one.assets.select_related("asset__unit", "asset__owner").order_by("asset__sort_key")
    return [each.asset for each in rows]


def of_asset(actor: Profile, asset: str, today: date) -> QuerySet[Risk]:
    """The risks not closed that concern an asset (by reference), the highest first, as the actor
    may read them."""
    found = risks(actor, narrow=Narrow(asset=asset), today=today)
    return found.order_by(F("current").desc(nulls_last=True), "sort_key", "pk")
