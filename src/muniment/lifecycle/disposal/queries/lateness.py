"""How long reviews have waited for a signature, and whom they wait for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import covers
from muniment.foundation.access.types import SIGNING, Place, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.queries.notice import review_terms
from muniment.lifecycle.disposal.queries.reviews import places, stages
from muniment.lifecycle.disposal.types import ReviewState, Stage

ABOVE = (Role.DEPARTMENTAL_RECORDS_OFFICER, Role.SIRO)


def waits_since(review: Review) -> datetime | None:
    """Since when the review has waited for a signature: it was proposed or last signed then. None
    for one that waits for none."""
    if review.state != ReviewState.PROPOSED:
        return None
    return max([review.proposed_at, *(one.at for one in review.decisions.all())])


def waited(review: Review, now: datetime) -> int:
    """For how many days the review has waited for a signature; 0 for one that waits for none."""
    since = waits_since(review)
    return (civil_date(now) - civil_date(since)).days if since else 0


def days_late(review: Review, now: datetime) -> int:
    """For how many days the next signature is late; 0 if it is not."""
    late_after = review_terms().late_days
    return max(0, waited(review, now) - late_after)


def late_reviews(now: datetime) -> dict[str, int]:
    """The references of the reviews whose next signature is late, with for how many days."""
    waiting = Review.objects.filter(state=ReviewState.PROPOSED).prefetch_related("decisions")
    found = {one.reference: days_late(one, now) for one in waiting}
    return {reference: days for reference, days in found.items() if days}


def those_who_sign(now: datetime) -> list[Profile]:
    """Everybody whose roles, or whose standing in for somebody, sign reviews at all."""
    today = civil_date(now)
    people: dict[int, Any] = {}
    for stage in Stage:
        people |= {one.pk: one for one, _ in access.holders(stage.role, on=today)}
        people |= {one.pk: one for one, _ in access.standing_in(stage.role, on=today)}
    profiles = [access.profile(one, on=today) for _, one in sorted(people.items())]
    return [one for one in profiles if one.permissions & SIGNING]


def waited_for(review: Review, people: list[Profile]) -> list[tuple[Profile, Stage]]:
    """Those of the people who can sign the review now, each with the first stage that they can."""
    able = [(one, stages(one, review)) for one in people]
    return [(one, found[0]) for one, found in able if found]


def those_above(review: Review, now: datetime) -> list[str]:
    """The departmental records officers and senior information risk owners, by reference, over
    any of the records of the review."""
    return above(places(review) or places(review, every=True), now)


def above(where: Sequence[Place], now: datetime) -> list[str]:
    """The same over any of these places."""
    today = civil_date(now)
    held = [one for role in ABOVE for one in access.holders(role, on=today)]
    over = {
        person.reference for person, grant in held if any(covers(grant, place) for place in where)
    }
    return sorted(over)
