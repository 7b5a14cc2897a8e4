"""Papers that wait for somebody to destroy them and to say so."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.queries.reviews import items
from muniment.lifecycle.disposal.rules import HandItem
from muniment.lifecycle.disposal.types import ItemState

if TYPE_CHECKING:
    from muniment.holdings.physical.models import Box


def awaiting_hand(actor: Profile) -> QuerySet[ReviewItem]:
    """The papers that wait to be destroyed by hand where the actor has to do with disposal and
    sees them, those that have waited longest first. Raises NotPermitted."""
    access.require(actor, Permission.DISPOSAL_SEE)
    seen = access.visible_audiences(actor)
    mine = seen & access.audiences_within(actor, Permission.DISPOSAL_SEE)
    return _awaiting(ReviewItem.objects.filter(record__audience__in=mine)).order_by(
        "awaiting_since", "pk"
    )


def _awaiting(found: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
    chosen = found.filter(state=ItemState.AWAITING, open=True)
    return chosen.select_related("review", "record", "record__folder", "record__file_class")


def awaiting_in(actor: Profile, review: Review) -> QuerySet[ReviewItem]:
    """Those of one review that the actor may see."""
    return _awaiting(items(actor, review))


def every_awaiting(review: Review) -> QuerySet[ReviewItem]:
    """Those of one review, whoever may see them: for counting how long they have waited."""
    return review.items.filter(state=ItemState.AWAITING, open=True)


def reviews_with_papers() -> QuerySet[Review]:
    """The reviews in which something waits to be destroyed by hand."""
    waiting = ReviewItem.objects.filter(state=ItemState.AWAITING, open=True).values("review")
    return Review.objects.filter(pk__in=waiting).order_by("pk")


def waited_by_hand(review: Review, now: datetime) -> int:
    """For how many days the paper of the review has waited that has waited longest."""
    oldest = every_awaiting(review).order_by("awaiting_since").first()
    if oldest is None or oldest.awaiting_since is None:
        return 0
    return (civil_date(now) - civil_date(oldest.awaiting_since)).days


def named_by_hand(
    actor: Profile, review: Review, references: Collection[str], boxes: "Collection[Box]"
) -> tuple[list[ReviewItem], list[Reason]]:
    """The waiting papers that are these records (by reference) or lie in these boxes, all where
    neither is named; and why some of what is named does not wait."""
    waiting = awaiting_in(actor, review).order_by("pk")
    if not references and not boxes:
        return list(waiting), []
    wanted = {normalise(one) for one in references}
    within = Q(record__reference__in=wanted) | Q(record__paper__box__in=[one.pk for one in boxes])
    found = list(waiting.filter(within))
    missing = sorted(wanted - {one.record.reference for one in found})
    return found, [NotFound("paper waiting in this review", one).reasons[0] for one in missing]


def reasons_of_boxes(
    actor: Profile, boxes: "Collection[Box]", going: Collection[int]
) -> list[Reason]:
    """Why one of these boxes is not gone as a whole once the records `going` (by number) are."""
    reasons = []
    for box in boxes:
        left = set(physical.every_in_box(box)) - set(going)
        seen = records.visible(actor).filter(pk__in=left).order_by("pk")
        named = list(seen.values_list("reference", flat=True))
        reasons += rules.reasons_of_box(box.label, named, hidden=len(named) < len(left))
    return reasons


def hand_items(found: Sequence[ReviewItem]) -> list[HandItem]:
    """The names by which a certificate can name these papers."""
    papers = physical.papers(one.record_id for one in found)
    return [_hand_item(one, papers[one.record_id].box) for one in found]


def _hand_item(one: ReviewItem, box: "Box | None") -> HandItem:
    former = str(one.record.metadata.get("former_reference", ""))
    return HandItem(one.record.reference, former, (box.reference, box.label) if box else ())


def may_confirm(actor: Profile, review: Review) -> bool:
    """Whether the actor could say of something in the review that it is gone."""
    signed = {one for row in review.decisions.all() for one in (row.by, row.instead_of)}
    if actor.reference in signed:
        return False
    audiences = awaiting_in(actor, review).order_by().values_list("record__audience", flat=True)
    places = access.places_of(audiences.distinct())
    return any(may(actor, Permission.DISPOSAL_EXECUTE, place) for place in places.values())
