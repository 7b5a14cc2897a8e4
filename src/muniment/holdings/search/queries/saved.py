"""Saved searches: one's own, and those that are shared with one's unit or oneself."""

from datetime import datetime

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.search.models import Follower, SavedSearch
from muniment.holdings.search.queries.reading import by_index
from muniment.holdings.search.queries.searching import asked, read


def saved_searches(actor: Profile) -> QuerySet[SavedSearch]:
    """Those the actor can use, by name."""
    mine = Q(shared__unit__in=actor.unit_lineage) | Q(shared__person=actor.reference)
    shared = SavedSearch.objects.filter(mine).values("pk")
    found = SavedSearch.objects.filter(Q(owner=actor.reference) | Q(pk__in=shared))
    return found.prefetch_related("shared", "followers").order_by("name", "pk")


def saved_named(actor: Profile, reference: str) -> SavedSearch:
    """One that the actor can use. Raises NotFound."""
    found = saved_searches(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("saved search", reference)
    return found


def own(actor: Profile, reference: str) -> SavedSearch:
    """One of the actor's own, locked. Raises NotFound."""
    found = SavedSearch.objects.select_for_update().filter(owner=actor.reference)
    one = found.filter(reference=reference).first()
    if one is None:
        raise NotFound("saved search", reference)
    return one


def reaches(person: str, found: SavedSearch, *, now: datetime) -> bool:
    """Whether the person can use the search."""
    actor = _profile(person, now=now)
    return actor is not None and saved_searches(actor).filter(pk=found.pk).exists()


def follower(one: Follower, *, now: datetime) -> Profile | None:
    """Who follows, as they are today; None where they have left, may see no records or can no
    longer use the search."""
    actor = _profile(one.person, now=now)
    if actor is None or Permission.RECORDS_SEE not in actor.permissions:
        return None
    return actor if saved_searches(actor).filter(pk=one.search_id).exists() else None


def _profile(person: str, *, now: datetime) -> Profile | None:
    try:
        return access.profile_of(person, on=civil_date(now))
    except NotFound:
        return None


def newest_numbers(actor: Profile, text: str, limit: int) -> list[int]:
    """The numbers of the newest records that the actor finds so, the newest first."""
    with by_index():
        one = asked(actor, read(text, "", ""))
        if one is None:
            return []
        total = one.reading.count(one.wanted)
        return one.reading.newest(one.wanted, min(limit, total), total=total) if total else []
