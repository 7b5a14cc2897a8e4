"""Searches that people keep, share and are told about."""

from collections.abc import Iterable, Sequence
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
    people: Sequence[str] = (),
    follow: bool = False,
    now: datetime,
) -> SavedSearch:
    """Keep a search by a name; share it with the people of `units` (references) and those below
    them, and with `people` (user names, e-mail addresses or references), who are told. `follow`:
    be told of what it finds anew. Refused with every reason."""
    access.require(actor, Permission.RECORDS_SEE)
    name, text = name.strip(), text.strip()
    taken = SavedSearch.objects.filter(owner=actor.reference, name=name).exists()
    reasons = rules.reasons_not_to_keep(name, text, taken=taken)
    chosen, wrong = _chosen(actor, units, people)
    refuse_if([*reasons, *wrong])
    made = SavedSearch.objects.create(
        reference=new_reference("S"), owner=actor.reference, name=name, text=text, made_at=now
    )
    _share(made, chosen)
    if follow:
        _begin(actor, made)
    _tell(actor, "search:saved:kept", made, {**_said(chosen), "follow": follow}, now)
    _tell_people(actor, made, {person for _, person in chosen if person}, now)
    return made


@verb("search:saved:share")
def share(
    actor: Profile,
    reference: str,
    units: Sequence[str],
    people: Sequence[str] = (),
    *,
    now: datetime,
) -> SavedSearch:
    """Share one's own search with these units and people, and no others; people are told once.
    Refused where that changes nothing."""
    found = saved.own(actor, reference)
    chosen, wrong = _chosen(actor, units, people)
    refuse_if(wrong)
    before = set(found.shared.values_list("unit", "person"))
    if before == chosen:
        raise Refused(Reason("same", "It is shared so already.", "units"))
    found.shared.all().delete()
    _share(found, chosen)
    # Who no longer reaches it is told no more of it.
    for one in found.followers.exclude(person=found.owner):
        if not saved.reaches(one.person, found, now=now):
            one.delete()
    _tell(actor, "search:saved:shared", found, _said(chosen), now)
    _tell_people(actor, found, {person for _, person in chosen - before if person}, now)
    return found


def _chosen(
    actor: Profile, units: Sequence[str], people: Sequence[str]
) -> tuple[set[tuple[str, str]], list[Reason]]:
    """With whom it is to be shared, as (unit, person), of which one is blank; and what is wrong."""
    named = {name: _person_here(name) for one in people if (name := one.strip())}
    known = access.names_of_units()
    wrong = rules.reasons_not_to_share(units, named, known=known, owner=actor.reference)
    return {*((unit, "") for unit in units), *(("", one) for one in named.values())}, wrong


def _person_here(name: str) -> str:
    found = access.find_person(name)
    return found.reference if found is not None and found.is_active else ""


def _share(found: SavedSearch, chosen: Iterable[tuple[str, str]]) -> None:
    SharedWith.objects.bulk_create(
        SharedWith(search=found, unit=unit, person=person) for unit, person in sorted(chosen)
    )


def _said(chosen: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Who can use it, for the log: units and people by reference."""
    units, people = {unit for unit, _ in chosen}, {person for _, person in chosen}
    return {"units": sorted(units - {""}), "people": sorted(people - {""})}


def _tell_people(actor: Profile, found: SavedSearch, people: Iterable[str], now: datetime) -> None:
    for person in sorted(people):
        notices.tell(
            person,
            kind="search.shared",
            about=f"saved_search:{found.reference}",
            words=rules.words_of_sharing(actor.name, found.name),
            key=f"saved_search:{found.reference}:shared",
            now=now,
        )


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
