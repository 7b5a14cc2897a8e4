"""Verbs that check whether it worked, close an incident, and open it again."""

from dataclasses import asdict
from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import (
    concerned,
    keep,
    locked,
    log,
    named,
    notify,
    out_of_order,
)
from muniment.governance.incidents.actions.lessons import offer
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.types import CheckDraft, LessonDraft, Stage


@verb("incidents:incident:check")
def check(
    actor: Profile,
    reference: str,
    draft: CheckDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Say whether what was done has worked. Where it has not, the incident is open again, to be
    investigated anew. Raises Refused with every reason."""
    one = locked(actor, reference)
    today = civil_date(now)
    wrong = rules.reasons_not_to_check(Stage(one.stage), draft, today)
    refuse_if([*out_of_order(one, seen), *wrong])
    one.checked_on = draft.checked_on or today
    one.check_found = rules.clean(draft.found)
    said = {"worked": "yes" if draft.worked else "no", "checked_on": one.checked_on.isoformat()}
    stage = None
    if not draft.worked:
        stage = Stage.INVESTIGATING
        _open_again(one, now)
    keep(one, actor.reference, "checked", now, stage=stage, why=draft.found, said=said)
    log("incidents:incident:checked", actor.reference, one, now, {"worked": draft.worked})
    return one


def _open_again(one: Incident, now: datetime) -> None:
    one.reopened_at, one.closed_at = now, None
    one.checked_on = one.check_on = None
    one.check_found = one.no_task_why = ""


@verb("incidents:incident:close")
def close(
    actor: Profile,
    reference: str,
    draft: LessonDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Close an incident: with a cause, corrective actions that are done (or a reason for none), a
    check by which they worked, every decision about a breach carried out, and a lesson for others
    (or a reason why there is none). The reporter is told. Raises Refused with every reason."""
    one = locked(actor, reference)
    wrong = rules.reasons_not_to_close(queries.facts_of(one))
    refuse_if([*out_of_order(one, seen), *wrong, *rules.reasons_of_lesson(draft)])
    one.closed_at = now
    said = {name: rules.clean(text) for name, text in asdict(draft).items()}
    keep(one, actor.reference, "close", now, stage=Stage.CLOSED, said=said)
    if draft.title.strip():
        offer(actor, one, draft, now)
    words = f"{named(one)}, which you reported, is closed. Thank you for reporting it."
    notify([one.reporter], "closed", one, words, str(one.version), now)
    log("incidents:incident:closed", actor.reference, one, now)
    return one


@verb("incidents:incident:reopen")
def reopen(
    actor: Profile, reference: str, *, why: str, seen: int | None = None, now: datetime
) -> Incident:
    """Open an incident again, to be investigated anew, since what was done did not work. Its
    handler is told. Raises Refused with every reason."""
    one = locked(actor, reference)
    refuse_if([*out_of_order(one, seen), *rules.reasons_not_to_reopen(Stage(one.stage), why)])
    _open_again(one, now)
    keep(one, actor.reference, "reopen", now, stage=Stage.INVESTIGATING, why=why)
    words = f"{named(one)} is open again: what was done did not work."
    people = [each for each in concerned(one, civil_date(now)) if each.reference != actor.reference]
    notify(people, "reopened", one, words, str(one.version), now)
    log("incidents:incident:reopened", actor.reference, one, now)
    return one
