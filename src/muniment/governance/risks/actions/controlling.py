"""Verbs on the controls of a risk, and on the options that were looked at."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.governance.risks import queries, rules
from muniment.governance.risks.actions.keeping import locked_kept, told
from muniment.governance.risks.models import Control, Option, Risk
from muniment.governance.risks.types import OptionDraft, RiskState


@verb("risks:control:add")
def add_control(
    actor: Profile, reference: str, *, words: str, owner: str, confidence: str, now: datetime
) -> Control:
    """Say of a risk what keeps it down, who looks after that (user name, e-mail or reference), and
    how sure it is. Raises Refused with every gap and fault."""
    one = locked_kept(actor, reference)
    person = _meant(owner)
    against = rules.reasons_of_control(words, owner, _reference(person), confidence)
    refuse_if([*_reasons_of_closed(one), *against])
    if person is None:
        raise AssertionError("reasons_of_control says so")
    made = Control.objects.create(
        reference=new_reference("CT"),
        risk=one,
        words=rules.line(words),
        owner=person,
        confidence=confidence,
        added_at=now,
        added_by=actor.reference,
    )
    _tell_the_log("risks:control:added", actor, made, now)
    return made


@verb("risks:control:change")
def change_control(
    actor: Profile, reference: str, *, words: str, owner: str, confidence: str, now: datetime
) -> Control:
    """Say otherwise what a control (by reference) is, who looks after it or how sure it is. Raises
    Refused with every gap and fault, and where nothing would change."""
    found = queries.control_named(actor, reference)
    risk = locked_kept(actor, found.risk.reference)
    one = Control.objects.select_related("risk", "owner").get(pk=found.pk)
    person = _meant(owner)
    against = rules.reasons_of_control(words, owner, _reference(person), confidence)
    refuse_if([*_reasons_of_closed(risk), *_reasons_of_ended(one), *against])
    before = (one.words, one.owner.reference, one.confidence)
    if before == (rules.line(words), _reference(person), confidence):
        raise Refused(Reason("same", "That is what is said of it already."))
    one.words, one.confidence = rules.line(words), confidence
    one.owner = person or one.owner
    one.save(update_fields=["words", "owner", "confidence"])
    _tell_the_log("risks:control:changed", actor, one, now)
    return one


@verb("risks:control:end")
def end_control(actor: Profile, reference: str, *, reason: str, now: datetime) -> Control:
    """Say that a control (by reference) is no more. Raises Refused with every reason."""
    found = queries.control_named(actor, reference)
    locked_kept(actor, found.risk.reference)
    one = Control.objects.select_related("risk", "owner").get(pk=found.pk)
    refuse_if([*_reasons_of_ended(one), *rules.reasons_of_words(reason)])
    one.ended_at, one.ended_why = now, rules.line(reason)
    one.save(update_fields=["ended_at", "ended_why"])
    _tell_the_log("risks:control:ended", actor, one, now, reason=reason)
    return one


@verb("risks:option:add")
def add_option(actor: Profile, reference: str, draft: OptionDraft, *, now: datetime) -> Option:
    """Say of a risk which way out was looked at: what it does for the local need, and what for the
    policy (RSK-03). Raises Refused with every gap."""
    one = locked_kept(actor, reference)
    refuse_if([*_reasons_of_closed(one), *rules.reasons_of_option(draft)])
    made = Option.objects.create(
        reference=new_reference("OP"),
        risk=one,
        words=rules.lines(draft.words),
        local_need=rules.lines(draft.local_need),
        policy=rules.lines(draft.policy),
        added_at=now,
        added_by=actor.reference,
    )
    detail: dict[str, JSON] = {"option": made.reference}
    told("risks:option:added", actor.reference, one, None, now, detail=detail)
    return made


@verb("risks:option:choose")
def choose_option(actor: Profile, reference: str, *, reason: str, now: datetime) -> Option:
    """Decide on one of the options of a risk (by reference of the option), and say why. One that
    was decided on before is so no more. Raises Refused with every reason."""
    found = queries.option_named(actor, reference)
    risk = locked_kept(actor, found.risk.reference)
    one = Option.objects.select_related("risk").get(pk=found.pk)
    same = [Reason("same", "That was decided on already.")] if one.chosen_at else []
    refuse_if([*_reasons_of_closed(risk), *same, *rules.reasons_of_words(reason)])
    risk.options.exclude(pk=one.pk).update(chosen_at=None, chosen_by="", chosen_why="")
    one.chosen_at, one.chosen_by, one.chosen_why = now, actor.reference, rules.line(reason)
    one.save(update_fields=["chosen_at", "chosen_by", "chosen_why"])
    detail: dict[str, JSON] = {"option": one.reference}
    told("risks:option:chosen", actor.reference, risk, None, now, reason=reason, detail=detail)
    return one


def _meant(owner: str) -> Person | None:
    person = access.find_person(owner.strip()) if owner.strip() else None
    return person if person is not None and person.is_active else None


def _reference(person: Person | None) -> str:
    return person.reference if person else ""


def _reasons_of_closed(one: Risk) -> list[Reason]:
    closed = one.state == RiskState.CLOSED
    return [Reason("closed", "The risk is closed. Open it again first.")] if closed else []


def _reasons_of_ended(one: Control) -> list[Reason]:
    return [Reason("ended", "It has ended already.")] if one.ended_at else []


def _tell_the_log(
    kind: str, actor: Profile, made: Control, now: datetime, *, reason: str = ""
) -> None:
    detail: dict[str, JSON] = {
        "control": made.reference,
        "owner": made.owner.reference,
        "confidence": made.confidence,
    }
    told(kind, actor.reference, made.risk, None, now, reason=reason, detail=detail)
