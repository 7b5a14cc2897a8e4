"""Verbs on holds. Placing one locks what it covers, as destroying does: neither can overtake the
other unseen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as locks
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.holds import queries, rules
from muniment.lifecycle.holds.models import Hold, HoldScope
from muniment.lifecycle.holds.types import HoldDraft, HoldState, Withdrawal

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder, Record


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
    records: Sequence[str] = (),
    folders: Sequence[str] = (),
    classes: Sequence[str] = (),
    now: datetime,
) -> Hold:
    """Place a hold on records, folders and classes (by reference), with all filed there later.

    What it covers is taken out of every disposal review that is not yet carried out. Raises
    Refused with every gap, and where a record named is already being destroyed; NotPermitted
    unless the actor manages holds at every thing named.
    """
    draft = HoldDraft(name, kind, reason, authority, contact, review_on)
    things = len(records) + len(folders) + len(classes)
    refuse_if(rules.reasons_not_to_place(draft, things=things, today=civil_date(now)))
    hold = Hold.objects.create(
        name=name.strip(),
        kind=kind,
        reason=reason,
        authority=authority,
        contact=contact,
        review_on=review_on,
        placed_by=actor.reference,
        placed_at=now,
    )
    _cover(actor, hold, records, folders, classes, "holds:hold:placed", reason, now)
    return hold


@verb("holds:hold:extend")
def extend(
    actor: Profile,
    reference: str,
    *,
    records: Sequence[str] = (),
    folders: Sequence[str] = (),
    classes: Sequence[str] = (),
    reason: str,
    now: datetime,
) -> Hold:
    """Put a hold on more things. What it covers already stays covered."""
    hold = _locked(actor, reference)
    things = len(records) + len(folders) + len(classes)
    refuse_if(rules.reasons_not_to_extend(HoldState(hold.state), things=things))
    _cover(actor, hold, records, folders, classes, "holds:hold:extended", reason, now)
    return hold


def _cover(
    actor: Profile,
    hold: Hold,
    record_references: Sequence[str],
    folder_references: Sequence[str],
    class_references: Sequence[str],
    kind: str,
    reason: str,
    now: datetime,
) -> None:
    classes = sorted({_class(one) for one in class_references}, key=lambda one: one.path)
    folders = {records.folder_named(actor, one) for one in folder_references}
    held = _records(actor, record_references)
    _lock_and_check(classes, sorted(folders, key=lambda one: one.pk), held)
    new = [
        *(HoldScope(hold=hold, file_class=one) for one in classes),
        *(HoldScope(hold=hold, folder=one) for one in folders),
        *(HoldScope(hold=hold, record=one) for one in held),
    ]
    HoldScope.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    for where in queries.places(hold.scopes.all()):
        access.require(actor, Permission.HOLD_MANAGE, at=where)
    pulled = _withdraw(actor, hold, new, now)
    detail = {
        "classes": [one.reference for one in classes],
        "folders": sorted(one.reference for one in folders),
        "records": [one.reference for one in held],
        "reviews": list(pulled),
    }
    record(EventDraft(kind, actor.reference, f"hold:{hold.reference}", reason, detail), at=now)


def _class(reference: str) -> "FileClass":
    return fileplan.class_named(reference)


def _records(actor: Profile, references: Sequence[str]) -> "list[Record]":
    wanted = {normalise(one) for one in references}
    found = {
        one.reference: one
        for start in range(0, len(wanted), 500)
        for one in records.visible(actor).filter(reference__in=sorted(wanted)[start : start + 500])
    }
    missing = [NotFound("record", one).reasons[0] for one in sorted(wanted - set(found))]
    refuse_if(missing)
    return sorted(found.values(), key=lambda one: one.pk)


def _lock_and_check(
    classes: "Sequence[FileClass]", folders: "Sequence[Folder]", held: "Sequence[Record]"
) -> None:
    """Lock in the order that destroying does: classes by path, folders, records."""
    for one in classes:
        locks.lock_class(one.path)
    for folder in folders:
        locks.lock_folder(folder.pk)
    late = [one for one in held if locks.lock_record(one.pk).state != RecordState.DECLARED]
    refuse_if(
        Reason("too_late", f"{one.reference} is destroyed or being destroyed.", "records")
        for one in late
    )


def _withdraw(actor: Profile, hold: Hold, new: Sequence[HoldScope], now: datetime) -> Sequence[str]:
    withdraw: Withdrawal = import_string(settings.MUNIMENT_HOLD_PLACED)
    return withdraw(queries.reach_of(new), hold=hold.reference, actor=actor.reference, now=now)


@verb("holds:hold:lift")
def lift(actor: Profile, reference: str, *, reason: str, authority: str, now: datetime) -> Hold:
    """Lift a hold. Other holds on the same things stay, and so do the dates of the records.

    Raises Refused without a reason and an authority; NotPermitted unless the actor manages holds
    at every thing that it covers.
    """
    hold = _locked(actor, reference)
    for where in queries.places(hold.scopes.all()):
        access.require(actor, Permission.HOLD_MANAGE, at=where)
    refuse_if(rules.reasons_not_to_lift(HoldState(hold.state), reason=reason, authority=authority))
    hold.state, hold.lifted_by, hold.lifted_at = HoldState.LIFTED, actor.reference, now
    hold.lift_reason, hold.lift_authority = reason, authority
    hold.save()
    detail = {"authority": authority}
    record(
        EventDraft("holds:hold:lifted", actor.reference, f"hold:{reference}", reason, detail),
        at=now,
    )
    return hold


def _locked(actor: Profile, reference: str) -> Hold:
    found = queries.hold_named(actor, reference)
    return Hold.objects.select_for_update().get(pk=found.pk)
