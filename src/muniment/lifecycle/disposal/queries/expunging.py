"""Proposals to expunge what was filed by mistake, and who may say so."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may, roles_at
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.models import Expunging, ExpungingItem, Review
from muniment.lifecycle.disposal.queries.reviews import in_open_review
from muniment.lifecycle.disposal.types import (
    EXPUNGE_LABELS,
    ExpungeKind,
    ExpungeState,
    ExpungingFacts,
    Mistaken,
    Stage,
)
from muniment.lifecycle.holds import queries as holds

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def expungings(actor: Profile) -> list[Expunging]:
    """The proposals to expunge that the actor has to do with, the latest first."""
    access.require(actor, Permission.DISPOSAL_SEE)
    return [one for one in Expunging.objects.order_by("-pk") if _may_see(actor, one)]


def expunging_named(actor: Profile, reference: str) -> Expunging:
    """The proposal with this reference, if the actor has to do with it. Raises NotFound."""
    digits = reference.strip().upper().removeprefix("EX-")
    known = digits.isdecimal() and len(digits) < 16
    found = Expunging.objects.filter(pk=int(digits)).first() if known else None
    if found is None or not _may_see(actor, found):
        raise NotFound("proposal to expunge", reference)
    return found


def _may_see(actor: Profile, one: Expunging) -> bool:
    return any(may(actor, Permission.DISPOSAL_SEE, place) for place in expunging_places(one))


def expunging_places(one: Expunging) -> list[Place]:
    """Where the records of the proposal stand."""
    numbers = one.items.values_list("record__audience", flat=True).distinct()
    return [access.audience_key(number).place for number in sorted(numbers)]


def expunging_items(actor: Profile, one: Expunging) -> QuerySet[ExpungingItem]:
    """Those of its records that the actor may see, in order."""
    found = one.items.select_related("record", "record__file_class", "record__folder")
    return found.filter(access.visible_to(actor, "record__audience")).order_by("pk")


def expunging_roles(actor: Profile, places: Collection[Place]) -> list[Stage]:
    """The roles in which the actor, in their own right, can say of what stands at all of these
    places that it is to be expunged."""
    if not actor.active or not places:
        return []
    held = [roles_at(actor, place) for place in places]
    return [one for one in rules.EXPUNGERS if all(one.role in roles for roles in held)]


def waiting_to_be_expunged() -> list[Expunging]:
    """The proposals that wait for the word of another person, the first first."""
    return list(Expunging.objects.filter(state=ExpungeState.PROPOSED).order_by("pk"))


def seconds_of(one: Expunging, people: Iterable[Profile]) -> list[str]:
    """Those of the people (by reference) who could agree to the proposal: in another role than the
    proposer."""
    places = expunging_places(one)
    return [
        person.reference
        for person in people
        if person.reference != one.proposed_by
        and {role.value for role in expunging_roles(person, places)} - {one.proposed_as}
    ]


def expunging_facts(one: Expunging, *, on: date) -> ExpungingFacts:
    """What decides what may be done with the proposal."""
    proposer = access.profile_of(one.proposed_by, on=on)
    role = Stage(one.proposed_as)
    return ExpungingFacts(
        ExpungeState(one.state),
        one.proposed_by,
        role,
        still_valid=role in expunging_roles(proposer, expunging_places(one)),
    )


def mistaken(
    actor: Profile, found: "Iterable[Record]", *, besides: Expunging | None = None
) -> list[Mistaken]:
    """What decides whether these records can be expunged, in words fit for the actor; that they
    stand in the proposal `besides` is nothing against it."""
    rows = list(found)
    numbers = [one.pk for one in rows]
    held, reviews = holds.holding(numbers), in_open_review(numbers)
    proposed = ExpungingItem.objects.filter(record__in=numbers, open=True)
    if besides is not None:
        proposed = proposed.exclude(expunging=besides)
    named = {one.record_id: f"EX-{one.expunging_id}" for one in proposed}
    return [
        Mistaken(
            one.reference,
            one.state,
            tuple(hold.reference for hold in held.get(one.pk, [])),
            may(actor, Permission.HOLD_SEE, access.audience_key(one.audience_id).place),
            reviews.get(one.pk, ""),
            named.get(one.pk, ""),
        )
        for one in rows
    ]


def expunged_by(review: Review) -> dict[str, Any] | None:
    """What a certificate says of a review that expunged: the mistake, and on whose authority."""
    found = Expunging.objects.filter(review=review).first()
    if found is None:
        return None
    return {
        "proposal": found.reference,
        "kind": found.kind,
        "words": EXPUNGE_LABELS[ExpungeKind(found.kind)],
        "reason": found.reason,
        "authority": found.authority,
    }
