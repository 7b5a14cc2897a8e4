"""Telling those who sign that a review waits for them, and those above when it is late."""

from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.notices.actions import tell
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ReviewState, Stage


def remind(*, now: datetime) -> int:
    """Tell those who can sign that a review waits for them: at once, and again when their
    signature is late; and once it is twice as late, the departmental records officer and the
    senior information risk owner. Papers that nobody has confirmed are asked after likewise. Each
    is told once for each step; how many were."""
    people, late_after = queries.those_who_sign(now), queries.review_terms().late_days
    waiting = Review.objects.filter(state=ReviewState.PROPOSED).order_by("pk")
    told = sum(_remind(one, people, late_after, now) for one in waiting)
    return told + sum(_chase(one, late_after, now) for one in queries.reviews_with_papers())


def _chase(review: Review, late_after: int, now: datetime) -> int:
    """Ask whoever had the review carried out after papers that nobody has confirmed for as long
    as a signature may take; those above after twice as long."""
    days = queries.waited_by_hand(review, now)
    step, papers = rules.step_of(days, late_after), queries.every_awaiting(review).count()
    people = {0: [], 1: [review.executed_by]}.get(step) or queries.those_above(review, now)
    words = (
        f"Review {review.reference} “{review.title[:200]}”: {papers:,} of its records on paper have"
        f" waited for up to {days} days to be destroyed by hand. Confirm what is gone."
    )
    key = f"paper:{review.reference}:{review.by_hand.count()}:{step}"
    return sum(_noted(review, one, key, words, now) for one in people if step)


def _remind(review: Review, people: list[Profile], late_after: int, now: datetime) -> int:
    days = queries.waited(review, now)
    step, named = rules.step_of(days, late_after), f"{review.reference} “{review.title[:200]}”"
    able = queries.waited_for(review, people)
    since = "" if step == 0 else f" It has waited for {days} days."
    told = sum(
        _tell(
            review,
            one.reference,
            min(step, 1),
            f"Review {named} awaits your signature as {stage.label.lower()}.{since}",
            now,
        )
        for one, stage in able
    )
    if step == 2:
        roles = " and the ".join(sorted({stage.label.lower() for stage in _unsigned(review)}))
        words = f"Review {named} has waited for {days} days for the {roles} to sign it."
        told += sum(_tell(review, one, 2, words, now) for one in queries.those_above(review, now))
    return told


def _unsigned(review: Review) -> list[Stage]:
    signed = {one.stage for one in queries.facts_of(review).signatures}
    return [one for one in queries.stages_of(review) if one not in signed]


def _tell(review: Review, person: str, step: int, words: str, now: datetime) -> bool:
    # After a signature it waits anew: for somebody else, and from that day on.
    key = f"waits:{review.reference}:{review.decisions.count()}:{step}"
    return _noted(review, person, key, words, now)


def _noted(review: Review, person: str, key: str, words: str, now: datetime) -> bool:
    about = f"review:{review.reference}"
    made = tell(person, kind="review_waits", about=about, words=words, key=key, now=now)
    return made is not None
