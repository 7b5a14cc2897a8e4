"""What holds have done in the background: long lists, part by part, and searches, again and again.

A part is done once, in the transaction that holds its records, and what a search has found is
told by the scopes that there are: a kill at any moment loses nothing and doubles nothing. Records
are locked after the hold here, and what is indexed meanwhile is locked before it is noted under the
hold: so the hold is not locked against who refers to it (`no_key`), else they could wait for each
other. The work has one name and no arguments, and runs in every body whether or not there are
holds: who looks at jobs and may not know of holds learns nothing from it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.jobs import queries as jobs
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import actions as locks
from muniment.holdings.records.types import WHOLE, Named
from muniment.holdings.search import queries as search
from muniment.lifecycle.holds import queries, rules
from muniment.lifecycle.holds.actions.covering import cover
from muniment.lifecycle.holds.models import Hold, HoldList, HoldListPart, HoldSearch
from muniment.lifecycle.holds.types import HoldState, LeftOut

KIND = "holds.keep_up"
CHUNK = 1_000
Progress = Callable[[int, int], None]


def keep_up_soon(actor: Profile, *, now: datetime) -> None:
    """Have the work done at once, as the same piece of work that comes round by itself, and for
    the same person: that it was asked for is no sign that somebody placed a hold."""
    standing = jobs.schedules().filter(name=KIND).first()
    run_as = standing.run_as if standing else actor.reference
    enqueue(KIND, {}, run_as=run_as, now=now, unique_key=f"schedule:{KIND}")


def keep_up(*, now: datetime, progress: Progress = lambda done, total: None) -> None:
    """Go on with every long list that is not finished, and hold what searches find that is not
    held yet. Safe to run twice, at the same time too, and after a kill at any moment."""
    while (part := _next_part()) is not None:
        _put_on(part, now)
        progress(0, 1)  # the lease is renewed; how much there is to do is for nobody to see here
    for one in queries.active_searches():
        _go_through(one, now, progress)


def _next_part() -> HoldListPart | None:
    """The lists take turns, so that a short one does not wait for a long one."""
    waiting = HoldListPart.objects.filter(done_at=None, whole__finished_at=None)
    return waiting.order_by("number", "whole").first()


@transaction.atomic
def _put_on(part: HoldListPart, now: datetime) -> None:
    hold = Hold.objects.select_for_update(no_key=True).get(lists=part.whole_id)
    order = HoldList.objects.get(pk=part.whole_id)
    part.refresh_from_db()
    if part.done_at is not None or order.finished_at is not None:
        return  # another worker was first, or the hold was lifted
    entries = part.references.split("\n")
    actor = access.profile_of(order.ordered_by, on=civil_date(now))
    found = {one.reference: one for one in locks.lock_named(actor, entries)}
    part.left_out = _sifted(actor, entries, found)
    part.done_at = now
    part.save(update_fields=["left_out", "done_at"])
    order.done += len(entries)
    order.left_out += len(part.left_out)
    order.finished_at = now if order.done == order.total else None
    order.save(update_fields=["done", "left_out", "finished_at"])
    held = {one.number: one.reference for one in found.values()}
    cover(hold, held, by=order.ordered_by, reason=order.reason, now=now)


def _sifted(
    actor: Profile, entries: Sequence[str], found: dict[str, Named]
) -> list[tuple[str, LeftOut]]:
    """Take out of `found` what cannot be held; each of the entries so left out, and why."""
    places = access.places_of({one.audience for one in found.values()})
    left = []
    for entry in entries:
        why = _why_left_out(actor, entry, found.get(entry), places)
        if why is not None:
            left.append((entry, why))
            found.pop(entry, None)
    return left


def _why_left_out(
    actor: Profile, entry: str, one: Named | None, places: Mapping[int, Place]
) -> LeftOut | None:
    return rules.why_left_out(
        entry,
        known=one is not None,
        declared=one is not None and one.state in WHOLE,
        within_reach=one is not None and may(actor, Permission.HOLD_MANAGE, places[one.audience]),
    )


def _go_through(one: HoldSearch, now: datetime, progress: Progress) -> None:
    found = search.every_match(one.query)
    for start in range(0, len(found), CHUNK):
        numbers = found[start : start + CHUNK]
        if missing := sorted(set(numbers) - queries.noted(one.hold, numbers)):
            _hold_found(one, missing, now)
        progress(0, 1)
    HoldSearch.objects.filter(pk=one.pk, covered_at=None).update(covered_at=now)


@transaction.atomic
def _hold_found(one: HoldSearch, numbers: Sequence[int], now: datetime) -> None:
    hold = Hold.objects.select_for_update(no_key=True).get(pk=one.hold_id)
    if hold.state == HoldState.ACTIVE:
        cover(hold, _live(numbers), by=one.placed_by, search=one, now=now)


def _live(numbers: Sequence[int]) -> dict[int, str]:
    """Those of the records that are not destroyed, locked, with their references."""
    return {pk: one.reference for pk, one in locks.lock_whole(numbers).items()}


def pick_up(numbers: Sequence[int], *, now: datetime) -> None:
    """Hold those of the records that searches find now that they are indexed, in the transaction
    that indexes them: what was found once stays held, whatever is said of it afterwards. The port
    MUNIMENT_INDEXED of the search room."""
    for one in queries.active_searches():
        found = search.matching(one.query, numbers)
        missing = sorted(found - queries.noted(one.hold, found))
        held = _live(missing) if missing else {}
        cover(one.hold, held, by=one.placed_by, search=one, now=now)
