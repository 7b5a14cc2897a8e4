"""The folders of a review, and the samples that were drawn from it."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.lifecycle.disposal.models import Opened, Review, ReviewItem, Sampled
from muniment.lifecycle.disposal.queries.reviews import items
from muniment.lifecycle.disposal.types import Batch, ItemState, Outcome


def batches(actor: Profile, review: Review) -> list[Batch]:
    """The folders with records of the review that the actor may see, the fullest first."""
    goes = Q(open=True, outcome=Outcome.DESTROY, state=ItemState.PROPOSED)
    found = items(actor, review).order_by().select_related(None)
    rows = found.values_list("record__folder__reference", "record__folder__title").annotate(
        records=Count("pk"), goes=Count("pk", filter=goes)
    )
    made = [Batch(folder, title, of, left, of - left) for folder, title, of, left in rows]
    return sorted(made, key=lambda one: (-one.records, one.folder))


def in_folder(actor: Profile, review: Review, folder: str) -> QuerySet[ReviewItem]:
    """The items of the review in the folder whose records the actor may see. Raises NotFound where
    there never was any."""
    found = items(actor, review).filter(record__folder__reference=normalise(folder))
    if not found.exists():
        raise NotFound("folder in this review", folder)
    return found


def to_draw(actor: Profile, review: Review, folder: str = "") -> list[str]:
    """The references of what a sample is drawn from: what is to be destroyed, in one folder or in
    all, as far as the actor may see it."""
    found = in_folder(actor, review, folder) if folder else items(actor, review)
    found = found.filter(open=True, outcome=Outcome.DESTROY, state=ItemState.PROPOSED)
    return sorted(found.values_list("record__reference", flat=True))


def samples(actor: Profile, review: Review) -> list[Any]:
    """The samples drawn from the review, the latest first; `shown` of each are the records that
    the actor may see, with who opened them."""
    seen = Sampled.objects.filter(access.visible_to(actor, "item__record__audience"))
    opened = Prefetch("item__opened", Opened.objects.order_by("at", "pk"))
    seen = seen.select_related("item__record").prefetch_related(opened).order_by("place")
    found = review.samples.order_by("-pk")
    return list(found.prefetch_related(Prefetch("drawn", seen, to_attr="shown")))


def drawn(actor: Profile, review: Review, record: str) -> ReviewItem:
    """The item of a record that was drawn from the review and that the actor may see. Raises
    NotFound."""
    chosen = Sampled.objects.filter(sample__review=review).values("item")
    found = items(actor, review).filter(pk__in=chosen, record__reference=normalise(record)).first()
    if found is None:
        raise NotFound("record in a sample of this review", record)
    return found


def was_opened(item: ReviewItem, person: str) -> bool:
    """Whether the person has opened the record through the review."""
    return item.opened.filter(by=person).exists()
