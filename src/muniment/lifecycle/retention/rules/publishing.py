"""What a rule must say before it may decide about records."""

from datetime import date

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.types import UNDECIDED, Action, Period, RuleDraft, Trigger

_LONGEST = {"days": 366_000, "months": 12_000, "years": 1_000}


def reasons_not_to_publish(draft: RuleDraft, *, today: date) -> list[Reason]:
    """Every gap and contradiction in the rule, on the civil date `today`."""
    return [
        *_gaps_in_words(draft),
        *_faults_of_trigger(draft),
        *_faults_of_period(draft),
        *_faults_of_validity(draft, today),
    ]


def _gaps_in_words(draft: RuleDraft) -> list[Reason]:
    reasons = []
    if not draft.code or draft.code.lower() == UNDECIDED or len(draft.code) > 60:
        reasons.append(Reason("code", "Give the rule a code of at most 60 characters.", "code"))
    if not draft.title:
        reasons.append(Reason("title", "Give the rule a title.", "title"))
    if not draft.authority:
        reasons.append(
            Reason("authority", "Name the law, standard or decision behind the rule.", "authority")
        )
    if not draft.why:
        reasons.append(Reason("why", "Say why records are kept for this long.", "why"))
    if draft.review_role and draft.review_role not in set(Role):
        reasons.append(
            Reason("review_role", f"There is no role {draft.review_role}.", "review_role")
        )
    return [*reasons, *_too_long(draft)]


def _too_long(draft: RuleDraft) -> list[Reason]:
    limits = {"title": 300, "authority": 500, "event": 100}
    return [
        Reason("too_long", f"The {name} may have at most {limit} characters.", name)
        for name, limit in limits.items()
        if len(getattr(draft, name)) > limit
    ]


def _faults_of_trigger(draft: RuleDraft) -> list[Reason]:
    if draft.trigger is None:
        known = "record date, last modified, folder closed or event:NAME"
        return [Reason("trigger", f"Say what starts the clock: {known}.", "trigger")]
    if draft.trigger is Trigger.EVENT and not draft.event:
        return [Reason("event", "Name the event that starts the clock.", "trigger")]
    if draft.trigger is not Trigger.EVENT and draft.event:
        return [Reason("event", "Only the trigger “event” has the name of an event.", "trigger")]
    return []


def _faults_of_period(draft: RuleDraft) -> list[Reason]:
    if draft.action is None:
        known = "destroy, review, transfer or keep"
        return [Reason("action", f"Say what happens when the time is up: {known}.", "action")]
    if draft.action is Action.KEEP:
        if draft.period is None:
            return []
        return [Reason("period", "A rule that keeps for good has no period.", "period")]
    if draft.period is None:
        return [Reason("period", "Say for how long: a whole number and a unit.", "period")]
    return _faults_of_length(draft.period)


def _faults_of_length(period: Period) -> list[Reason]:
    longest = _LONGEST[period.unit]
    if 1 <= period.count <= longest:
        return []
    said = f"The period must be from 1 to {longest:,} {period.unit}, not {period.count:,}."
    return [Reason("period", said, "period")]


def _faults_of_validity(draft: RuleDraft, today: date) -> list[Reason]:
    reasons = []
    if draft.valid_from is None:
        reasons.append(Reason("valid_from", "Say from when the rule is valid.", "valid_from"))
    elif draft.valid_from > today:
        said = "The rule is not valid yet. Save it on the day it comes into force."
        reasons.append(Reason("not_yet_valid", said, "valid_from"))
    if draft.valid_to and draft.valid_from and draft.valid_to < draft.valid_from:
        reasons.append(
            Reason("valid_order", "The last day of validity is before the first.", "valid_to")
        )
    elif draft.valid_to and draft.valid_to < today:
        reasons.append(Reason("expired", "The validity of the rule is over.", "valid_to"))
    return reasons


def reasons_not_to_record_event(
    name: str, on: date, *, today: date, known: bool, opened_on: date | None
) -> list[Reason]:
    """Why an event may not be entered. `known`: a rule waits for an event of that name.
    `opened_on`: when what it is entered for began, if that is known."""
    reasons = []
    if not known:
        reasons.append(Reason("event", f"No rule waits for an event called “{name}”.", "name"))
    if on > today:
        reasons.append(Reason("future", "The event has not happened yet.", "on"))
    if opened_on and on < opened_on:
        said = f"The event is dated before what it ends, which began on {opened_on}."
        reasons.append(Reason("before", said, "on"))
    return reasons
