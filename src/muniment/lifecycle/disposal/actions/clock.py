"""Keeping the log from falling silent, so that a leap of the clock stands out."""

from datetime import datetime, timedelta

from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.lifecycle.disposal import queries

QUIET, DAY = timedelta(hours=6), timedelta(days=1)


@verb("disposal:clock:confirm")
def confirm_clock(actor: Profile, *, reason: str, now: datetime) -> None:
    """Confirm that the clock is right now: after the system stood still, or the clock was set.

    What is in the log before no longer counts as evidence against it. Refused without a reason.
    """
    require(actor, Permission.SYSTEM_RUN)
    if not reason.strip():
        raise Refused(Reason("reason", "Say how you know that the clock is right.", "reason"))
    record(EventDraft(queries.CLOCK_CONFIRMED, actor.reference, "clock", reason), at=now)


def watch_clock(*, now: datetime) -> bool:
    """Leave a mark in a log that has been quiet for six hours or has had none for a day; whether
    one was left.

    None is left once the clock cannot be trusted: it would cover up the leap. So a mark vouches for
    what is before it, and whoever asks for the clock looks at one day, not at years.
    """
    last = next(iter(audit.events(limit=1)), None)
    if last is None or queries.reasons_of_clock(now):
        return False
    vouched = audit.event(queries.trusted_from()).at
    if now - last.at < QUIET and now - vouched < DAY:
        return False
    with transaction.atomic():
        record(EventDraft(queries.CLOCK_SEEN, "system", "clock"), at=now)
    return True
