"""Changing what one record holds of its fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata import queries as fields
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.keeping import index_again, lock_record
from muniment.holdings.records.actions.valuing import reasons_not_to_empty, write_values
from muniment.holdings.records.models import Record
from muniment.holdings.records.queries import values


def describe(
    actor: Profile,
    reference: str,
    *,
    fields: Mapping[str, Any],
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Record:
    """Set fields of a record (by code; blank empties one), keeping what was there before; and
    count by which fields people are stopped. Raises Refused with every reason."""
    with metadata.counted("record", fields, now=now):
        return describe_record(
            actor, reference, fields=fields, reason=reason, version=version, now=now
        )


@verb("records:record:describe")
def describe_record(
    actor: Profile,
    reference: str,
    *,
    fields: Mapping[str, Any],
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Record:
    """Set fields of a record, keeping what was there before. See `describe`. Nothing of a record
    that is on hold can be changed. `version` guards against a lost update."""
    found = queries.record_named(actor, reference)
    place = fileplan.effective(found.file_class).place
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    file_class = found.file_class
    found = lock_record(found.pk)
    if version is not None and version != found.version:
        raise Refused(Reason("stale", "Somebody has changed this since. Look at it again."))
    asked = values.asked_of(found, _asked_in(file_class))
    wanted, wrong = values.read(actor, asked, fields)
    refuse_if(
        [
            *rules.reasons_not_to_edit(found.state, {}, reason),
            *queries.reasons_not_to_alter(actor, found),
            *wrong,
            *reasons_not_to_empty([one for one in asked if _is_right(one, wrong)], wanted),
        ]
    )
    changed = write_values(actor, {found.pk: wanted}, reason=reason, now=now)
    index_again([found.pk], now)
    detail = {"fields": changed.get(found.pk, [])}
    about = f"record:{found.reference}"
    event = EventDraft(
        "records:record:described", actor.reference, about, reason=reason, detail=detail
    )
    tell(event, at=now)
    found.refresh_from_db(fields=["version"])
    return found


def _asked_in(file_class: Any) -> Any:
    return fields.asked_in(file_class)


def _is_right(one: Any, wrong: list[Reason]) -> bool:
    return all(reason.field != f"field-{one.terms.code}" for reason in wrong)
