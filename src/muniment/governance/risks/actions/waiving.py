"""Verbs on waivers: asking for one, granting or refusing it, and ending it before its day."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.risks import queries, rules
from muniment.governance.risks.actions.keeping import refuse
from muniment.governance.risks.models import Risk, Waiver
from muniment.governance.risks.types import WaiverDraft, WaiverState

NOT_YOURS = (
    "The senior information risk owner, the departmental records officer or the records manager"
    " for the unit decides."
)


@verb("risks:waiver:ask")
def ask(actor: Profile, draft: WaiverDraft, *, now: datetime) -> Waiver:
    """Ask that a rule need not be kept by a unit until a day: with the local need, the options that
    were looked at, and what makes up for it (RSK-03, RSK-04). By who sees the risks of the unit.
    Raises Refused with every gap and fault."""
    access.require(actor, Permission.RISKS_SEE)
    known_unit = draft.unit in queries.open_units()
    if known_unit and not queries.may_ask(actor, draft.unit):
        refuse("You can ask for your own unit and those below it, or where you keep risks.")
    risk = _risk(actor, draft.risk)
    against = rules.reasons_not_to_ask(
        draft,
        known_unit=known_unit,
        known_risk=risk is not None,
        months=queries.scales().waiver_months,
        today=civil_date(now),
    )
    refuse_if(against)
    made = _new(actor, draft, risk, now)
    _tell_the_log("risks:waiver:asked", actor, made, now)
    return made


def _risk(actor: Profile, reference: str) -> Risk | None:
    try:
        return queries.risk_named(actor, reference) if reference else None
    except NotFound:
        return None


def _new(actor: Profile, draft: WaiverDraft, risk: Risk | None, now: datetime) -> Waiver:
    if draft.ends_on is None:
        raise AssertionError("reasons_not_to_ask says so")
    reference = new_reference("WV")
    said = " ".join([reference, draft.rule, draft.policy, draft.why, draft.control])
    return Waiver.objects.create(
        reference=reference,
        state=WaiverState.ASKED,
        rule=rules.lines(draft.rule),
        policy=rules.line(draft.policy),
        unit=access.unit_named(draft.unit),
        why=rules.lines(draft.why),
        options=[
            {
                "words": rules.lines(one.words),
                "local_need": rules.lines(one.local_need),
                "policy": rules.lines(one.policy),
            }
            for one in draft.options
        ],
        control=rules.lines(draft.control),
        risk=risk,
        words=" ".join(["", *sorted(set(words_of(said))), ""]),
        ends_on=draft.ends_on,
        asked_at=now,
        asked_by=actor.reference,
    )


@verb("risks:waiver:grant")
def grant(actor: Profile, reference: str, *, reason: str, now: datetime) -> Waiver:
    """Grant what was asked for: by the senior information risk owner, the departmental records
    officer or the records manager for the unit, and never by who asked. Raises Refused with every
    reason."""
    return _decided(actor, reference, WaiverState.GRANTED, reason, now)


@verb("risks:waiver:refuse")
def refuse_waiver(actor: Profile, reference: str, *, reason: str, now: datetime) -> Waiver:
    """Refuse what was asked for: by those who could grant it. Raises Refused with every reason."""
    return _decided(actor, reference, WaiverState.REFUSED, reason, now)


def _decided(
    actor: Profile, reference: str, state: WaiverState, reason: str, now: datetime
) -> Waiver:
    one = _locked(actor, reference)
    if not queries.approves(actor, one.unit.reference):
        refuse(NOT_YOURS)
    today = civil_date(now)
    against = rules.reasons_not_to_decide(
        rules.state_on(WaiverState(one.state), one.ends_on, today),
        own=one.asked_by == actor.reference,
        reason=reason,
        ends_on=one.ends_on,
        grant=state is WaiverState.GRANTED,
        today=today,
    )
    refuse_if(against)
    one.state, one.decided_at, one.decided_by = state, now, actor.reference
    one.decided_why = rules.line(reason)
    one.save()
    _tell_the_log(f"risks:waiver:{state.value}", actor, one, now, reason=reason)
    _tell(one, one.asked_by, f"was {state.value}", now)
    return one


@verb("risks:waiver:end")
def end_waiver(actor: Profile, reference: str, *, reason: str, now: datetime) -> Waiver:
    """End a waiver before its day, or take back what was asked for: who asked, or who could grant
    it. Raises Refused with every reason."""
    one = _locked(actor, reference)
    if one.asked_by != actor.reference and not queries.approves(actor, one.unit.reference):
        refuse(NOT_YOURS)
    state = rules.state_on(WaiverState(one.state), one.ends_on, civil_date(now))
    refuse_if(rules.reasons_not_to_end(state, reason))
    one.state, one.ended_at, one.ended_by = WaiverState.ENDED, now, actor.reference
    one.ended_why = rules.line(reason)
    one.save()
    _tell_the_log("risks:waiver:ended", actor, one, now, reason=reason)
    if one.asked_by != actor.reference:
        _tell(one, one.asked_by, "was ended", now)
    return one


def _locked(actor: Profile, reference: str) -> Waiver:
    found = queries.waiver_named(actor, reference)
    rows = Waiver.objects.select_for_update(of=("self",)).select_related("unit", "risk")
    return rows.get(pk=found.pk)


def _tell(one: Waiver, person: str, what: str, now: datetime) -> None:
    notices.tell(
        person,
        kind="risks.waiver",
        about=f"waiver:{one.reference}",
        words=f"Your waiver of “{one.rule[:150]}” {what}.",
        key=f"waiver:{one.reference}:{one.state}",
        now=now,
    )


def _tell_the_log(
    kind: str, actor: Profile, one: Waiver, now: datetime, *, reason: str = ""
) -> None:
    detail: dict[str, JSON] = {"unit": one.unit.reference, "ends_on": one.ends_on.isoformat()}
    about = f"waiver:{one.reference}"
    record(
        EventDraft(kind, actor.reference, about, reason=rules.line(reason), detail=detail), at=now
    )
