"""Actions about units that file little e-mail: who does what, by when."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.holdings.habits import queries, rules
from muniment.holdings.habits.models import UnitAction
from muniment.holdings.habits.types import ActionDraft


@verb("habits:action:set")
def set_action(actor: Profile, unit: str, draft: ActionDraft, *, now: datetime) -> UnitAction:
    """Set what is to be done about the e-mail of a unit, by whom and by when; that person is told.
    The figures of the day are kept with it.

    Raises Refused with every reason, NotFound for a unit that is not there.
    """
    found = access.unit_named(unit)
    place = Place(units=access.lineage(found))
    access.require(actor, Permission.HABITS_MANAGE, at=place)
    today, person = civil_date(now), access.find_person(draft.person)
    to_do = UnitAction.objects.filter(unit=found.reference, done_at=None)
    refuse_if(
        rules.reasons_not_to_act(
            draft,
            today=today,
            active=bool(person and person.is_active),
            open_one=to_do.exists(),
        )
    )
    if person is None or draft.due_on is None:
        raise NotFound("person", draft.person)
    share = {one.unit: one for one in queries.shares(actor, today)}.get(found.reference)
    made = UnitAction.objects.create(
        reference=new_reference("HA"),
        unit=found.reference,
        what=draft.what.strip(),
        person=person,
        due_on=draft.due_on,
        records=share.records if share else 0,
        mail=share.mail if share else 0,
        median=round(share.median) if share and share.median is not None else None,
        set_by=actor.reference,
        set_at=now,
    )
    about = f"action:{made.reference}"
    event = EventDraft(
        "habits:action:set",
        actor.reference,
        about,
        detail={
            "unit": made.unit,
            "person": person.reference,
            "due_on": draft.due_on.isoformat(),
            "records": made.records,
            "mail": made.mail,
        },
    )
    tell(event, at=now)
    notices.tell(
        person.reference,
        kind="habits.action",
        about=about,
        words=f"You are asked, about the e-mail that {found.name} files: {made.what}",
        key=about,
        now=now,
    )
    return made


@verb("habits:action:finish")
def finish_action(actor: Profile, reference: str, *, outcome: str, now: datetime) -> UnitAction:
    """Note that an action is done, and what came of it. Raises Refused, NotFound."""
    found = queries.unit_action_named(actor, reference)
    mine, done = queries.may_finish(actor, found), found.done_at is not None
    refuse_if(rules.reasons_not_to_finish(outcome, mine=mine, done=done))
    found.done_at, found.done_by, found.outcome = now, actor.reference, outcome.strip()
    found.save(update_fields=["done_at", "done_by", "outcome"])
    about = f"action:{found.reference}"
    detail = {"unit": found.unit}
    tell(EventDraft("habits:action:finished", actor.reference, about, detail=detail), at=now)
    return found
