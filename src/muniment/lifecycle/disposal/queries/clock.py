"""Whether the clock can be trusted, from what the audit log says of the time."""

from datetime import datetime, timedelta

from django.conf import settings

from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.types import ClockEvidence

CLOCK_CONFIRMED = "disposal:clock:confirmed"


def reasons_of_clock(now: datetime) -> list[Reason]:
    """Why the clock is not to be trusted; empty if it is, or if nothing was ever recorded."""
    last = next(iter(audit.events(limit=1)), None)
    if last is None:
        return []
    jump = timedelta(hours=settings.MUNIMENT_CLOCK_JUMP_HOURS)
    evidence = ClockEvidence(last.at, _unbroken_until(now, jump))
    return rules.reasons_not_to_trust_clock(evidence, now, jump=jump)


def _unbroken_until(now: datetime, jump: timedelta) -> datetime:
    """Follow the log's events in steps of at most `jump`, one look at the index for each."""
    confirmed = next(iter(audit.events(EventFilter(kind_prefix=CLOCK_CONFIRMED), limit=1)), None)
    reached = (confirmed or audit.event(0)).at
    while now - reached > jump:
        further = audit.last_before(reached + jump)
        if further is None or further <= reached:
            break
        reached = further
    return reached
