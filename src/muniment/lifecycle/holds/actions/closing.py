"""The end of a case behind a hold: it is closed, and the hold lifts by itself once the time to
appeal is over [DIS-06].

The last day is reckoned when the case is closed, and stays what it was when the body sets another
time: nothing ends sooner than was said.
"""

from datetime import date, datetime

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, refuse_if
from muniment.foundation.notices.actions import tell
from muniment.lifecycle.holds import queries, rules
from muniment.lifecycle.holds.actions.lifting import end, require_everywhere
from muniment.lifecycle.holds.actions.placing import locked
from muniment.lifecycle.holds.models import AppealDays, Hold
from muniment.lifecycle.holds.types import HoldKind, HoldState

AUTHORITY = "The time to appeal that the body has set"


@verb("holds:hold:close")
def close(
    actor: Profile, reference: str, *, closed_on: date | None, reason: str = "", now: datetime
) -> Hold:
    """Note on which civil date the case behind the hold was closed: the request answered, the
    inquiry over. The hold stays in force until the time to appeal is over, and then lifts.

    Raises Refused for a day in the future, or one so long ago that the time to appeal is over;
    NotPermitted as `lift`.
    """
    hold = locked(actor, reference)
    require_everywhere(actor, hold)
    days = queries.appeal_days()
    refuse_if(
        rules.reasons_not_to_close(
            HoldState(hold.state),
            before=hold.closed_on,
            closed_on=closed_on,
            days=days,
            today=civil_date(now),
        )
    )
    hold.closed_on, hold.closed_by, hold.closed_at = closed_on, actor.reference, now
    hold.last_day = rules.last_day_of(closed_on, days) if closed_on else None
    _save(hold)
    detail: dict[str, JSON] = {"closed_on": str(closed_on), "last_day": str(hold.last_day)}
    _told("holds:hold:closed", actor, hold, reason, detail, now)
    return hold


@verb("holds:hold:reopen")
def reopen(actor: Profile, reference: str, *, reason: str, now: datetime) -> Hold:
    """Note that the case is open after all, by an appeal or otherwise: the hold stays in force
    until it is closed again. Raises Refused without a reason; NotPermitted as `lift`."""
    hold = locked(actor, reference)
    require_everywhere(actor, hold)
    closed = hold.closed_on is not None
    refuse_if(rules.reasons_not_to_reopen(HoldState(hold.state), closed=closed, reason=reason))
    detail: dict[str, JSON] = {"closed_on": str(hold.closed_on), "last_day": str(hold.last_day)}
    hold.closed_on = hold.last_day = hold.closed_at = None
    hold.closed_by = ""
    _save(hold)
    _told("holds:hold:reopened", actor, hold, reason, detail, now)
    return hold


def _save(hold: Hold) -> None:
    hold.save(update_fields=["closed_on", "last_day", "closed_by", "closed_at"])


def _told(
    kind: str, actor: Profile, hold: Hold, reason: str, detail: dict[str, JSON], now: datetime
) -> None:
    about = f"hold:{hold.reference}"
    record(EventDraft(kind, actor.reference, about, reason, detail), at=now)


@verb("holds:appeal:set")
def set_appeal_days(actor: Profile, days: int, *, now: datetime) -> int:
    """Set how many days there are to appeal once a case is closed. Cases that are closed already
    keep their last day. Raises Refused for days out of reach, or where that is set already."""
    access.require(actor, Permission.HOLD_MANAGE, at=queries.EVERYWHERE)
    refuse_if(rules.reasons_not_to_set_appeal_days(days, queries.appeal_days()))
    AppealDays.objects.create(days=days, set_by=actor.reference, set_at=now)
    detail: dict[str, JSON] = {"days": days}
    record(
        EventDraft("holds:appeal:set", actor.reference, "holds:hold-settings", detail=detail),
        at=now,
    )
    return days


def lift_ended(*, now: datetime) -> None:
    """Lift the holds whose time to appeal is over, each in a transaction of its own. It answers
    nothing: who looks at jobs need not know of holds. Whoever calls it has found that the clock
    can be trusted."""
    due = Hold.objects.filter(state=HoldState.ACTIVE, last_day__lt=civil_date(now)).order_by("pk")
    for number in list(due.values_list("pk", flat=True)):
        _lift_ended(number, now)


@transaction.atomic
def _lift_ended(number: int, now: datetime) -> None:
    hold = Hold.objects.select_for_update(no_key=True).get(pk=number)
    if not rules.has_ended(HoldState(hold.state), hold.last_day, today=civil_date(now)):
        return  # somebody noted an appeal, or lifted it
    reason = _reason(hold)
    end(hold, by="system", reason=reason, authority=AUTHORITY, now=now)
    words = f"Hold {hold.reference} “{hold.name}” has lifted by itself. {reason}"[:1000]
    about, key = f"hold:{hold.reference}", f"hold_ended:{hold.reference}"
    for person in _concerned(hold, now):
        tell(person, kind="hold_ended", about=about, words=words, key=key, now=now)


def _reason(hold: Hold) -> str:
    """Which case, when it was closed, and when the time to appeal was over."""
    if hold.closed_on is None or hold.last_day is None:
        raise ValueError("the case is not closed")
    label, days = HoldKind(hold.kind).label, (hold.last_day - hold.closed_on).days
    return (
        f"{label} {hold.case or hold.reference} was closed on {hold.closed_on:%-d %B %Y}; the"
        f" {days} days to appeal were over on {hold.last_day:%-d %B %Y}."
    )


def _concerned(hold: Hold, now: datetime) -> list[str]:
    """Its contact, if that is a person here, and those who placed it and closed its case, as far as
    they may know of it still."""
    named = [access.find_person(one) for one in (hold.contact, hold.placed_by, hold.closed_by)]
    return sorted({one.reference for one in named if one and _knows(one.reference, hold, now)})


def _knows(person: str, hold: Hold, now: datetime) -> bool:
    try:
        queries.hold_named(access.profile_of(person, on=civil_date(now)), hold.reference)
    except NotFound:
        return False
    return True
