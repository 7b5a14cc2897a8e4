"""What may become of a schedule and of each edition of it: every reason against, at once."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.agreeing import reasons_not_agreed
from muniment.lifecycle.retention.rules.publishing import LONG, reasons_not_to_publish
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import (
    TRANSITIONS,
    Approval,
    EditionFacts,
    EditionState,
    ScheduleState,
    ScheduleTerms,
)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
MOST_RULES = 5_000
# What a draft may still lack; a rule in force may not.
_LATER = frozenset({"authority", "why", "valid_from", "not_yet_valid"})
_VERBS = {
    EditionState.CONSULTATION: "put out to consultation",
    EditionState.DRAFT: "taken back to a draft",
    EditionState.APPROVED: "approved",
    EditionState.PUBLISHED: "published",
    EditionState.WITHDRAWN: "withdrawn",
}


def reasons_not_to_create(code: str, terms: ScheduleTerms, *, taken: bool) -> list[Reason]:
    """Why no schedule can be opened under the code."""
    reasons = []
    if not CODE.fullmatch(code):
        said = "Give the schedule a code of letters, digits, and . _ - between: at most 40."
        reasons.append(Reason("code", said, "code"))
    if taken:
        reasons.append(Reason("taken", f"There is a schedule {code} already.", "code"))
    return [*reasons, *reasons_not_to_call_it(terms)]


def reasons_not_to_call_it(terms: ScheduleTerms) -> list[Reason]:
    """What is wrong with what a schedule says of itself."""
    reasons = []
    if not terms.title.strip():
        reasons.append(Reason("title", "Give the schedule a title.", "title"))
    if not (terms.owner_unit.strip() or terms.area.strip()):
        said = "Say whose schedule it is: a unit, or a business area in words."
        reasons.append(Reason("owner", said, "owner_unit"))
    for name, most in (("title", 300), ("purpose", LONG), ("area", 200)):
        if len(getattr(terms, name)) > most:
            said = f"The {name} may have at most {most:,} characters."
            reasons.append(Reason("too_long", said, name))
    return reasons


def reasons_not_to_start(state: ScheduleState, under_way: int | None) -> list[Reason]:
    """Why no new edition can be begun. `under_way`: the number of the one that is."""
    reasons = []
    if state is ScheduleState.WITHDRAWN:
        reasons.append(Reason("withdrawn", "The schedule is withdrawn."))
    if under_way is not None:
        said = f"Edition {under_way} is under way. Publish or withdraw it first."
        reasons.append(Reason("under_way", said))
    return reasons


def reasons_not_to_change(facts: EditionFacts) -> list[Reason]:
    """Why the rules of an edition cannot be changed."""
    if facts.state is EditionState.DRAFT:
        return []
    words = {
        EditionState.CONSULTATION: "is out to consultation. Take it back to a draft first.",
        EditionState.APPROVED: "is approved, and stays as it was approved.",
    }
    said = words.get(facts.state, f"is {facts.state.value}, and stays as it is.")
    return [Reason("state", f"The edition {said}")]


def reasons_not_to_draft(draft: RuleDraft, *, today: date) -> list[Reason]:
    """What is wrong with a rule in a draft: all that a rule in force must have but for what can
    still come later, its authority, why, and from when."""
    found = reasons_not_to_publish(draft, today=today)
    return [one for one in found if one.code not in _LATER]


def reasons_not_whole(drafts: Sequence[RuleDraft], *, today: date, later: bool) -> list[Reason]:
    """What the rules of an edition lack before it can be approved or published, each with its
    code. `later`: they may come into force on a later day."""
    reasons = []
    for draft in drafts:
        for one in reasons_not_to_publish(draft, today=today):
            if not (later and one.code == "not_yet_valid"):
                reasons.append(Reason(one.code, f"{draft.code}: {one.message}", one.field))
    return reasons


def reasons_of_others(codes: Iterable[str], elsewhere: dict[str, str]) -> list[Reason]:
    """Why rules with these codes cannot stand in a schedule: `elsewhere` gives the code of the
    schedule that has each already."""
    return [
        Reason("elsewhere", f"Rule {code} belongs to schedule {elsewhere[code]}.", "code")
        for code in codes
        if code in elsewhere
    ]


def reasons_not_to_consult(facts: EditionFacts, *, until: date | None, today: date) -> list[Reason]:
    """Why an edition cannot be put out to consultation. `until`: the last day for comments."""
    reasons = _reasons_of_state(facts, EditionState.CONSULTATION)
    if not facts.rules:
        reasons.append(Reason("empty", "There is no rule in this edition."))
    if until is not None and until < today:
        reasons.append(Reason("past", "The last day for comments is over.", "until"))
    return reasons


def reasons_not_to_return(facts: EditionFacts, *, reason: str) -> list[Reason]:
    """Why an edition cannot be taken back to a draft."""
    return [*_reasons_of_state(facts, EditionState.DRAFT), *_reasons_of_why(reason)]


def reasons_not_to_comment(
    facts: EditionFacts, text: str, *, known: bool, said: bool, today: date
) -> list[Reason]:
    """Why a comment is not taken. `known`: the edition has the rule that it is about. `said`: the
    same person has said the same of it."""
    reasons = []
    if said:
        reasons.append(Reason("said", "You have said that already.", "text"))
    if facts.state is not EditionState.CONSULTATION:
        reasons.append(Reason("state", "The edition is not out to consultation."))
    elif facts.consult_until is not None and facts.consult_until < today:
        words = f"Comments were taken until {facts.consult_until:%-d %B %Y}."
        reasons.append(Reason("over", words))
    if not text.strip():
        reasons.append(Reason("text", "Write your comment.", "text"))
    if len(text) > LONG:
        words = f"A comment may have at most {LONG:,} characters."
        reasons.append(Reason("too_long", words, "text"))
    if not known:
        reasons.append(Reason("rule", "There is no such rule in this edition.", "rule"))
    return reasons


def reasons_not_to_answer(facts: EditionFacts, text: str, *, answered: bool) -> list[Reason]:
    """Why a comment cannot be answered."""
    reasons = []
    if facts.state not in (EditionState.CONSULTATION, EditionState.DRAFT):
        said = f"The edition is {facts.state.value}. Comments are answered before."
        reasons.append(Reason("state", said))
    if answered:
        reasons.append(Reason("answered", "The comment is answered already."))
    if not text.strip():
        reasons.append(Reason("answer", "Write the answer.", "answer"))
    if len(text) > LONG:
        said = f"An answer may have at most {LONG:,} characters."
        reasons.append(Reason("too_long", said, "answer"))
    return reasons


def reasons_not_to_approve(
    facts: EditionFacts,
    approval: Approval,
    *,
    person: str,
    seen_version: int | None,
    today: date,
) -> list[Reason]:
    """Why the person cannot enter that the governance body approved the edition."""
    reasons = _reasons_of_state(facts, EditionState.APPROVED)
    reasons += _reasons_of_version(facts, seen_version)
    if person in facts.drafters:
        said = "You wrote in this edition. Somebody else has to enter its approval."
        reasons.append(Reason("own_draft", said))
    if facts.unanswered:
        said = "One comment has" if facts.unanswered == 1 else f"{facts.unanswered} comments have"
        reasons.append(Reason("unanswered", f"{said} no answer yet."))
    if facts.consult_until is not None and today < facts.consult_until:
        said = f"Comments are taken until {facts.consult_until:%-d %B %Y}."
        reasons.append(Reason("consulting", said))
    return [*reasons, *_reasons_of_approval(approval, today)]


def _reasons_of_approval(approval: Approval, today: date) -> list[Reason]:
    reasons = []
    if not approval.body.strip():
        reasons.append(Reason("body", "Name the body that approved it.", "body"))
    if approval.met_on is None:
        reasons.append(Reason("met_on", "Enter the date of the meeting.", "met_on"))
    elif approval.met_on > today:
        reasons.append(Reason("future", "The meeting has not been yet.", "met_on"))
    if not approval.minute.strip():
        said = "Say where it is minuted, such as CAB/2026/41."
        reasons.append(Reason("minute", said, "minute"))
    for name in ("body", "minute"):
        if len(getattr(approval, name)) > 200:
            said = f"The {name} may have at most 200 characters."
            reasons.append(Reason("too_long", said, name))
    return reasons


def reasons_not_to_put_in_force(facts: EditionFacts, *, seen_version: int | None) -> list[Reason]:
    """Why an edition cannot be published, its rules aside."""
    found = _reasons_of_state(facts, EditionState.PUBLISHED)
    return [*found, *_reasons_of_version(facts, seen_version), *reasons_not_agreed(facts)]


def reasons_not_to_drop(facts: EditionFacts, *, reason: str) -> list[Reason]:
    """Why an edition under way cannot be withdrawn."""
    found = _reasons_of_state(facts, EditionState.WITHDRAWN)
    if facts.state is EditionState.PUBLISHED:
        said = "The edition is in force. Publish another, or withdraw the schedule."
        found = [Reason("state", said)]
    return [*found, *_reasons_of_why(reason)]


def reasons_not_to_end(state: ScheduleState, *, reason: str) -> list[Reason]:
    """Why a schedule cannot be withdrawn."""
    found = _reasons_of_why(reason)
    if state is ScheduleState.WITHDRAWN:
        found.append(Reason("withdrawn", "The schedule is withdrawn already."))
    return found


def _reasons_of_state(facts: EditionFacts, to: EditionState) -> list[Reason]:
    if to in TRANSITIONS[facts.state]:
        return []
    state = {EditionState.DRAFT: "a draft", EditionState.CONSULTATION: "out to consultation"}
    said = state.get(facts.state, facts.state.value)
    if facts.state is to:
        return [Reason("state", f"The edition is {said} already.")]
    return [Reason("state", f"The edition is {said}; it cannot be {_VERBS[to]} now.")]


def _reasons_of_version(facts: EditionFacts, seen: int | None) -> list[Reason]:
    if seen is None or seen == facts.version:
        return []
    return [Reason("changed", "The edition has changed since you opened it. Look at it again.")]


def _reasons_of_why(reason: str) -> list[Reason]:
    if not reason.strip():
        return [Reason("reason", "Say why.", "reason")]
    if len(reason) > 500:
        said = "The reason may have at most 500 characters."
        return [Reason("too_long", said, "reason")]
    return []
