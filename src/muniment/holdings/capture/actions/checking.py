"""Messages that are malformed: kept whole like any other, and queued for a person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.capture import queries
from muniment.holdings.capture.models import MessageToCheck
from muniment.holdings.capture.types import Doubt
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as records
from muniment.holdings.records.rules import printable

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHECKED = "Checked by hand: the message says it badly."


def queue_for_a_person(
    doubts: "Iterable[tuple[Record, Sequence[Doubt]]]", *, by: str, now: datetime
) -> list[EventDraft]:
    """Queue records of malformed messages, in the caller's transaction; the events, for the caller
    to record. One that was queued before is not queued again."""
    wanted = {record.pk: (record, some) for record, some in doubts if some}
    known = MessageToCheck.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    fresh = {number: one for number, one in wanted.items() if number not in set(known)}
    MessageToCheck.objects.bulk_create(
        MessageToCheck(record=record, doubts=list(some), since=now)
        for record, some in fresh.values()
    )
    return [
        _event("capture:message:queued", by, record, {"doubts": [*map(str, some)]})
        for record, some in fresh.values()
    ]


@verb("capture:message:settle")
def settle(
    actor: Profile,
    reference: str,
    *,
    title: str = "",
    record_date: date | None = None,
    folder: str = "",
    note: str = "",
    now: datetime,
) -> MessageToCheck:
    """Say that a queued message is fine as it is now: with this title and date, and in this folder,
    where they are given. What it holds stays to the byte.

    Raises Refused with every reason, such as a hold, and nothing is changed then.
    """
    found = queries.to_check_named(actor, reference)
    place = fileplan.effective(found.record.file_class).place
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    records.lock_record(found.record.pk)
    found = queries.to_check_named(actor, reference)
    refuse_if([Reason("settled", "It has been settled already.")] if found.settled_at else [])
    changes = _changes(found.record, title, record_date)
    reason = printable(note.strip())[:500]
    if changes:
        why = reason or CHECKED
        records.change_record(actor, reference, changes=changes, reason=why, now=now)
    if folder.strip():
        records.move_record(actor, reference, folder=folder, reason=reason or CHECKED, now=now)
    found.settled_at, found.settled_by, found.note = now, actor.reference, reason
    found.save(update_fields=["settled_at", "settled_by", "note"])
    detail: dict[str, JSON] = {"fields": sorted(changes), "moved": bool(folder.strip())}
    event = _event("capture:message:settled", actor.reference, found.record, detail, reason)
    tell(event, at=now)
    return found


def _changes(record: "Record", title: str, record_date: date | None) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if title.strip() and title.strip() != record.title:
        changes["title"] = title.strip()
    if record_date and record_date != record.record_date:
        changes["record_date"] = record_date
    return changes


def forget_doubts(numbers: Iterable[int]) -> None:
    """Forget what was queued of destroyed records, in the caller's transaction."""
    MessageToCheck.objects.filter(pk__in=list(numbers)).delete()


def _event(
    kind: str, by: str, record: "Record", detail: Mapping[str, JSON], reason: str = ""
) -> EventDraft:
    return EventDraft(kind, by, f"record:{record.reference}", reason=reason, detail=detail)
