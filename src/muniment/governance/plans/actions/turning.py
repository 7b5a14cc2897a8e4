"""Verbs by which it is said how an action stands, that it is still so, and how it goes."""

from datetime import date, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.governance.plans import queries, rules
from muniment.governance.plans.actions.keeping import (
    kept,
    locked_to_do,
    name_at,
    said_of,
    text_of,
    told,
)
from muniment.governance.plans.models import Action
from muniment.governance.plans.types import ENDED, EVERY, Stage, Status, Turn
from muniment.holdings.records import queries as records


@verb("plans:action:turn")
def turn(
    actor: Profile, reference: str, said: Turn, *, seen: int | None = None, now: datetime
) -> Action:
    """Say how an action stands. That it is done takes what shows it, that it is dropped or taken
    up again a reason. What is in place is looked at every so many months from then. `seen`: the
    version that was looked at. Raises Refused with every reason, and where nothing would
    change."""
    one, today = locked_to_do(actor, reference), civil_date(now)
    before, was = said_of(one), Stage(one.stage)
    status = queries.status_named(said.status)
    record = _record(actor, said.record)
    refuse_if(
        [
            *rules.reasons_of_order(seen, one.version, name_at(one.changed_by)),
            *rules.reasons_not_to_turn(
                said, was=was, status=status, record_known=bool(record), today=today
            ),
        ]
    )
    if status is None:
        raise AssertionError("reasons_not_to_turn says so")
    _stand(one, status, said, record, today)
    if said_of(one) == before:
        raise Refused(Reason("same", "That is how it stands already. Add a note instead."))
    step = kept(actor, one, "turned", before, now, note=text_of(said.note))
    told("plans:action:turned", actor.reference, one, now, step)
    return one


def _record(actor: Profile, reference: str) -> str:
    """The reference of the record that is meant; blank where the actor may see none such."""
    try:
        found = records.record_named(actor, reference) if reference.strip() else None
    except NotFound:
        return ""
    return found.reference if found else ""


def _stand(one: Action, status: Status, said: Turn, record: str, today: date) -> None:
    """Have an action stand so; the caller keeps it."""
    same = Stage(one.stage) is Stage.MAINTAIN and status.stage is Stage.MAINTAIN
    every = said.every or (one.every if same else None)
    check_on = said.check_on or (one.check_on if same else None)
    one.every, one.check_on = rules.checks(
        status.stage, every=every, check_on=check_on, today=today
    )
    one.status, one.stage = status.key, status.stage
    over = status.stage in ENDED
    one.ended_on = (one.ended_on or today) if over else None
    done = status.stage is Stage.DONE
    one.evidence = (text_of(said.evidence) or one.evidence) if done else ""
    one.record = (record or one.record) if done else ""


@verb("plans:action:check")
def still_so(
    actor: Profile,
    reference: str,
    *,
    note: str = "",
    check_on: date | None = None,
    seen: int | None = None,
    now: datetime,
) -> Action:
    """Say of what is in place that somebody has looked and that it is still so: the next check is
    so many months from now as was set, or on the day given. Raises Refused with every reason."""
    one, today = locked_to_do(actor, reference), civil_date(now)
    before = said_of(one)
    refuse_if(
        [
            *rules.reasons_of_order(seen, one.version, name_at(one.changed_by)),
            *rules.reasons_not_to_check(Stage(one.stage), note, check_on, today),
        ]
    )
    one.check_on = check_on or rules.check_after(today, one.every or EVERY)
    step = kept(actor, one, "checked", before, now, note=text_of(note))
    told("plans:action:checked", actor.reference, one, now, step)
    return one


@verb("plans:action:note")
def note_progress(actor: Profile, reference: str, *, note: str, now: datetime) -> Action:
    """Say how an action goes, without changing it. What was said is kept for ever. Raises Refused
    where nothing is said."""
    one = locked_to_do(actor, reference)
    refuse_if(rules.reasons_not_to_note(note))
    step = kept(actor, one, "noted", said_of(one), now, note=text_of(note))
    told("plans:action:noted", actor.reference, one, now, step)
    return one
