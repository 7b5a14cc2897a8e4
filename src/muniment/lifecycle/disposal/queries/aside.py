"""What is set aside, and until when it can be recovered."""

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.disposal.types import ItemState


def set_aside(actor: Profile) -> QuerySet[ReviewItem]:
    """What is set aside where the actor has to do with disposal, the first to go first."""
    access.require(actor, Permission.DISPOSAL_SEE)
    found = ReviewItem.objects.filter(
        open=True, state=ItemState.SET_ASIDE, record__in=records.set_aside(actor)
    )
    chosen = found.select_related("record", "record__file_class", "record__folder", "review")
    return chosen.order_by("recover_until", "pk")


def set_aside_as(number: int) -> ReviewItem | None:
    """The item with which this record (by number) is set aside, if it is. The caller has found
    that the reader may be told of it."""
    found = ReviewItem.objects.filter(record=number, open=True, state=ItemState.SET_ASIDE)
    return found.select_related("review").first()
