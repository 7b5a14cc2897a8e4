"""Placing holds, and putting them on more. What is covered is locked, as destroying does: neither
can overtake the other unseen."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical import actions as boxing
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import actions as locks
from muniment.holdings.records import queries as records
from muniment.holdings.search import queries as search
from muniment.lifecycle.holds import queries, rules
from muniment.lifecycle.holds.actions.covering import withdraw
from muniment.lifecycle.holds.actions.keeping_up import keep_up_soon
from muniment.lifecycle.holds.models import Hold, HoldList, HoldListPart, HoldScope, HoldSearch
from muniment.lifecycle.holds.types import HoldDraft, HoldState, Things

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.physical.models import Box
    from muniment.holdings.records.models import Folder, Record

TOLD = 20  # records that there are not, each named in a refusal


@verb("holds:hold:place")
def place(
    actor: Profile,
    *,
    name: str,
    kind: str,
    reason: str,
    authority: str,
    contact: str = "",
    review_on: date | None = None,
    case: str = "",
    records: Sequence[str] = (),
    folders: Sequence[str] = (),
    classes: Sequence[str] = (),
    searches: Sequence[str] = (),
    boxes: Sequence[str] = (),
    now: datetime,
) -> Hold:
    """Place a hold on records, folders, classes and boxes (by reference, boxes by label too), with
    all that comes into them later, and on what `searches` (queries) find, now and later. `case` is
    the reference of the request, claim or audit on account of which it is placed.

    What it covers is taken out of every disposal review that is not yet carried out. More than
    a thousand records are put on hold by a job, in parts; so is what searches find. Of a list so
    long, what cannot be held is left out and listed (`queries.left_out`). Raises Refused with
    every gap, with every fault of a search, and where one of a thousand records or fewer is
    already being destroyed; NotPermitted unless the actor manages holds at every thing named, and
    over the whole body for a search.
    """
    draft = HoldDraft(name, kind, reason, authority, contact, review_on, case)
    things = Things(records, folders, classes, searches, boxes)
    _refuse_gaps(draft, things, now)
    access.require(actor, Permission.HOLD_MANAGE)
    return _placed(actor, draft, things, _manages(actor), now)


def place_as_decider(
    actor: Profile,
    draft: HoldDraft,
    *,
    records: Sequence[str],
    decides: "Require",
    now: datetime,
) -> Hold:
    """Place a hold on records about whose disposal the actor decides, within the verb of a room
    above. To stop a destruction protects: it takes no right to manage holds, which whoever looks
    after the hold from then on needs. `decides` raises NotPermitted at a place where the actor
    does not decide; it is asked under the locks. Raises Refused as `place` does."""
    things = Things(records=records)
    _refuse_gaps(draft, things, now)
    return _placed(actor, draft, things, decides, now)


Require = Callable[[Place], None]


def _manages(actor: Profile) -> Require:
    return lambda where: access.require(actor, Permission.HOLD_MANAGE, at=where)


def _refuse_gaps(draft: HoldDraft, things: Things, now: datetime) -> None:
    reasons = rules.reasons_not_to_place(draft, things, today=civil_date(now))
    refuse_if([*reasons, *_reasons_of_searches(things)])


def _placed(
    actor: Profile, draft: HoldDraft, things: Things, may_hold: Require, now: datetime
) -> Hold:
    hold = Hold.objects.create(
        name=draft.name.strip(),
        kind=draft.kind,
        reason=draft.reason,
        authority=draft.authority,
        contact=draft.contact,
        review_on=draft.review_on,
        case=draft.case.strip(),
        placed_by=actor.reference,
        placed_at=now,
    )
    _cover(actor, hold, things, may_hold, ("holds:hold:placed", draft.reason), now)
    return hold


@verb("holds:hold:extend")
def extend(
    actor: Profile,
    reference: str,
    *,
    records: Sequence[str] = (),
    folders: Sequence[str] = (),
    classes: Sequence[str] = (),
    searches: Sequence[str] = (),
    boxes: Sequence[str] = (),
    reason: str,
    now: datetime,
) -> Hold:
    """Put a hold on more things, as `place` does. What it covers already stays covered."""
    hold = locked(actor, reference)
    things = Things(records, folders, classes, searches, boxes)
    reasons = rules.reasons_not_to_extend(HoldState(hold.state), things)
    refuse_if([*reasons, *_reasons_of_searches(things)])
    access.require(actor, Permission.HOLD_MANAGE)
    _cover(actor, hold, things, _manages(actor), ("holds:hold:extended", reason), now)
    return hold


def locked(actor: Profile, reference: str) -> Hold:
    """The hold, fresh and locked; not against whoever only refers to it, such as an indexing that
    notes under it what it has locked. Raises NotFound where the actor may not know of it."""
    found = queries.hold_named(actor, reference)
    return Hold.objects.select_for_update(no_key=True).get(pk=found.pk)


def _reasons_of_searches(things: Things) -> list[Reason]:
    some = things.searches[: rules.SEARCHES]
    return [reason for one in some for reason in rules.reasons_of_search(one, search.faults(one))]


def _cover(
    actor: Profile,
    hold: Hold,
    things: Things,
    may_hold: Require,
    said: tuple[str, str],
    now: datetime,
) -> None:
    kind, reason = said
    at_once = things.records if len(things.records) <= rules.AT_ONCE else ()
    classes = _classes(things.classes)
    folders = {records.folder_named(actor, one) for one in things.folders}
    held = _records(actor, at_once)
    boxes = {physical.box_named(actor, one) for one in things.boxes}
    # A search may find anything: nothing is destroyed anywhere between looking and placing.
    locked_too = list(fileplan.roots()) if things.searches else []
    _lock_and_check([*locked_too, *classes], sorted(folders, key=lambda one: one.pk), boxes, held)
    new = [
        *(HoldScope(hold=hold, file_class=one, added_at=now) for one in classes),
        *(HoldScope(hold=hold, folder=one, added_at=now) for one in folders),
        *(HoldScope(hold=hold, record=one, added_at=now) for one in held),
        *(HoldScope(hold=hold, box=one, added_at=now) for one in boxes),
    ]
    HoldScope.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    _go_by(actor, hold, things.searches, now)
    for where in queries.places(hold):
        may_hold(where)
    pulled = withdraw(hold, queries.reach_of(new), by=actor.reference, now=now)
    detail: dict[str, JSON] = {
        "classes": [one.reference for one in classes],
        "folders": sorted(one.reference for one in folders),
        "records": [one.reference for one in held],
        "boxes": sorted(one.reference for one in boxes),
        "reviews": list(pulled),
        "searches": len(things.searches),
        **_order(actor, hold, things, reason, now),
    }
    record(EventDraft(kind, actor.reference, f"hold:{hold.reference}", reason, detail), at=now)


def _go_by(actor: Profile, hold: Hold, searches: Sequence[str], now: datetime) -> None:
    new = [
        HoldSearch(hold=hold, query=one.strip(), placed_by=actor.reference, placed_at=now)
        for one in searches
    ]
    HoldSearch.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        keep_up_soon(actor, now=now)


def _order(
    actor: Profile, hold: Hold, things: Things, reason: str, now: datetime
) -> dict[str, JSON]:
    """Have a long list put on hold by a job; what the event tells of it."""
    if len(things.records) <= rules.AT_ONCE:
        return {}
    entries = rules.listed(things.records)
    order = HoldList.objects.create(
        hold=hold, ordered_by=actor.reference, ordered_at=now, reason=reason, total=len(entries)
    )
    HoldListPart.objects.bulk_create(
        (
            HoldListPart(whole=order, number=number, references="\n".join(part))
            for number, part in enumerate(rules.parts(entries))
        ),
        batch_size=100,
    )
    keep_up_soon(actor, now=now)
    digest = hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest()
    return {"list": order.pk, "listed": len(entries), "listed_sha256": digest}


def _classes(references: Sequence[str]) -> "list[FileClass]":
    return sorted({fileplan.class_named(one) for one in references}, key=lambda one: one.path)


def _records(actor: Profile, references: Sequence[str]) -> "list[Record]":
    wanted = rules.listed(references)
    found = {
        one.reference: one
        for start in range(0, len(wanted), 500)
        for one in records.shown(actor).filter(reference__in=wanted[start : start + 500])
    }
    refuse_if(_reasons_of_missing(sorted(set(wanted) - set(found))))
    return sorted(found.values(), key=lambda one: one.pk)


def _reasons_of_missing(missing: Sequence[str]) -> list[Reason]:
    unknown = [NotFound("record", one).reasons[0] for one in missing[:TOLD]]
    reasons = [replace(one, field="records") for one in unknown]
    if len(missing) > TOLD:
        more = f"And {len(missing) - TOLD:,} more that you cannot see."
        reasons.append(Reason("not_found", more, "records"))
    return reasons


def _lock_and_check(
    classes: "Sequence[FileClass]",
    folders: "Sequence[Folder]",
    boxes: "Iterable[Box]",
    held: "Sequence[Record]",
) -> None:
    """Lock in the order that destroying does: classes by path, folders, records. Boxes before the
    records in them, as whoever puts something in does; destroying locks what lies in a box."""
    for path in sorted({one.path for one in classes}):
        locks.lock_class(path)
    for folder in folders:
        locks.lock_folder(folder.pk)
    references = {one.pk: one.reference for one in held}
    locked = boxing.lock_boxes(one.pk for one in boxes)
    boxed = {number for one in locked for number in physical.every_in_box(one)}
    live = locks.lock_whole({*references, *boxed})
    refuse_if(
        Reason("too_late", f"{references[one]} is destroyed or being destroyed.", "records")
        for one in sorted(set(references) - set(live))
    )
