"""Having an approved review carried out, by a job that survives its worker."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import locked_review, move, tell
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ReviewState

KIND = "disposal.carry_out"


@verb("disposal:review:execute")
def execute(actor: Profile, reference: str, *, version: int | None = None, now: datetime) -> Review:
    """Have an approved review carried out, or one that was left incomplete tried again.

    The work is a job; each record is checked again under its locks. Raises Refused with every
    reason: state, approvals missing or lapsed, a sample that is too small, the clock.
    """
    review = locked_review(actor, reference)
    places = queries.places(review)
    for place in places:
        access.require(actor, Permission.DISPOSAL_EXECUTE, at=place)
    access.require(actor, Permission.DISPOSAL_EXECUTE)
    signatures = queries.signatures_today(review, now=now, at=places)
    facts = queries.facts_of(review, signatures=signatures)
    refuse_if(
        [
            *rules.reasons_not_to_execute(facts, seen_version=version),
            *rules.reasons_of_samples(queries.sample_facts(review).values()),
            *queries.reasons_of_clock(now),
        ]
    )
    move(review, ReviewState.EXECUTING, executed_by=actor.reference, executed_at=now)
    queue(review, now)
    detail = {"records": queries.to_destroy(review).count()}
    tell("disposal:review:executing", actor, review, "", detail, now)
    return review


def queue(review: Review, now: datetime) -> None:
    """Have the work of the review done by a job, once."""
    enqueue(
        KIND,
        {"review": review.pk},
        run_as=review.executed_by,
        now=now,
        unique_key=review.reference,
    )


def pending(*, now: datetime) -> int:
    """Queue again what a dead worker, or a job that gave up, left half done; how many reviews."""
    left = list(Review.objects.filter(state=ReviewState.EXECUTING).order_by("pk"))
    left += list(queries.uncertified())
    for review in left:
        queue(review, now)
    return len(left)
