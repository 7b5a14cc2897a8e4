"""Waivers as their reader may see them, and who may decide on them."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.risks import rules
from muniment.governance.risks.models import Waiver
from muniment.governance.risks.queries.reading import below, sees, units_seen
from muniment.governance.risks.types import WaiverState

WAITING = "mine"  # for the reader's decision


def waivers_seen(actor: Profile) -> QuerySet[Waiver]:
    """The waivers that the actor may read, those that end soonest first: of the units they see, and
    those they asked for."""
    rows = Waiver.objects.select_related("unit", "risk").order_by("ends_on", "pk")
    if not sees(actor):
        return rows.none()
    return rows.filter(Q(unit__reference__in=units_seen(actor)) | Q(asked_by=actor.reference))


def waivers(
    actor: Profile,
    state: str = "",
    *,
    unit: str = "",
    words: str = "",
    soon: bool = False,
    today: date,
) -> QuerySet[Waiver]:
    """The waivers that the actor may read, in this state on the day (blank: any), for this unit and
    those below it, with these words; `soon`: in force and at an end within 30 days."""
    found = waivers_seen(actor).filter(_in_state(state, today))
    if unit:
        found = found.filter(unit__reference__in=below(unit))
    if soon:
        found = found.filter(ending_soon(today))
    for word in words_of(words):
        found = found.filter(words__contains=f" {word}")
    return found


def _in_state(state: str, today: date) -> Q:
    match state:
        case "":
            return Q()
        case WaiverState.GRANTED:
            return in_force(today)
        case WaiverState.EXPIRED:
            return Q(state=WaiverState.GRANTED, ends_on__lt=today)
        case _:
            return Q(state=state)


def in_force(today: date) -> Q:
    """The condition that a waiver holds on a day."""
    return Q(state=WaiverState.GRANTED, ends_on__gte=today)


def ending_soon(today: date) -> Q:
    """The condition that a waiver holds and ends within 30 days."""
    return in_force(today) & Q(ends_on__lte=rules.soon(today))


def waiver_named(actor: Profile, reference: str) -> Waiver:
    """The waiver with this reference. Raises NotFound where the actor may not read it."""
    found = waivers_seen(actor).filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("waiver", reference)
    return found


def may_ask(actor: Profile, unit: str) -> bool:
    """Whether the actor may ask for a waiver for this unit: who sees its risks may."""
    return unit in units_seen(actor)


def approves(actor: Profile, unit: str) -> bool:
    """Whether the actor decides on waivers for this unit: the senior information risk owner, the
    departmental records officer or the records manager."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    return actor.active and bool(access_rules.roles_at(actor, place) & set(rules.APPROVERS))


def waivers_to_decide(actor: Profile, today: date) -> list[Waiver]:
    """What waits for the decision of the actor, the oldest first."""
    if not any(actor.holds(role) for role in rules.APPROVERS):
        return []
    asked = waivers(actor, WaiverState.ASKED, today=today).exclude(asked_by=actor.reference)
    rows = list(asked.order_by("asked_at", "pk"))
    units = {one.unit.reference for one in rows}
    mine = {unit for unit in units if approves(actor, unit)}
    return [one for one in rows if one.unit.reference in mine]


def options_of(one: Waiver) -> list[Mapping[str, str]]:
    """The ways out that were looked at before a waiver was asked for."""
    found: list[Mapping[str, str]] = one.options
    return found
