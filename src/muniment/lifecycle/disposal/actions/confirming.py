"""Saying that paper which a review decided to destroy was destroyed, or handed over, by hand.

From the person's word on it is the same as of any record: under its locks everything of it leaves
the database but the stub, in the same transaction, and the job of the review notes it outside and
certifies it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import actions as locks
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions import destroying, judging
from muniment.lifecycle.disposal.actions.deciding import locked_review, move
from muniment.lifecycle.disposal.actions.executing import queue
from muniment.lifecycle.disposal.models import ByHand, Review, ReviewItem
from muniment.lifecycle.disposal.rules import HandStatement
from muniment.lifecycle.disposal.types import ItemState, ReviewState
from muniment.lifecycle.holds import queries as holds

if TYPE_CHECKING:
    from muniment.holdings.physical.models import Box
    from muniment.holdings.records.models import Record

TOLD = 50  # reasons about single records in one refusal
Document = tuple[str, BinaryIO]


@verb("disposal:paper:confirm")
def confirm_by_hand(
    actor: Profile,
    reference: str,
    said: HandStatement,
    *,
    records: Collection[str] = (),
    boxes: Collection[str] = (),
    document: Document | None = None,
    now: datetime,
) -> Review:
    """Confirm that papers of a review were destroyed or handed over: those `records`, those in
    whole `boxes`, or all that wait where neither is named; all or none [checklist 74].

    What `said.listed` names is matched with them both ways, and holds are looked at again under
    the locks. `document` (its name and bytes) is filed as a record where certificates are. Raises
    Refused with every reason; NotPermitted unless the actor carries out reviews of all of them.
    """
    review = locked_review(actor, reference)
    access.require(actor, Permission.DISPOSAL_EXECUTE)
    named = [physical.box_named(actor, one) for one in boxes]
    items, missing = queries.named_by_hand(actor, review, records, named)
    for place in access.places_of({one.record.audience_id for one in items}).values():
        access.require(actor, Permission.DISPOSAL_EXECUTE, at=place)
    found = locks.lock_all_for_disposal(one.record_id for one in items)
    items, _ = queries.named_by_hand(actor, review, records, named)  # as they are by now
    refuse_if(
        [
            *missing,
            *_reasons(actor, review, said, items, named, now),
            *_reasons_of_records(actor, review, items, found, now),
            *_reasons_of_document(document),
            *queries.reasons_of_clock(now),
        ]
    )
    made = _note(actor, review, said, _filed(actor, review, said, document, now), now)
    where = {number: one.box for number, one in physical.papers(found).items()}
    for one in items:
        box = where[one.record_id]
        one.by_hand, one.state, one.box = made, ItemState.PROPOSED, box.label if box else ""
    ReviewItem.objects.bulk_update(items, ["by_hand", "state", "box"])
    events = destroying.take_out(review, [(one, found[one.record_id]) for one in items], now)
    move(review, ReviewState.EXECUTING)
    queue(review, now)
    tell([*events, _event(actor, review, made, items)], at=now)
    return review


def _reasons(
    actor: Profile,
    review: Review,
    said: HandStatement,
    items: list[ReviewItem],
    boxes: "list[Box]",
    now: datetime,
) -> list[Reason]:
    since = [civil_date(one.awaiting_since) for one in items if one.awaiting_since]
    reasons = rules.reasons_not_to_confirm(
        queries.facts_of(review),
        actor.reference,
        said,
        papers=len(items),
        ordered_on=max(since, default=None),
        today=civil_date(now),
    )
    reasons += queries.reasons_of_boxes(actor, boxes, [one.record_id for one in items])
    if said.listed and items:
        found = rules.mismatches(said.listed, queries.hand_items(items))
        reasons += rules.reasons_of_mismatch(found)
    return reasons


def _reasons_of_records(
    actor: Profile,
    review: Review,
    items: list[ReviewItem],
    found: "Mapping[int, Record]",
    now: datetime,
) -> list[Reason]:
    """Why single records may not go, holds in words fit for this reader."""
    destroying.date_again(list(found.values()))
    against = judging.reasons(review, items, found, judging.Carried(review, actor, now), now)
    reasons = []
    for item in items:
        record = found[item.record_id]
        for one in against[item.pk]:
            if one.code == "state":
                continue  # told of the review once
            said = holds.reasons_not_to_alter(actor, record) if one.code == "held" else [one]
            reasons += [Reason(it.code, f"{record.reference}: {it.message}") for it in said]
    return reasons[:TOLD]


def _reasons_of_document(document: Document | None) -> list[Reason]:
    if document is None or queries.practice().certificates_in:
        return []
    said = "No folder is settled for certificates yet. A records manager chooses one."
    return [Reason("not_settled", said, "document")]


def _filed(
    actor: Profile,
    review: Review,
    said: HandStatement,
    document: Document | None,
    now: datetime,
) -> str:
    """The reference of the record that the contractor's certificate is filed as, or blank."""
    if document is None:
        return ""
    name, stream = document
    try:
        taken = capture.take_upload(
            actor,
            queries.practice().certificates_in,
            name=name,
            stream=stream,
            title=f"Certificate {said.certificate} of {said.done_by}".strip()[:500],
            metadata={"review": review.reference},
            now=now,
        )
    except Refused as refusal:
        raise Refused(
            Reason(one.code, one.message, "document") for one in refusal.reasons
        ) from None
    return taken.record


def _note(
    actor: Profile, review: Review, said: HandStatement, document: str, now: datetime
) -> ByHand:
    return ByHand.objects.create(
        review=review,
        done_on=said.done_on or civil_date(now),
        method=said.method,
        done_by=said.done_by.strip(),
        certificate=said.certificate.strip(),
        document=document,
        listed=None if said.listed is None else list(said.listed),
        confirmed_by=actor.reference,
        confirmed_at=now,
    )


def _event(actor: Profile, review: Review, made: ByHand, items: list[ReviewItem]) -> EventDraft:
    detail: dict[str, JSON] = {
        "records": [one.record.reference for one in items],
        "done_on": made.done_on.isoformat(),
        "method": made.method,
        "document": made.document,
    }
    about = f"review:{review.reference}"
    return EventDraft("disposal:paper:confirmed", actor.reference, about, detail=detail)
