"""What is set aside, and until when it can be recovered."""

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db.models import Count, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.queries.notice import looks_after
from muniment.lifecycle.disposal.types import ItemState
from muniment.lifecycle.retention.queries import owner_of, owners


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


def aside_to_tell(now: datetime) -> dict[tuple[Review, date], Counter[str]]:
    """How many records of each review are set aside up to each last day, for each person (by
    reference) who is to know: the nearest owners, and where there are none the records managers.
    Nobody is told of what they may not see."""
    found = ReviewItem.objects.filter(open=True, state=ItemState.SET_ASIDE)
    rows = list(
        found.values_list("review", "recover_until", "record__audience")
        .annotate(count=Count("pk"))
        .order_by("review", "recover_until", "record__audience")
    )
    people = _who_is_told(sorted({audience for _, _, audience, _ in rows}), now)
    reviews = Review.objects.in_bulk({review for review, _, _, _ in rows})
    told: dict[tuple[Review, date], Counter[str]] = defaultdict(Counter)
    for review, until, audience, count in rows:
        for person in people[audience]:
            told[reviews[review], until][person] += count
    return told


def _who_is_told(audiences: list[int], now: datetime) -> dict[int, list[str]]:
    places, held, today = access.places_of(set(audiences)), owners(now), civil_date(now)
    managers = [one for one, _ in access.holders(Role.RECORDS_MANAGER, on=today)]
    known = {one.reference: access.profile(one, on=today) for one in managers}

    def sees(person: str, audience: int) -> bool:
        if person not in known:
            known[person] = access.profile_of(person, on=today)
        return audience in access.visible_audiences(known[person])

    def of(place: Place) -> set[str]:
        named = owner_of(place, held)[1]
        return named or {
            one.reference for one in managers if looks_after(known[one.reference], place)
        }

    return {
        number: sorted(person for person in of(places[number]) if sees(person, number))
        for number in audiences
    }
