"""The log of declared uses: each reads their own, records managers those of their units."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.channels.models import DaysGiven, DeclaredUse, UseRecord
from muniment.holdings.channels.types import SHIPPED_DAYS, UseState
from muniment.holdings.records import queries as records

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def days_given() -> int:
    """How many days people are given to bring over what they declared."""
    found = DaysGiven.objects.order_by("-pk").first()
    return found.days if found else SHIPPED_DAYS


def own_uses(actor: Profile) -> QuerySet[DeclaredUse]:
    """What the actor has declared, the latest first."""
    return DeclaredUse.objects.filter(person=actor.reference).order_by("-pk")


def log(
    actor: Profile,
    *,
    late_on: date | None = None,
    state: UseState | None = None,
    since: date | None = None,
    until: date | None = None,
    channel: str = "",
) -> QuerySet[DeclaredUse]:
    """What was declared by the people of the units that the actor manages, the latest first:
    late on a day, in a state, of a channel, or used within some days (both included)."""
    found = DeclaredUse.objects.filter(unit__in=_units(actor)).order_by("-pk")
    if late_on is not None:
        found = found.filter(state=UseState.DECLARED, due_on__lt=late_on)
    if state is not None:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel=channel)
    if since is not None:
        found = found.filter(last_day__gte=since)
    return found.filter(first_day__lte=until) if until is not None else found


def _units(actor: Profile) -> list[str]:
    """The units whose people the actor may read about; the blank one is of people without any."""
    lineages = {"": (), **access.unit_lineages()}
    return [
        unit
        for unit, above in lineages.items()
        if may(actor, Permission.FILEPLAN_MANAGE, Place(units=tuple(above)))
    ]


def use_named(actor: Profile, reference: str) -> DeclaredUse:
    """A declared use of the actor's own, or that the actor may read about. Raises NotFound."""
    mine = Q(person=actor.reference) | Q(unit__in=_units(actor))
    found = DeclaredUse.objects.filter(mine, reference=normalise(reference)).first()
    if found is None:
        raise NotFound("declared use", reference)
    return found


def records_of(actor: Profile, use: DeclaredUse) -> "list[Record]":
    """The records that a use was brought over as, as far as the actor may see them."""
    return list(records.visible(actor).filter(pk__in=kept_as([use])[use.pk]).order_by("pk"))


def brought_over(actor: Profile, uses: Sequence[DeclaredUse]) -> dict[int, tuple[list[str], int]]:
    """The references of the records that each of the uses (by number) was brought over as, as far
    as the actor may see them, and how many there are besides."""
    kept = kept_as(uses)
    seen = records.visible(actor).filter(pk__in={one for mine in kept.values() for one in mine})
    names = dict(seen.values_list("pk", "reference"))
    found: dict[int, tuple[list[str], int]] = {}
    for use, mine in kept.items():
        shown = [names[record] for record in mine if record in names]
        found[use] = (shown, len(mine) - len(shown))
    return found


def kept_as(uses: Sequence[DeclaredUse]) -> dict[int, list[int]]:
    """The numbers of the records that each of the uses (by number) was brought over as; of one that
    was merged into another, that one."""
    found: dict[int, list[int]] = {one.pk: [] for one in uses}
    rows = UseRecord.objects.filter(use__in=list(found)).order_by("pk")
    for use, record, into in rows.values_list("use", "record", "record__merged__into"):
        found[use].append(into or record)
    return {use: list(dict.fromkeys(several)) for use, several in found.items()}


def to_remind(*, on: date) -> QuerySet[DeclaredUse]:
    """What is to be with the record by that day and is not."""
    return DeclaredUse.objects.filter(state=UseState.DECLARED, due_on__lte=on).order_by("pk")
