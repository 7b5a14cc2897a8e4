"""How often resources are shown and opened: by month and unit, never by person."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.holdings.library import rules
from muniment.holdings.library.models import Resource, UseCount
from muniment.holdings.library.queries.scope import visible
from muniment.holdings.library.types import UseLine

FEWEST = 5  # people of a unit for whom use is counted: fewer might tell who read what


def counted_unit(actor: Profile) -> str:
    """The unit for which what the actor does is counted: the nearest with several people in it
    and below it; blank for the whole body."""
    here = access.people().filter(is_active=True, unit__isnull=False).order_by()
    rows = here.values_list("unit__reference").annotate(count=Count("pk"))
    lineages, sizes = access.unit_lineages(), Counter[str]()
    for unit, count in rows:
        for one in lineages[unit]:
            sizes[one] += count
    return next((one for one in actor.unit_lineage if sizes[one] >= FEWEST), "")


def used(actor: Profile, *, today: date, unused: bool = False) -> QuerySet[Resource]:
    """The resources in use with how often each was `shown` and `opened` in the twelve months up
    to a day, and `last_month` in which it was opened. Raises NotPermitted."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
    since = Q(uses__month__gte=rules.year_before(today))
    found = (
        visible(actor)
        .filter(withdrawn_at=None)
        .annotate(
            shown=Coalesce(Sum("uses__shown", filter=since), 0),
            opened=Coalesce(Sum("uses__opened", filter=since), 0),
            last_month=Max("uses__month", filter=Q(uses__opened__gt=0)),
        )
    )
    return found.filter(opened=0) if unused else found


def use_line(one: Any) -> UseLine:
    """The use of a resource that `used` gave, with what one use came to."""
    cost = one.licence.cost if one.licence else None
    return UseLine(
        one.reference,
        one.title,
        one.kind,
        one.shown,
        one.opened,
        one.last_month,
        cost,
        rules.cost_of_each(cost, one.opened),
        one.pk,
    )


def months_of(actor: Profile, resource: Resource, *, most: int = 24) -> list[dict[str, Any]]:
    """How often a resource was shown and opened in each month, the latest first."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
    rows = resource.uses.values("month").annotate(shown=Sum("shown"), opened=Sum("opened"))
    return [dict(row) for row in rows.order_by("-month")[:most]]


def units_using(actor: Profile, resource: Resource, *, today: date) -> list[dict[str, Any]]:
    """How often it was shown to and opened by people of each unit in the last twelve months."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
    since = resource.uses.filter(month__gte=rules.year_before(today))
    rows = since.values("unit").annotate(shown=Sum("shown"), opened=Sum("opened"))
    return [dict(row) for row in rows.order_by("-opened", "unit")]


COUNTED = ("month", "unit", "reference", "title", "kind", "shown", "opened")


def every_count(actor: Profile) -> Iterator[dict[str, Any]]:
    """Every figure there is, by month, unit and resource: for a file. Raises NotPermitted."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
    rows = UseCount.objects.order_by("month", "unit", "resource").values(
        "month", "unit", "resource__reference", "resource__title", "resource__kind"
    )
    for row in rows.annotate(shown=Sum("shown"), opened=Sum("opened")).iterator(chunk_size=500):
        named = {key.removeprefix("resource__"): value for key, value in row.items()}
        yield {**named, "month": row["month"].isoformat()[:7]}
