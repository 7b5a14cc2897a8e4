"""Reviews, their items and certificates, as far as the reader has to do with them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.queries.practice import practice
from muniment.lifecycle.disposal.queries.signing import signs, signs_for, stages_of
from muniment.lifecycle.disposal.types import (
    ItemState,
    Outcome,
    ReviewFacts,
    ReviewState,
    Signature,
    Stage,
)


def reviews(actor: Profile, *, states: Iterable[ReviewState] | None = None) -> list[Review]:
    """The reviews that the actor has to do with, the latest first."""
    access.require(actor, Permission.DISPOSAL_SEE)
    found = Review.objects.order_by("-pk").annotate(size=Count("items"))
    if states is not None:
        found = found.filter(state__in=list(states))
    return [one for one in found if may_see(actor, one)]


def awaiting(actor: Profile) -> list[Review]:
    """The reviews that wait for this person's signature."""
    return [one for one in reviews(actor, states=[ReviewState.PROPOSED]) if stages(actor, one)]


def stages(actor: Profile, review: Review) -> list[Stage]:
    """The unsigned stages that the actor may sign."""
    facts = facts_of(review)
    return [
        stage
        for stage in stages_of(review)
        if (instead_of := right_to_sign(actor, review, stage)) is not None
        and not rules.reasons_not_to_sign(
            facts,
            actor.reference,
            stage,
            seen_version=None,
            reason=None,
            instead_of=instead_of,
        )
    ]


def right_to_sign(actor: Profile, review: Review, stage: Stage) -> str | None:
    """In whose right the actor signs every item that is still in the review, once none is every
    one that ever was: blank for their own, the reference of an absent person, None for nobody's."""
    return signs_for(actor, stage, places(review) or places(review, every=True))


def review_named(actor: Profile, reference: str) -> Review:
    """The review with this reference, if the actor has to do with it. Raises NotFound."""
    digits = reference.strip().upper().removeprefix("DR-")
    found = Review.objects.filter(pk=int(digits)).first() if digits.isdecimal() else None
    if found is None or not may_see(actor, found):
        raise NotFound("review", reference)
    return found


def may_see(actor: Profile, review: Review) -> bool:
    """Whether the actor has to do with the review: it has, or had, something in their scope."""
    where = places(review, every=True)
    if any(may(actor, Permission.DISPOSAL_SEE, place) for place in where):
        return True
    return any(
        signs_for(actor, stage, [at]) is not None for at in where for stage in stages_of(review)
    )


@once_a_page
def places(review: Review, *, every: bool = False) -> list[Place]:
    """Where the records of the review stand: those still in it, or all that ever were."""
    items = review.items.all() if every else review.items.filter(open=True)
    audiences = items.values_list("record__audience", flat=True).distinct()
    return list(access.places_of(audiences).values())


def items(actor: Profile, review: Review) -> QuerySet[ReviewItem]:
    """The items of the review whose records the actor may see, in order. What is held shows as
    excluded (`state_shown`) to those who may not know of holds."""
    found = review.items.select_related("record", "record__file_class", "record__folder")
    return found.filter(access.visible_to(actor, "record__audience")).order_by("pk")


def state_shown(actor: Profile, item: ReviewItem) -> ItemState:
    """The state of the item, in words fit for this reader."""
    state = ItemState(item.state)
    if state is not ItemState.HELD:
        return state
    place = access.audience_key(item.record.audience_id).place
    return state if may(actor, Permission.HOLD_SEE, place) else ItemState.EXCLUDED


def counts(review: Review) -> dict[str, int]:
    """How many items there are in each state."""
    rows = review.items.values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def to_destroy(review: Review) -> QuerySet[ReviewItem]:
    """The items that are decided to be destroyed and have not been."""
    waiting = (ItemState.PROPOSED, ItemState.FAILED, ItemState.SET_ASIDE)
    return review.items.filter(open=True, outcome=Outcome.DESTROY, state__in=waiting)


def in_open_review(numbers: Iterable[int]) -> dict[int, str]:
    """The reference of the open review that each of these records is in, if any."""
    found = ReviewItem.objects.filter(record__in=list(numbers), open=True).select_related("review")
    return {one.record_id: one.review.reference for one in found}


def facts_of(review: Review, *, signatures: tuple[Signature, ...] | None = None) -> ReviewFacts:
    """What decides what may be done with the review."""
    if signatures is None:
        signatures = tuple(
            Signature(Stage(one.stage), one.by, one.approved, instead_of=one.instead_of)
            for one in review.decisions.all()
        )
    return ReviewFacts(
        state=ReviewState(review.state),
        proposed_by=review.proposed_by,
        version=review.version,
        inside=review.items.filter(open=True).count(),
        signatures=signatures,
        stages=stages_of(review),
        expunges=review.expunges,
    )


def signatures_today(review: Review, *, now: datetime, at: list[Place]) -> tuple[Signature, ...]:
    """The signatures, each with whether the person could still give it today at these places."""
    today = civil_date(now)
    found = []
    for one in review.decisions.order_by("pk"):
        stage, person = Stage(one.stage), access.profile_of(one.by, on=today)
        # A substitute signed in the right of the absent: that one has to have the role still.
        holder = access.profile_of(one.instead_of, on=today) if one.instead_of else person
        valid = person.active and all(signs(holder, stage, place) for place in at)
        found.append(Signature(stage, one.by, one.approved, valid, one.instead_of))
    return tuple(found)


def uncertified() -> QuerySet[Review]:
    """Reviews that are over, but whose certificate is not finished: its PDF is not made yet, or
    it is not filed though a folder is settled for it."""
    unfinished = Q(certificates__pdf=None, certificates__isnull=False)
    if practice().certificates_in:
        unfinished |= Q(certificates__record="", certificates__unfiled_because="")
    return Review.objects.filter(unfinished).distinct()
