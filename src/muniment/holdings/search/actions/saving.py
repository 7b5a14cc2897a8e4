"""Searches that people keep, share and are told about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.holdings.search import queries, rules
from muniment.holdings.search.models import Follower, SavedSearch, SharedWith
from muniment.holdings.search.queries import saved


@verb("search:saved:keep")
def keep(
    actor: Profile,
    name: str,
    text: str,
    *,
    units: Sequence[str] = (),
    follow: bool = False,
    now: datetime,
) -> SavedSearch:
    """Keep a search by a name; share it with the people of `units` (references) and those below
    them. `follow`: be told of what it finds anew. Refused with every reason."""
    access.require(actor, Permission.RECORDS_SEE)
    name, text = name.strip(), text.strip()
    refuse_if(_reasons(actor, name, text, units))
    made = SavedSearch.objects.create(
        reference=new_reference("S"), owner=actor.reference, name=name, text=text, made_at=now
    )
    _share(made, units)
    if follow:
        _begin(actor, made)
    _tell(actor, "search:saved:kept", made, {"units": sorted(set(units)), "follow": follow}, now)
    return made


def _reasons(actor: Profile, name: str, text: str, units: Sequence[str]) -> list[Reason]:
    taken = SavedSearch.objects.filter(owner=actor.reference, name=name).exists()
    known = {one.reference for one in access.units()}
    return rules.reasons_not_to_keep(name, text, units, taken=taken, known=known)


@verb("search:saved:share")
def share(actor: Profile, reference: str, units: Sequence[str], *, now: datetime) -> SavedSearch:
    """Share one's own search with these units and no others. Refused where that changes nothing."""
    found = saved.own(actor, reference)
    before = set(found.shared.values_list("unit", flat=True))
    if before == set(units):
        raise Refused(Reason("same", "It is shared so already.", "units"))
    refuse_if(_reasons_of_units(units))
    found.shared.all().delete()
    _share(found, units)
    # Who no longer reaches it is told no more of it.
    for one in found.followers.exclude(person=found.owner):
        if not saved.reaches(one.person, found, now=now):
            one.delete()
    _tell(actor, "search:saved:shared", found, {"units": sorted(set(units))}, now)
    return found


def _reasons_of_units(units: Sequence[str]) -> list[Reason]:
    return rules.reasons_of_units(units, known={one.reference for one in access.units()})


def _share(found: SavedSearch, units: Sequence[str]) -> None:
    SharedWith.objects.bulk_create(SharedWith(search=found, unit=unit) for unit in set(units))


@verb("search:saved:drop")
def drop(actor: Profile, reference: str, *, now: datetime) -> None:
    """Drop one's own search: nobody finds it or is told of it any more."""
    found = saved.own(actor, reference)
    _tell(actor, "search:saved:dropped", found, {}, now)
    found.delete()


@verb("search:saved:follow")
def follow(actor: Profile, reference: str, *, on: bool, now: datetime) -> SavedSearch:
    """Be told of what a search finds anew, or no more. Refused where that is so already."""
    found = saved.saved_named(actor, reference)
    following = found.followers.filter(person=actor.reference)
    if following.exists() is on:
        said = "You are told of it already." if on else "You are not told of it."
        raise Refused(Reason("same", said))
    if on:
        _begin(actor, found)
    else:
        following.delete()
    _tell(actor, "search:saved:followed", found, {"on": on}, now)
    return found


def _begin(actor: Profile, found: SavedSearch) -> None:
    newest = queries.newest_numbers(actor, found.text, rules.KNOWN)
    floor = rules.floor_of(newest, 0)
    Follower.objects.create(search=found, person=actor.reference, known=newest, floor=floor)


def _tell(
    actor: Profile, kind: str, found: SavedSearch, detail: dict[str, Any], now: datetime
) -> None:
    about = f"saved_search:{found.reference}"
    record(EventDraft(kind, actor.reference, about, detail=detail), at=now)


@transaction.atomic
def tell_followers(after: int, *, now: datetime) -> int | None:
    """Tell the next follower, by number, of what their search finds anew that they may see; once.
    The number of that follower, or None at the end. A transaction of its own."""
    one = (
        Follower.objects.select_for_update()
        .filter(pk__gt=after)
        .order_by("pk")
        .select_related("search")
        .first()
    )
    if one is None:
        return None
    actor = saved.follower(one, now=now)
    if actor is None:
        return one.pk
    newest = queries.newest_numbers(actor, one.search.text, rules.KNOWN)
    new = rules.newly_found(newest, one.known, one.floor)
    one.known, one.floor = newest, rules.floor_of(newest, one.floor)
    one.save(update_fields=["known", "floor"])
    if new:
        reference = one.search.reference
        notices.tell(
            one.person,
            kind="search.found",
            about=f"saved_search:{reference}",
            words=rules.words_of_found(one.search.name, len(new)),
            key=f"saved_search:{reference}:{max(new)}:{len(new)}",
            now=now,
        )
    return one.pk
