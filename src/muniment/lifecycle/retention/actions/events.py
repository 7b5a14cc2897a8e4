"""Verbs on named events: the end of a contract, the closing of a case."""

from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import queries, rules
from muniment.lifecycle.retention.actions.recalculating import recalculate, recalculate_later
from muniment.lifecycle.retention.models import EventHappened


@verb("retention:event:record")
def record_event(
    actor: Profile,
    reference: str,
    *,
    name: str,
    on: date,
    value: str = "",
    reason: str = "",
    now: datetime,
) -> EventHappened:
    """Enter that the event `name` happened on the civil date `on` to a record, folder or class.

    With a `value`, such as the number of a contract, it counts for those records alone that have
    the same in the field that their rule names. Raises Refused for an event that no rule there
    waits for, or dated in the future or before its file was begun; NotPermitted without the right
    to edit there.
    """
    scope, place, opened_on = scope_of(actor, reference)
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    awaited = queries.awaited_there(actor, scope)
    refuse_if(
        rules.reasons_not_to_record_event(
            name, on, today=civil_date(now), awaited=awaited, opened_on=opened_on
        )
    )
    made = EventHappened.objects.create(
        name=name,
        scope=scope,
        value=queries.matched(value),
        happened_on=on,
        entered_by=actor.reference,
        entered_at=now,
        reason=reason,
    )
    _redate(actor, scope, now)
    _tell("retention:event:recorded", actor, made, reason, now)
    return made


@verb("retention:event:withdraw")
def withdraw_event(actor: Profile, number: int, *, reason: str, now: datetime) -> EventHappened:
    """Withdraw an event that was entered in error. It stays in the history."""
    found = EventHappened.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise NotFound("event", str(number))
    _, place, _ = scope_of(actor, found.scope)
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    if found.withdrawn_at is not None:
        raise Refused(Reason("withdrawn", "The event was withdrawn already."))
    if not reason.strip():
        raise Refused(Reason("reason", "Say why the event is withdrawn.", "reason"))
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    _redate(actor, found.scope, now)
    _tell("retention:event:withdrawn", actor, found, reason, now)
    return found


def scope_of(actor: Profile, reference: str) -> tuple[str, Place, date | None]:
    """The permanent reference of what is named, its place, and when it began."""
    if reference.upper().startswith("R-"):
        found = records.record_named(actor, reference)
        return found.reference, access.audience_key(found.audience_id).place, found.record_date
    if reference.upper().startswith("F-"):
        folder = records.folder_named(actor, reference)
        return folder.reference, access.audience_key(folder.audience_id).place, None
    file_class = fileplan.class_named(reference)
    return file_class.reference, fileplan.effective(file_class).place, None


def _redate(actor: Profile, scope: str, now: datetime) -> None:
    if scope.startswith("R-"):
        recalculate(
            numbers=records.every_record().filter(reference=scope).values_list("pk", flat=True)
        )
    elif scope.startswith("F-"):
        recalculate_later(actor, folder=scope, now=now)
    else:
        recalculate_later(actor, file_class=scope, now=now)


def _tell(kind: str, actor: Profile, event: EventHappened, reason: str, now: datetime) -> None:
    detail: dict[str, JSON] = {
        "event": event.name,
        "on": event.happened_on.isoformat(),
        "number": event.pk,
        **({"value": event.value} if event.value else {}),
    }
    record(EventDraft(kind, actor.reference, event.scope, reason, detail=detail), at=now)
