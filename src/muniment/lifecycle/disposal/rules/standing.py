"""Standing approvals: routine papers that are destroyed without a decision about each [DIS-10]."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal.types import StandingState

LONGEST = timedelta(days=366)  # then it is given anew
MOST_A_DAY = 5_000


@dataclass(frozen=True, slots=True)
class StandingDraft:
    """What a standing approval is to say: the classes (each with all below it) and the rules that
    it covers, why, on what authority, the first and the last civil day, and how many records at
    most are destroyed on one day."""

    title: str
    classes: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str
    authority: str
    from_on: date
    until_on: date
    most_a_day: int


def reasons_not_to_propose_standing(
    draft: StandingDraft, *, routine: Collection[str], today: date
) -> list[Reason]:
    """Every reason why the approval cannot be proposed so. `routine`: the rules that are in force
    and marked as routine."""
    return [*_reasons_of_words(draft), *_reasons_of_reach(draft, routine), *_of_days(draft, today)]


def _reasons_of_words(draft: StandingDraft) -> list[Reason]:
    wanted = (
        ("title", draft.title, 200, "Give it a title"),
        ("reason", draft.reason, 1000, "Say why nobody has to decide about each"),
        ("authority", draft.authority, 300, "Name the policy or the authority for it"),
    )
    return [
        Reason(name, f"{said}, in at most {most} letters.", name)
        for name, text, most, said in wanted
        if not text.strip() or len(text) > most
    ]


def _reasons_of_reach(draft: StandingDraft, routine: Collection[str]) -> list[Reason]:
    reasons = []
    if not draft.classes:
        reasons.append(Reason("classes", "Name at least one class.", "classes"))
    if not draft.rules:
        reasons.append(Reason("rules", "Name at least one rule.", "rules"))
    for code in draft.rules:
        if code not in routine:
            said = f"Rule {code} is not in force, or not marked as routine."
            reasons.append(Reason("not_routine", said, "rules"))
    if not 1 <= draft.most_a_day <= MOST_A_DAY:
        said = f"Say how many at most are destroyed on one day: from 1 to {MOST_A_DAY:,}."
        reasons.append(Reason("most_a_day", said, "most_a_day"))
    return reasons


def _of_days(draft: StandingDraft, today: date) -> list[Reason]:
    reasons = []
    if draft.from_on < today:
        reasons.append(Reason("from_on", "It cannot begin before today.", "from_on"))
    if draft.until_on < draft.from_on:
        reasons.append(Reason("until_on", "It ends before it begins.", "until_on"))
    elif draft.until_on - draft.from_on > LONGEST:
        said = "It lasts for a year at most. Then it is given anew."
        reasons.append(Reason("too_long", said, "until_on"))
    return reasons


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What decides what may be done with a standing approval. `lapsed`: who gave it and has the
    role no more over all that it covers, by name; `rules_gone`: its rules that are not in force,
    or not routine any more."""

    state: StandingState
    proposed_by: str
    version: int
    from_on: date
    until_on: date
    lapsed: tuple[str, ...] = ()
    rules_gone: tuple[str, ...] = ()


def reasons_not_to_approve_standing(
    facts: StandingFacts, person: str, *, seen_version: int | None, today: date
) -> list[Reason]:
    """Why the person cannot approve it."""
    reasons = []
    if facts.state is not StandingState.PROPOSED:
        said = f"The standing approval is {facts.state.label}; it cannot be approved now."
        reasons.append(Reason("standing_state", said))
    if seen_version is not None and seen_version != facts.version:
        said = "It has changed since you opened it. Look at it again."
        reasons.append(Reason("changed", said))
    if person == facts.proposed_by:
        reasons.append(Reason("own_proposal", "You proposed it. Somebody else has to approve it."))
    return [*reasons, *reasons_to_stop(facts, today=today)]


def reasons_to_stop(facts: StandingFacts, *, today: date) -> list[Reason]:
    """Why nothing is destroyed under it any more: its time is over, a rule of it was withdrawn, or
    somebody who gave it has lost the role."""
    reasons = []
    if facts.until_on < today:
        reasons.append(Reason("over", "Its last day is over. It has to be given anew."))
    for code in facts.rules_gone:
        said = f"Rule {code} is withdrawn, not routine any more, or does more than destroy."
        reasons.append(Reason("rule_gone", said))
    for name in facts.lapsed:
        said = f"{name}, who gave it, no longer has the role over all of it."
        reasons.append(Reason("role_lost", said))
    return reasons


def reasons_not_to_end_standing(state: StandingState, *, reason: str) -> list[Reason]:
    """Why it cannot be ended."""
    reasons = []
    if state is StandingState.ENDED:
        reasons.append(Reason("ended", "It has ended already."))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why it ends.", "reason"))
    return reasons


@dataclass(frozen=True, slots=True)
class Routine:
    """What decides whether a record is destroyed as routine, as it is at this moment. `stands`:
    the standing approval is in force today and covers the class and the rule of the record."""

    stands: bool
    vital: bool = False
    of_value: bool = False
    linked: bool = False
    in_review: bool = False


def reasons_not_routine(one: Routine, *, held: bool = False) -> list[Reason]:
    """Every reason why somebody has to decide about the record, and no standing approval does."""
    reasons = []
    if not one.stands:
        said = "The standing approval is over, or does not cover it."
        reasons.append(Reason("not_standing", said))
    if held:
        reasons.append(Reason("held", "It is on hold."))
    if one.vital:
        reasons.append(Reason("vital", "It is vital to the body."))
    if one.of_value:
        reasons.append(Reason("of_value", "Somebody has marked it as of value."))
    if one.linked:
        reasons.append(Reason("linked", "It is filed elsewhere too, or a record speaks of it."))
    if one.in_review:
        reasons.append(Reason("in_review", "It is in a disposal review."))
    return reasons


def counted(left_out: Iterable[Collection[Reason]]) -> dict[str, int]:
    """How many records were left out for each reason, by its code."""
    return dict(sorted(Counter(one.code for reasons in left_out for one in reasons).items()))
