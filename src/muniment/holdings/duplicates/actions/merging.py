"""Merging one record into another, so that nothing of it is lost."""

from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.duplicates import queries, rules
from muniment.holdings.duplicates.actions.versions import hand_on_decisions
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


@verb("duplicates:records:merge")
def merge(
    actor: Profile,
    kept: str,
    gone: str,
    *,
    reason: str,
    stands_for: bool = False,
    now: datetime,
) -> "Record":
    """Merge one record into another that has the same content and the same readers; or one that
    says nearly the same, where the actor says that the one kept stands for the other.

    The one that is kept has all places of both, what it lacked, and the content of the other where
    that is not its own; whatever else was known of the other is kept beside it. The reference of
    the other leads to it from now on. No content goes.
    Raises NotFound, NotPermitted, and Refused with every reason why something would be lost.
    """
    first, second = records.record_named(actor, kept), records.record_named(actor, gone)
    for side in (first, second):
        place = access.audience_key(side.audience_id).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    locked = record_actions.lock_all_for_disposal({first.pk, second.pk})
    first, second = locked[first.pk], locked[second.pk]
    before = queries.to_merge(actor, first), queries.to_merge(actor, second)
    near = queries.how_near(first, second) if stands_for else {}
    refuse_if(rules.reasons_not_to_merge(*before, reason, stands_for=stands_for, **near))
    dates = record_actions.merge_into(first, second, by=actor.reference, now=now)
    if any(rules.shortened(dates.due_on, side.due_on) for side in before):
        raise Refused(Reason("shorter", "The record would be kept shorter than one of them was."))
    hand_on_decisions(first.pk, second.pk)
    capture.hand_on(second.pk, first.pk)
    search.remove([second.pk])
    search.index([first.pk], now=now)
    detail: dict[str, JSON] = {"merged": second.reference, "into": first.reference}
    added = sorted(set(before[1].digests) - set(before[0].digests))
    if added:
        detail["sha256"] = list(added)  # content that the record stands for from now on
    record(
        [
            EventDraft(
                "duplicates:records:merged",
                actor.reference,
                f"record:{side.reference}",
                reason=reason,
                detail=detail,
            )
            for side in (first, second)
        ],
        at=now,
    )
    return first
