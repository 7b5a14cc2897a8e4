"""Verbs by which an incident is investigated and goes on to the next stage."""

from dataclasses import asdict
from datetime import date, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import keep, locked, log, out_of_order
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.types import TRANSITIONS, FindingsDraft, Stage

ONWARDS = ("investigate", "put_right", "check")


@verb("incidents:incident:find")
def find(
    actor: Profile,
    reference: str,
    draft: FindingsDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Keep what the investigation found: the root cause, what contributed, who was spoken to, and
    for damage the steps of salvage and what came of them. What was said before is kept among the
    steps. Raises Refused with every reason, and where nothing would change."""
    one = locked(actor, reference)
    said = {name: rules.clean(text) for name, text in asdict(draft).items()}
    changed = {name: text for name, text in said.items() if getattr(one, name) != text}
    wrong = rules.reasons_not_to_find(Stage(one.stage), draft)
    refuse_if([*out_of_order(one, seen), *(wrong or rules.same(bool(changed)))])
    for name, text in changed.items():
        setattr(one, name, text)
    keep(one, actor.reference, "find", now, said=said)
    log("incidents:incident:found", actor.reference, one, now, {"fields": sorted(changed)})
    return one


@verb("incidents:incident:advance")
def advance(
    actor: Profile,
    reference: str,
    deed: str,
    *,
    check_on: date | None = None,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Have an incident go on: `investigate`, `put_right` (it has a cause by then) or `check` (its
    corrective actions are done; `check_on`: the day on which somebody looks whether they work).
    Raises Refused with every reason."""
    one = locked(actor, reference)
    if deed not in ONWARDS:
        refuse_if([Reason("deed", f"It is one of {', '.join(ONWARDS)}.", "deed")])
    facts, today = queries.facts_of(one), civil_date(now)
    wrong = rules.reasons_not_to_advance(facts, deed, check_on=check_on, today=today)
    refuse_if([*out_of_order(one, seen), *wrong])
    if deed == "check":
        one.check_on = check_on
    said = {"check_on": check_on.isoformat()} if deed == "check" and check_on else {}
    keep(one, actor.reference, deed, now, stage=TRANSITIONS[Stage(one.stage), deed], said=said)
    log("incidents:incident:advanced", actor.reference, one, now)
    return one


@verb("incidents:task:do_without")
def say_no_task(
    actor: Profile, reference: str, *, why: str, seen: int | None = None, now: datetime
) -> Incident:
    """Say why an incident takes no corrective action. Raises Refused with every reason."""
    one = locked(actor, reference)
    stage = Stage(one.stage)
    allowed = (stage, "act") in TRANSITIONS
    wrong = [] if allowed else [Reason("stage", f"It is {stage.label.lower()}.")]
    wrong += rules.needed(why, "why", "Say why there is nothing to put right.")
    refuse_if([*out_of_order(one, seen), *wrong, *rules.same(one.no_task_why != rules.clean(why))])
    one.no_task_why = rules.clean(why)
    keep(one, actor.reference, "no_task", now, why=why)
    log("incidents:task:done_without", actor.reference, one, now)
    return one
