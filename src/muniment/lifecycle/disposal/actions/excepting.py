"""Exceptions in a review: outcomes for single items, and what a new hold takes out."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import WHOLE, RecordState
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import leave, locked_review, tell
from muniment.lifecycle.disposal.actions.setting_aside import come_back
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import ItemState, NewRule, Outcome, ReviewState
from muniment.lifecycle.holds.types import Reach
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

MAY_EXCEPT = (
    Permission.DISPOSAL_PROPOSE,
    Permission.DISPOSAL_APPROVE_RECORDS,
    Permission.DISPOSAL_APPROVE_OWNER,
)


@verb("disposal:item:set")
def set_item(
    actor: Profile,
    reference: str,
    record: str,
    *,
    outcome: Outcome,
    keep_until: date | None = None,
    new_rule: str = "",
    note: str = "",
    now: datetime,
) -> ReviewItem:
    """Decide otherwise about one record of a review than to destroy it, or undo that. With the
    last signature a record that is to have another rule gets `new_rule`, or waits, protected, until
    somebody sets one; what is to be transferred is kept for that.

    After the first signature records can only be taken out. In a review that was left incomplete
    a record whose destruction had not begun can be taken out likewise.
    """
    review = locked_review(actor, reference)
    item = _item(review, record)
    require_to_except(actor, review, access.audience_key(item.record.audience_id).place)
    found = keeping.lock_for_disposal(item.record_id)
    reasons = rules.reasons_not_to_except(
        queries.facts_of(review),
        ItemState(item.state),
        outcome,
        keep_until=keep_until,
        new_rule=wanted_rule(actor, found, new_rule),
        step_follows=step_follows(found),
        note=note,
        today=civil_date(now),
    )
    if found.state != RecordState.DECLARED:
        reasons.append(Reason("not_declared", "Its destruction has begun."))
    refuse_if(reasons)
    _set(review, item, outcome, keep_until, new_rule, note)
    if review.state == ReviewState.INCOMPLETE:
        leave(actor, review, [(found, item)], now)
    detail = {"record": item.record.reference, "outcome": outcome.value}
    tell("disposal:item:set", actor, review, note, detail, now)
    return item


def wanted_rule(actor: Profile, found: "Record", code: str) -> NewRule | None:
    """What there is to know of the rule that the actor wants the record to have; None: of none."""
    if not code:
        return None
    place = access.audience_key(found.audience_id).place
    return NewRule(
        in_force=retention.rule_in_force(code) is not None,
        same=code == found.rule,
        permitted=may(actor, Permission.RETENTION_MANAGE, place),
    )


def step_follows(found: "Record") -> bool:
    """Whether the rule of the record has a step after the one that it stands at."""
    standing = retention.standing_of(found)
    return standing is not None and standing.next_step is not None


def _item(review: Review, reference: str) -> ReviewItem:
    waiting = review.items.select_related("record").filter(open=True)
    found = waiting.filter(record__reference=normalise(reference)).first()
    if found is None:
        raise NotFound("record in this review", reference)
    return found


def may_except(actor: Profile, review: Review, place: Place) -> bool:
    """Whether the actor decides about what stands at the place: by a role that always does, or
    because they sign the review."""
    if any(may(actor, permission, place) for permission in MAY_EXCEPT):
        return True
    stages = queries.stages_of(review)
    return any(queries.signs_for(actor, stage, [place]) is not None for stage in stages)


def require_to_except(actor: Profile, review: Review, place: Place) -> None:
    """Raise NotPermitted unless the actor decides about what stands at the place."""
    if not may_except(actor, review, place):
        raise NotPermitted(Reason("not_permitted", "Your role does not decide about this record."))


def require_to_decide(actor: Profile, review: Review) -> None:
    """Raise NotPermitted unless the actor decides about anything that the review is or was about,
    so that whoever decides about nothing learns nothing of what is in it."""
    if not any(may_except(actor, review, one) for one in queries.places(review, every=True)):
        raise NotPermitted(Reason("not_permitted", "Your role decides about nothing in it."))


def _set(
    review: Review,
    item: ReviewItem,
    outcome: Outcome,
    keep_until: date | None,
    new_rule: str,
    note: str,
) -> None:
    for name, value in columns_of(outcome, keep_until, new_rule, note).items():
        setattr(item, name, value)
    item.open = review.state == ReviewState.PROPOSED
    item.save()
    review.version += 1
    review.save(update_fields=["version"])


def columns_of(
    outcome: Outcome, keep_until: date | None, new_rule: str, note: str
) -> dict[str, Any]:
    """What an outcome writes on an item; of date and rule only what goes with it."""
    excluded = outcome is not Outcome.DESTROY
    return {
        "outcome": outcome,
        "note": note,
        "keep_until": keep_until if outcome is Outcome.KEEP_UNTIL else None,
        "new_rule": new_rule if outcome is Outcome.CHANGE_RULE else "",
        "state": ItemState.EXCLUDED if excluded else ItemState.PROPOSED,
    }


def pull_out(reach: Reach, *, hold: str, actor: str, now: datetime) -> Sequence[str]:
    """Take what is newly held out of every review that has not destroyed it yet; the references
    of those reviews. The port MUNIMENT_HOLD_PLACED of the holds room, under its locks."""
    _bring_back(reach, now)  # records before items: the order of all who lock both
    locked = _reached(reach).select_for_update(of=("self",)).order_by("pk")
    found = list(locked.values_list("pk", "review"))
    if not found:
        return []
    for start in range(0, len(found), 500):
        numbers = [item for item, _ in found[start : start + 500]]
        chunk = ReviewItem.objects.filter(pk__in=numbers)
        chunk.update(state=ItemState.HELD, open=False)
    counts = Counter(review for _, review in found)
    reviews = list(Review.objects.filter(pk__in=counts).order_by("pk"))
    record(
        [
            EventDraft(
                "disposal:items:held",
                actor,
                f"review:{one.reference}",
                detail={"hold": hold, "records": counts[one.pk]},
            )
            for one in reviews
        ],
        at=now,
    )
    return [one.reference for one in reviews]


def _bring_back(reach: Reach, now: datetime) -> None:
    """Have what is set aside and newly held back among the others."""
    aside = _reached(reach).filter(record__state=RecordState.SET_ASIDE)
    numbers = list(aside.order_by("record").values_list("record", flat=True))
    for start in range(0, len(numbers), 500):
        come_back(list(keeping.lock_whole(numbers[start : start + 500]).values()), now)


def _reached(reach: Reach) -> QuerySet[ReviewItem]:
    condition = Q(record__in=reach.records) | Q(record__folder__in=reach.folders)
    condition |= Q(record__paper__box__in=reach.boxes)
    for path in reach.class_paths:
        condition |= Q(record__file_class__path__startswith=path)
    if reach.folders or reach.class_paths:
        condition |= Q(record__in=records.also_found(reach.folders, reach.class_paths))
    waiting = ReviewItem.objects.filter(open=True, record__state__in=WHOLE)
    return waiting.filter(condition)
