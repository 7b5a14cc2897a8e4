"""Whether the clock can be trusted, from what the audit log says of the time."""

from datetime import datetime, timedelta

from django.conf import settings

from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.types import ClockEvidence

CLOCK_CONFIRMED, CLOCK_SEEN = "disposal:clock:confirmed", "disposal:clock:seen"


def reasons_of_clock(now: datetime) -> list[Reason]:
    """Why the clock is not to be trusted; empty if it is, or if nothing was ever recorded."""
    first = trusted_from()
    latest = audit.latest_time(first=first)
    if latest is None:
        return []
    jump = timedelta(hours=settings.MUNIMENT_CLOCK_JUMP_HOURS)
    evidence = ClockEvidence(latest, _unbroken_until(now, first, jump))
    return rules.reasons_not_to_trust_clock(evidence, now, jump=jump)


def trusted_from() -> int:
    """The number of the latest event that vouches for the clock, or of the first: somebody
    confirmed it, or the standing work found that it had not leapt until then."""
    vouching = (
        event.seq
        for kind in (CLOCK_CONFIRMED, CLOCK_SEEN)
        for event in audit.events(EventFilter(kind_prefix=kind), limit=1)
    )
    return max(vouching, default=0)


def _unbroken_until(now: datetime, first: int, jump: timedelta) -> datetime:
    """Follow the log's events in steps of at most `jump`, one look at the index for each."""
    reached = audit.event(first).at
    while now - reached > jump:
        further = audit.latest_time(until=reached + jump, first=first)
        if further is None or further <= reached:
            break
        reached = further
    return reached
