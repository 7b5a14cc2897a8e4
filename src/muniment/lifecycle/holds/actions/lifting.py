"""Lifting holds, and confirming that they are still needed."""

from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.holds import queries, rules
from muniment.lifecycle.holds.actions.placing import locked
from muniment.lifecycle.holds.models import Hold
from muniment.lifecycle.holds.types import HoldState


@verb("holds:hold:lift")
def lift(actor: Profile, reference: str, *, reason: str, authority: str, now: datetime) -> Hold:
    """Lift a hold. Other holds on the same things stay, and so do the dates of the records.

    It is one row however much it covers: what is held is asked of the holds in force. A list
    that is still being put on hold ends where it is. Raises Refused without a reason and an
    authority; NotPermitted unless the actor manages holds at every thing that it covers.
    """
    hold = locked(actor, reference)
    require_everywhere(actor, hold)
    refuse_if(rules.reasons_not_to_lift(HoldState(hold.state), reason=reason, authority=authority))
    end(hold, by=actor.reference, reason=reason, authority=authority, now=now)
    return hold


def end(hold: Hold, *, by: str, reason: str, authority: str, now: datetime) -> None:
    """Lift the hold, which the caller has locked and found to be active, with the event of it."""
    hold.state, hold.lifted_by, hold.lifted_at = HoldState.LIFTED, by, now
    hold.lift_reason, hold.lift_authority = reason, authority
    hold.save()
    hold.lists.filter(finished_at=None).update(finished_at=now)
    about, detail = f"hold:{hold.reference}", {"authority": authority}
    record(EventDraft("holds:hold:lifted", by, about, reason, detail), at=now)


@verb("holds:hold:confirm")
def confirm(
    actor: Profile, reference: str, *, review_on: date | None, reason: str, now: datetime
) -> Hold:
    """Say that a hold is still needed, why, and on which civil date to look at it again.

    Raises Refused without a reason, or a date that lies in the future; NotPermitted as `lift`.
    """
    hold = locked(actor, reference)
    require_everywhere(actor, hold)
    refuse_if(
        rules.reasons_not_to_confirm(
            HoldState(hold.state),
            before=hold.review_on,
            review_on=review_on,
            reason=reason,
            today=civil_date(now),
        )
    )
    before = hold.review_on.isoformat() if hold.review_on else ""
    hold.review_on, hold.confirm_reason = review_on, reason
    hold.confirmed_by, hold.confirmed_at = actor.reference, now
    hold.save(update_fields=["review_on", "confirm_reason", "confirmed_by", "confirmed_at"])
    detail = {"before": before, "review_on": str(review_on)}
    about = f"hold:{hold.reference}"
    record(EventDraft("holds:hold:confirmed", actor.reference, about, reason, detail), at=now)
    return hold


def require_everywhere(actor: Profile, hold: Hold) -> None:
    """Raises NotPermitted unless the actor manages holds at every thing that this one covers."""
    for where in queries.places(hold):
        access.require(actor, Permission.HOLD_MANAGE, at=where)
    access.require(actor, Permission.HOLD_MANAGE)
