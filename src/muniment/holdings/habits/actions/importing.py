"""Importing figures of mailboxes, and for how long they are kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.habits import queries, rules
from muniment.holdings.habits.actions.tips import make_cards
from muniment.holdings.habits.models import FiguresImport, HabitLimits, MailboxFigures
from muniment.holdings.habits.types import Left, Limits, LimitsDraft

OF_ROW = ("account", "on", "size", "items", "unread", "oldest", "sent", "received", "attached")


@verb("habits:figures:import")
def import_figures(
    actor: Profile,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    name: str,
    on: date | None = None,
    now: datetime,
) -> FiguresImport:
    """Import a list of mailboxes: what is understood of it. `chosen`: for each of our columns its
    heading in the list; `on`: the day of figures that name none. Figures that have been kept long
    enough are deleted.

    Raises Refused where nothing is understood, or there are figures of that day already.
    """
    access.require(actor, Permission.HABITS_MANAGE, at=Place())
    found, left = queries.look_at(rows, chosen, on=on, today=civil_date(now))
    refuse_if(_reasons_not_to_import(found, left))
    day = max(row.on for row, _, _ in found)
    made = FiguresImport.objects.create(
        reference=new_reference("MF"),
        name=name[:300],
        on=day,
        mailboxes=len(found),
        left_out=len(left),
        imported_by=actor.reference,
        imported_at=now,
    )
    kept = MailboxFigures.objects.bulk_create(
        (
            MailboxFigures(
                source=made, person=person, unit=unit, **{key: getattr(row, key) for key in OF_ROW}
            )
            for row, person, unit in found
        ),
        batch_size=500,
    )
    make_cards(kept)
    detail: dict[str, JSON] = {
        "on": day.isoformat(),
        "mailboxes": made.mailboxes,
        "left_out": made.left_out,
    }
    event = EventDraft(
        "habits:figures:imported",
        actor.reference,
        f"figures:{made.reference}",
        detail={**detail, "left_out": len(left), "emptied": _empty(civil_date(now), now)},
    )
    tell(event, at=now)
    return made


def _reasons_not_to_import(found: Sequence[queries.Owned], left: Sequence[Left]) -> list[Reason]:
    day = max((row.on for row, _, _ in found), default=None)
    if day is None:
        said = "Nothing of this list is understood."
        why = f" Line {left[0].line}: {left[0].reason}" if left else " It is empty."
        return [Reason("nothing", said + why, "file")]
    if FiguresImport.objects.filter(on=day).exists():
        said = f"There are figures of {day.isoformat()} already. Take those out first."
        return [Reason("same_day", said, "on")]
    return []


def _empty(today: date, now: datetime) -> int:
    """Delete the figures that have been kept long enough; of how many imports."""
    old = list(queries.to_empty(today))
    MailboxFigures.objects.filter(source__in=old).delete()
    return FiguresImport.objects.filter(pk__in=[one.pk for one in old]).update(emptied_at=now)


@verb("habits:figures:take_out")
def take_out_figures(actor: Profile, reference: str, *, reason: str, now: datetime) -> None:
    """Take out an import that should not be there. Refused once people were told by it."""
    access.require(actor, Permission.HABITS_MANAGE, at=Place())
    found = queries.import_named(reference)
    reasons = []
    if not reason.strip() or len(reason) > 500:
        reasons.append(Reason("reason", "Say why, in at most 500 letters.", "reason"))
    if found.campaigns.exists():
        reasons.append(Reason("used", "People were told by these figures: they stay."))
    refuse_if(reasons)
    event = EventDraft(
        "habits:figures:taken_out",
        actor.reference,
        f"figures:{found.reference}",
        reason=reason,
        detail={"on": found.on.isoformat(), "mailboxes": found.mailboxes},
    )
    found.delete()
    tell(event, at=now)


@verb("habits:limits:set")
def set_limits(actor: Profile, draft: LimitsDraft, *, now: datetime) -> Limits:
    """Set which mailboxes are large, for how long figures are kept, and which units are flagged."""
    access.require(actor, Permission.HABITS_MANAGE, at=Place())
    refuse_if(rules.reasons_not_to_limit(draft))
    limits = rules.limits_of(draft)
    if queries.limits() == limits:
        raise Refused(Reason("same", "That is what is set already."))
    detail = {"large": limits.large, "keep_months": limits.keep_months}
    detail["least_share"] = limits.least_share
    HabitLimits.objects.create(**detail, set_by=actor.reference, set_at=now)
    tell(EventDraft("habits:limits:set", actor.reference, "habits:limits", detail=detail), at=now)
    return limits
