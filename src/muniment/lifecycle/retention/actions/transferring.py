"""Noting that records have been transferred."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as holdings
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions.dispositions import end
from muniment.lifecycle.retention.actions.recalculating import redate
from muniment.lifecycle.retention.actions.stepping import finish_step
from muniment.lifecycle.retention.rules.transferring import (
    Receipt,
    Transferable,
    Transferred,
    faults_of_receipt,
    reasons_not_to_transfer,
)
from muniment.lifecycle.retention.types.dispositions import Apart, Decided

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

AT_ONCE = 1_000


@verb("retention:transfer:finish")
def finish_transfer(
    actor: Profile,
    receipt: Receipt,
    *,
    records: Sequence[str] | None = None,
    file_class: str | None = None,
    now: datetime,
) -> Transferred:
    """Note that records due to be transferred were received outside, as the receipt says: their
    step is done, and they are kept until their next step is due [checklist 79]. What was kept for
    transfer by decision is under its rule again.

    Of records that are named it is all or none; of those in a class, or of all that are due, what
    cannot be noted is left out with its reasons; at most 1,000 at once. Raises Refused with every
    gap in the receipt, and where nothing is left.
    """
    access.require(actor, Permission.DISPOSAL_EXECUTE)
    today = civil_date(now)
    refuse_if(faults_of_receipt(receipt, today=today))
    numbers, remaining = _chosen(actor, records, file_class, now)
    locked = [keeping.lock_for_disposal(number) for number in numbers]
    left_out, put = [], []
    for one, facts in zip(locked, _facts(actor, locked), strict=True):
        reasons = reasons_not_to_transfer(facts, today=today)
        if reasons:
            left_out.append((one.reference, tuple(reasons)))
        else:
            put.append(one)
    if not put or (records is not None and left_out):
        refuse_if([one for _, reasons in left_out for one in reasons] or [_nothing()])
    decided = queries.decided_for(one.reference for one in put)
    for one in put:
        if not _kept(decided.get(one.reference)):
            finish_step(one, by=actor.reference, note=receipt.note, now=now)
    back = [one for one in put if _kept(decided.get(one.reference))]
    received = receipt.received_on
    end(back, by=actor.reference, reason=receipt.note, received_on=received, now=now)
    redate(back)
    record(_event(actor, put, receipt), at=now)
    return Transferred(tuple(one.reference for one in put), tuple(left_out), remaining)


def _kept(decided: Decided | None) -> bool:
    return decided is not None and decided.kind is Apart.TRANSFER


def _nothing() -> Reason:
    return Reason("nothing", "Nothing that you may transfer is due.")


def _chosen(
    actor: Profile, references: Sequence[str] | None, file_class: str | None, now: datetime
) -> tuple[list[int], int]:
    if references is None:
        due = queries.due_for_transfer(actor, civil_date(now), file_class=file_class)
        numbers = sorted(due.values_list("pk", flat=True)[:AT_ONCE])
        return numbers, max(0, due.count() - AT_ONCE)
    wanted = sorted({normalise(one) for one in references})
    if len(wanted) > AT_ONCE:
        raise Refused(Reason("too_many", f"Name at most {AT_ONCE:,} records at once.", "records"))
    rows = holdings.visible(actor).filter(reference__in=wanted)
    found = dict(rows.values_list("reference", "pk"))
    refuse_if(NotFound("record", one).reasons[0] for one in wanted if one not in found)
    return sorted(found.values()), 0


def _facts(actor: Profile, locked: "Sequence[Record]") -> Iterator[Transferable]:
    places: dict[int, Place] = {}
    decided = queries.decided_for(one.reference for one in locked)
    for one in locked:
        if one.audience_id not in places:
            places[one.audience_id] = access.audience_key(one.audience_id).place
        standing = queries.standing_of(one)
        yield Transferable(
            reference=one.reference,
            state=one.state,
            action=one.due_action,
            due_on=one.due_on,
            step_follows=standing is not None and standing.next_step is not None,
            permitted=may(actor, Permission.DISPOSAL_EXECUTE, places[one.audience_id]),
            held=tuple(holds.reasons_not_to_alter(actor, one)),
            by_decision=_kept(decided.get(one.reference)),
        )


def _event(actor: Profile, put: "Sequence[Record]", receipt: Receipt) -> EventDraft:
    listed = "\n".join(sorted(one.reference for one in put))
    detail: dict[str, JSON] = {
        "records": len(put),
        "records_sha256": hashlib.sha256(listed.encode()).hexdigest(),
        "received_on": receipt.received_on.isoformat(),
    }
    about = put[0].reference if len(put) == 1 else "transfer"
    about = f"record:{about}" if len(put) == 1 else about
    return EventDraft("retention:transfer:finished", actor.reference, about, detail=detail)
