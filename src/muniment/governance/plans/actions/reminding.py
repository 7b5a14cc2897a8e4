"""Telling people of what is due."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices import actions as notices
from muniment.governance.plans import queries, rules
from muniment.governance.plans.models import Action
from muniment.governance.plans.types import ENDED, Stage

BEFORE = (0, 7, rules.SOON)  # days before an action is due on which its owner is told
MOST_AT_ONCE = 500  # notices; others wait for the log meanwhile


def remind(*, now: datetime) -> int | None:
    """Tell owners of actions that are due in 30 days, in 7, today, and overdue, each once; how many
    were told, None for nobody. Where the owner has left, or no account does it, the owner of the
    plan is told."""
    today = civil_date(now)
    works = Q(owner__is_active=True) | Q(plan__owner__is_active=True)
    last = today + timedelta(days=rules.SOON)
    rows = queries.every_action().filter(works, next_on__lte=last).exclude(stage__in=ENDED)
    made = 0
    for one in rows.order_by("next_on", "pk"):
        made += _remind(one, today, now)
        if made == MOST_AT_ONCE:
            break
    return made or None


def _remind(one: Action, today: date, now: datetime) -> int:
    """Tell whoever answers for an action of its day; how many were told: one, or none."""
    person, day = _answering(one), one.next_on
    if person == "" or day is None:
        return 0
    mark = _mark(day, today)
    what = "is to be looked at again" if one.stage == Stage.MAINTAIN else "is due"
    said = f"{'was to be done by' if mark == 'late' else what + ' on'} {rules.in_words(day)}"
    told = notices.tell(
        person,
        kind="plans.due",
        about=f"action:{one.reference}",
        words=f"The action “{one.what[:300]}” {said}.",
        key=f"action-due:{one.reference}:{day}:{mark}",
        now=now,
    )
    return int(told is not None)


def _answering(one: Action) -> str:
    """The reference of who is told: its owner, else the owner of its plan."""
    if one.owner is not None and one.owner.is_active:
        return one.owner.reference
    return one.plan.owner.reference if one.plan and one.plan.owner.is_active else ""


def _mark(day: date, today: date) -> str:
    """Which of the notices of a day is due: that it is past, or how many days before."""
    if day < today:
        return "late"
    return str(next(many for many in BEFORE if (day - today).days <= many))
