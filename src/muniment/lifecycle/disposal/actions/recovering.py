"""Recovering what a review set aside, while its window lasts."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as note
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import actions as keeping
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import locked_review, move, tell
from muniment.lifecycle.disposal.actions.excepting import may_except
from muniment.lifecycle.disposal.actions.sending_back import send_back
from muniment.lifecycle.disposal.actions.setting_aside import come_back
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import ItemState, ReviewState


@verb("disposal:records:recover")
def recover(
    actor: Profile, reference: str, *, records: Sequence[str] = (), reason: str, now: datetime
) -> int:
    """Recover records that the review set aside, those named or all that the actor may see, up to
    the end of the last day of their window [checklist 74]; how many. They are kept as they were,
    and can be put forward again.

    All or nothing. Raises Refused with every reason; NotFound for a record that is not in the
    review; NotPermitted where the actor neither decides about one of them nor carries reviews out.
    """
    review = locked_review(actor, reference)
    chosen = _chosen(actor, review, records)
    places = [access.audience_key(one).place for one in {one.record.audience_id for one in chosen}]
    for place in places or queries.places(review, every=True):
        _require(actor, review, place)
    found = keeping.lock_all_for_disposal([one.record_id for one in chosen])
    # What a hold or an erasure was first with while we waited for the locks shows now.
    fresh = list(ReviewItem.objects.filter(pk__in=[one.pk for one in chosen]).order_by("pk"))
    windows = [
        one.recover_until
        if one.state == ItemState.SET_ASIDE and found[one.record_id].state == RecordState.SET_ASIDE
        else None
        for one in fresh
    ]
    refuse_if(rules.reasons_not_to_recover(windows, reason=reason, today=civil_date(now)))
    _recover(review, fresh, reason)
    send_back(ReviewItem.objects.filter(pk__in=[one.pk for one in fresh]), now=now)
    came = [found[one.record_id] for one in fresh]
    come_back(came, now)
    _done_if_nothing_is_left(review, now)
    note(
        [
            EventDraft(
                "disposal:record:recovered",
                actor.reference,
                f"record:{one.reference}",
                reason,
                {"review": review.reference},
            )
            for one in came
        ],
        at=now,
    )
    tell("disposal:records:recovered", actor, review, reason, {"records": len(came)}, now)
    return len(came)


def _chosen(actor: Profile, review: Review, records: Sequence[str]) -> list[ReviewItem]:
    seen = queries.items(actor, review)
    if not records:
        return list(seen.filter(open=True, state=ItemState.SET_ASIDE))
    wanted = {normalise(one) for one in records}
    found = list(seen.filter(record__reference__in=wanted))
    missing = sorted(wanted - {one.record.reference for one in found})
    refuse_if(NotFound("record in this review", one).reasons[0] for one in missing)
    return found


def may_recover(actor: Profile, review: Review, place: Place) -> bool:
    """Whether the actor recovers what stands at the place: as one who decides about it in the
    review, or who has reviews carried out there."""
    return may(actor, Permission.DISPOSAL_EXECUTE, place) or may_except(actor, review, place)


def _require(actor: Profile, review: Review, place: Place) -> None:
    if not may_recover(actor, review, place):
        raise NotPermitted(Reason("not_permitted", "Your role does not decide about this record."))


def _recover(review: Review, items: Sequence[ReviewItem], reason: str) -> None:
    for start in range(0, len(items), 500):
        numbers = [one.pk for one in items[start : start + 500]]
        ReviewItem.objects.filter(pk__in=numbers).update(
            state=ItemState.RECOVERED, open=False, note=reason[:1000]
        )
    review.version += 1
    review.save(update_fields=["version"])


def _done_if_nothing_is_left(review: Review, now: datetime) -> None:
    if review.state == ReviewState.SET_ASIDE and not review.items.filter(open=True).exists():
        move(review, ReviewState.DONE, completed_at=now)
