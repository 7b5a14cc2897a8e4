"""Telling people what waits for them, and those above when it is late: reviews to be signed, paper
to be destroyed, mistakes to be agreed to. And owners what is set aside, and until when."""

from datetime import date, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices.actions import tell
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import Expunging, Review
from muniment.lifecycle.disposal.types import EXPUNGE_LABELS, ExpungeKind, ReviewState, Stage


def remind(*, now: datetime) -> int:
    """Tell those who can sign that a review waits for them: at once, and again when their
    signature is late; and once it is twice as late, the departmental records officer and the
    senior information risk owner. Papers that nobody has confirmed, and mistakes that nobody has
    agreed to expunge, are asked after likewise. Owners are told what is set aside, and until when
    it can be recovered. Each is told once for each step; how many were."""
    people, late_after = queries.those_who_sign(now), queries.review_terms().late_days
    waiting = Review.objects.filter(state=ReviewState.PROPOSED).order_by("pk")
    told = sum(_remind(one, people, late_after, now) for one in waiting)
    told += sum(_chase(one, late_after, now) for one in queries.reviews_with_papers())
    for one in queries.waiting_to_be_expunged():
        told += _ask_another(one, people, late_after, now)
    for (review, until), counts in queries.aside_to_tell(now).items():
        told += sum(_tell_of_aside(review, until, *of, now) for of in sorted(counts.items()))
    return told


def _tell_of_aside(review: Review, until: date, person: str, count: int, now: datetime) -> bool:
    if until < civil_date(now):
        return False  # too late to do anything about it
    records = "1 record of it is" if count == 1 else f"{count:,} records of it are"
    words = (
        f"Review {review.reference} “{review.title[:200]}” was carried out, and {records} set"
        f" aside. The last day for taking anything back is {until:%-d %B %Y}; then it is erased."
    )
    about, key = f"review:{review.reference}", f"aside:{review.reference}:{until}"
    return tell(person, kind="set_aside", about=about, words=words, key=key, now=now) is not None


def _ask_another(one: Expunging, people: list[Profile], late_after: int, now: datetime) -> int:
    """Ask those who could agree to expunge, at once and when it is late; then those above."""
    days = (civil_date(now) - civil_date(one.proposed_at)).days
    step, count = rules.step_of(days, late_after), one.items.count()
    records = "1 record is" if count == 1 else f"{count:,} records are"
    since = "" if step == 0 else f" It has waited for {days} days."
    mistake = EXPUNGE_LABELS[ExpungeKind(one.kind)].lower()
    words = (
        f"{one.reference}: {records} to be expunged, as a mistake ({mistake}). Another person, in"
        f" another role than the one in which it was proposed, has to agree or refuse.{since}"
    )
    asked = set(queries.seconds_of(one, people))
    if step == 2:
        asked |= set(queries.above(queries.expunging_places(one), now)) - {one.proposed_by}
    about, key = f"expunging:{one.reference}", f"expunging:{one.reference}:{step}"
    told = [
        tell(person, kind="expunging_waits", about=about, words=words, key=key, now=now)
        for person in sorted(asked)
    ]
    return sum(notice is not None for notice in told)


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
    if _told_at_once(review, days, late_after):
        return 0
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


def _told_at_once(review: Review, days: int, late_after: int) -> bool:
    """Whether the review is one of those made by night, of all of which one notice told."""
    by_night = review.proposed_by == queries.NIGHT and not review.decisions.exists()
    return by_night and rules.step_of(days, late_after) == 0


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
