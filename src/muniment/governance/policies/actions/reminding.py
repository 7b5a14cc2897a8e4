"""What comes round: reviews that are due, and who has not acknowledged."""

from datetime import date, datetime, timedelta

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices import actions as notices
from muniment.governance.policies import queries
from muniment.governance.policies.actions.keeping import tell_owner
from muniment.governance.policies.models import Policy, PolicyVersion
from muniment.governance.policies.types import State

BEFORE = (90, 30, 7, 0)  # days before a review is due
AFTER = (14, 28)  # days after issue
MOST_AT_ONCE = 500  # notices; others wait for the log meanwhile


def remind(*, now: datetime) -> int | None:
    """Tell owners of reviews that are due in 90, 30 and 7 days and today, and people of what they
    have not acknowledged 14 and 28 days after its issue, each once; how many were told, None for
    nobody."""
    told = _of_reviews(now)
    told += _of_acknowledgements(now, MOST_AT_ONCE - told) if told < MOST_AT_ONCE else 0
    return told or None


def _of_reviews(now: datetime) -> int:
    today = civil_date(now)
    rows = queries.every().filter(
        in_force__state=State.PUBLISHED,
        in_force__review_on__lte=today + timedelta(days=max(BEFORE)),
        owner__is_active=True,
    )
    made = 0
    for one in rows.order_by("in_force__review_on", "pk"):
        made += _of_review(one, today, now)
        if made >= MOST_AT_ONCE:
            break
    return made


def _of_review(one: Policy, today: date, now: datetime) -> int:
    """Tell of one review: of the last of the days that has come, so that who was away hears of it
    once."""
    due = one.in_force.review_on if one.in_force else None
    if due is None:
        return 0
    left = (due - today).days
    reached = [days for days in BEFORE if left <= days]
    when = f"was due on {due.day} {due:%B %Y}" if left < 0 else f"is due on {due.day} {due:%B %Y}"
    said = f"The review of “{one.title[:150]}” {when}."
    key = f"policy-review:{one.reference}:{due}:{min(reached)}"
    return int(tell_owner(one, "review", said, key, now))


def _of_acknowledgements(now: datetime, most: int) -> int:
    made = 0
    first = now - timedelta(days=min(AFTER))
    rows = PolicyVersion.objects.filter(state=State.PUBLISHED, published_at__lte=first)
    for one in rows.exclude(audience=[]).select_related("policy").order_by("published_at", "pk"):
        made += _of_version(one, now, most - made)
        if made >= most:
            break
    return made


def _of_version(one: PolicyVersion, now: datetime, most: int) -> int:
    days = (now - one.published_at).days if one.published_at else 0
    reached = max(each for each in AFTER if each <= days)
    made = 0
    for person in queries.outstanding(one, civil_date(now)).iterator(chunk_size=500):
        told = notices.tell(
            person.reference,
            kind="policies.acknowledge",
            about=f"policy:{one.policy.reference}",
            words=f"You have yet to acknowledge “{one.policy.title[:150]}” {one.number}.",
            key=f"policy-acknowledge:{one.pk}:{reached}",
            now=now,
        )
        made += told is not None
        if made >= most:
            break
    return made
