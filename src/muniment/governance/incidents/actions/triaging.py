"""The verb of triage: how bad an incident is, who handles it, and whether it is a breach."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.governance.assets import queries as assets
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import (
    keep,
    locked,
    log,
    named,
    notify,
    out_of_order,
    start_clock,
)
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.types import Stage, TriageDraft


@verb("incidents:incident:triage")
def triage(
    actor: Profile,
    reference: str,
    draft: TriageDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Say how bad an incident is, who handles it, where it belongs and whether it is a personal
    data breach; and say it otherwise, with a reason, as long as the incident is open. That it is
    none after all takes a reason (UK GDPR article 33(5)). `seen`: the version that was looked at.
    Raises Refused with every gap and fault, and where nothing would change."""
    one = locked(actor, reference)
    person = queries.person_here(draft.handler)
    refuse_if([*out_of_order(one, seen), *_reasons(actor, one, draft, person, now)])
    before = _said_of(one)
    first = one.stage == Stage.REPORTED
    _fill(one, draft, person)
    if not first and _said_of(one) == before:
        raise Refused(Reason("same", "That is what triage says of it already."))
    stage = Stage.TRIAGED if first else None
    keep(one, actor.reference, "triage", now, stage=stage, why=draft.why, said=_said_of(one))
    _tell(actor, one, before, now)
    log("incidents:incident:triaged", actor.reference, one, now, {"breach": one.breach})
    return one


def _reasons(
    actor: Profile, one: Incident, draft: TriageDraft, person: Person | None, now: datetime
) -> list[Reason]:
    there = draft.unit in access.unit_lineages()
    handles = person is not None and queries.handles_at(person, draft.unit, civil_date(now))
    found = rules.reasons_not_to_triage(
        Stage(one.stage),
        draft,
        units=access.unit_lineages(),
        handler=person.reference if person else "",
        handles=handles or not there,
        asset=_is_there(actor, draft.asset),
        concern=one.aware_at is not None and one.breach is not False,
        again=one.stage != Stage.REPORTED,
    )
    moves = draft.aware_at is not None and draft.aware_at != (one.aware_at or one.reported_at)
    if moves and draft.breach is not False:
        found += rules.reasons_of_moment(one.clock, draft.aware_at, now)
        found += rules.needed(draft.why, "why", "Say why the body became aware at another moment.")
    return [*found, *_against_no_breach(one, draft)]


def _against_no_breach(one: Incident, draft: TriageDraft) -> list[Reason]:
    told = one.told_at is not None or one.people_told_at is not None
    if told and draft.breach is not True:
        return [Reason("breach", "Somebody was told of it as a breach: it stays one.", "breach")]
    return []


def _is_there(actor: Profile, asset: str) -> bool:
    try:
        return not asset or bool(assets.asset_named(actor, asset))
    except Refused:
        return False


def _fill(one: Incident, draft: TriageDraft, person: Person | None) -> None:
    one.severity, one.kind, one.handler = draft.severity, draft.kind, person
    one.unit = access.unit_named(draft.unit)
    one.asset = normalise(draft.asset) if draft.asset else ""
    one.breach = draft.breach
    if draft.breach is not True:
        # What was decided stands among the steps; it was about a breach.
        one.notify = one.decided_at = one.tell_people = None
    if draft.breach is not False and (draft.breach or one.aware_at or draft.aware_at):
        moment = draft.aware_at or one.aware_at or one.reported_at
        if moment != one.aware_at:
            start_clock(one, moment)


def _said_of(one: Incident) -> dict[str, str]:
    return {
        "severity": one.severity,
        "kind": one.kind,
        "unit": one.unit.reference,
        "handler": one.handler.reference if one.handler else "",
        "asset": one.asset,
        "breach": {True: "yes", False: "no", None: "unsure"}[one.breach],
        "aware_at": one.aware_at.isoformat() if one.aware_at else "",
    }


def _tell(actor: Profile, one: Incident, before: dict[str, str], now: datetime) -> None:
    known = (before["handler"], actor.reference)
    if one.handler is not None and one.handler.reference not in known:
        words = f"You handle {named(one)} from now on."
        notify([one.handler], "handler", one, words, str(one.version), now)
    if one.breach and before["breach"] != "yes" and one.limit_at is not None:
        limit = rules.moment_in_words(one.limit_at)
        words = (
            f"{named(one)} is a personal data breach. Decide whether {queries.pack().authority}"
            f" is told, before {limit}."
        )
        people = [one.handler, *queries.alerted(one.unit.reference, civil_date(now))]
        notify(people, "breach", one, words, str(one.version), now)
