"""What is wrong with a plan, an action, or what somebody would do with one."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.plans.types import (
    ENDED,
    TRANSITIONS,
    ActionDraft,
    PlanDraft,
    PlanState,
    Stage,
    Status,
    Turn,
)

TITLE, WORDS, TIMELINE, NOTE, ANSWERS, LABEL = 200, 2000, 500, 2000, 200, 60
MOST_MONTHS = 120
SOURCE = re.compile(r"[a-z][a-z_]{1,29}:[\w./-]{1,80}", re.ASCII)
NO_PERSON = "There is nobody of that name who works here. Look in the directory."


def reasons_not_to_keep_plan(draft: PlanDraft, *, unit: str, owner: str) -> list[Reason]:
    """What is wrong with what is said of a plan. `unit` and `owner`: the references of those that
    are meant, blank where there is none such."""
    return [
        *_words(draft.title, "title", TITLE, "Give the plan a title."),
        *_longest(draft.purpose, "purpose", WORDS),
        *([] if unit else [Reason("unit", "Choose the unit whose plan it is.", "unit")]),
        *([] if owner else [Reason("owner", NO_PERSON, "owner")]),
        *_period(draft.starts_on, draft.ends_on),
    ]


def _period(starts_on: date | None, ends_on: date | None) -> list[Reason]:
    wrong = []
    if starts_on is None:
        wrong.append(Reason("starts_on", "Say on which day its period begins.", "starts_on"))
    if ends_on is None:
        wrong.append(Reason("ends_on", "Say on which day its period ends.", "ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        wrong.append(Reason("ends_on", "The period ends before it begins.", "ends_on"))
    return wrong


def reasons_out_of(state: PlanState, deed: str) -> list[Reason]:
    """Why a plan in this state is not agreed, closed or reopened."""
    if (state, deed) in TRANSITIONS:
        return []
    return [Reason(state, f"The plan is {state.label.lower()}.")]


def reasons_not_to_agree(state: PlanState, actions: int, empty: Sequence[str]) -> list[Reason]:
    """Why a plan is not agreed. `actions`: how many it has; `empty`: its outcomes and objectives
    under which nothing is to be done."""
    wrong = reasons_out_of(state, "agree")
    if not actions:
        return [*wrong, Reason("empty", "The plan has no actions yet.")]
    return [*wrong, *(_nothing_under(one) for one in empty)]


def _nothing_under(one: str) -> Reason:
    return Reason("empty", f"“{one[:100]}” has no action. Add one or remove it.")


def reasons_not_to_close(state: PlanState, still_open: int, reason: str) -> list[Reason]:
    """Why a plan is not closed. `still_open`: how many of its actions have not ended and are not
    in place."""
    wrong = [*reasons_out_of(state, "close"), *reasons_of_words(reason)]
    if still_open:
        many = "1 action is" if still_open == 1 else f"{still_open} actions are"
        said = f"{many} still to be done. Finish or drop them, or move them to another plan."
        wrong.append(Reason("open", said))
    return wrong


def reasons_closed(state: PlanState) -> list[Reason]:
    """Why nothing of a plan is changed any more."""
    if state is not PlanState.CLOSED:
        return []
    return [Reason("closed", "The plan is closed. Reopen it to change it.")]


def reasons_of_heading(words: str) -> list[Reason]:
    """What is wrong with the words of an outcome or objective."""
    return _words(words, "words", WORDS, "Say what it is.")


def reasons_not_to_keep_action(
    draft: ActionDraft, *, owner: str, status: Status | None
) -> list[Reason]:
    """What is wrong with what is said of an action. `owner`: the reference of who is meant, blank
    where there is nobody such; `status`: the one that is named, if there is one."""
    unknown = bool(draft.owner.strip()) and not owner
    wrong = [
        *_words(draft.words, "words", WORDS, "Say what is to be done."),
        *_longest(draft.timeline, "timeline", TIMELINE),
        *_longest(draft.answers, "answers", ANSWERS),
        *([Reason("owner", NO_PERSON, "owner")] if unknown else []),
    ]
    if status is None or status.retired:
        wrong.append(Reason("status", "Choose one of the statuses.", "status"))
    elif status.stage in ENDED:
        said = "A new action has not ended yet. Add it, then say that it is done or dropped."
        wrong.append(Reason("status", said, "status"))
    return wrong


def reasons_of_source(source: str) -> list[Reason]:
    """What is wrong with where an action comes from: a kind and a reference, as `risk:RK-1`."""
    if SOURCE.fullmatch(source):
        return []
    return [Reason("source", "Write where it comes from as kind:reference.", "source")]


def reasons_of_move(before: date | None, after: date | None, reason: str) -> list[Reason]:
    """Why the day of an action is not moved: later, or away, only for a reason."""
    if before is None or (after is not None and after <= before) or reason.strip():
        return []
    said = "Say why it is to be later." if after else "Say why it is to have no date any more."
    return [Reason("reason", said, "reason")]


def reasons_not_to_turn(
    turn: Turn, *, was: Stage, status: Status | None, record_known: bool, today: date
) -> list[Reason]:
    """Why an action is not given this status. `record_known`: whether there is a record of that
    reference which the person may see."""
    wrong = [
        *_longest(turn.note, "note", NOTE),
        *_longest(turn.evidence, "evidence", NOTE),
    ]
    if turn.record.strip() and not record_known:
        wrong.append(Reason("record", "There is no such record that you can see.", "record"))
    if status is None or status.retired:
        return [*wrong, Reason("status", "Choose one of the statuses.", "status")]
    if status.stage is Stage.MAINTAIN:
        wrong += reasons_of_checks(turn.every, turn.check_on, today)
    return [*wrong, *_of_end(turn, was, status.stage)]


def _of_end(turn: Turn, was: Stage, stage: Stage) -> list[Reason]:
    if stage is Stage.DONE and not (turn.evidence.strip() or turn.record.strip()):
        said = "Say what shows that it is done: in words, or by the reference of a record."
        return [Reason("evidence", said, "evidence")]
    if stage is Stage.DROPPED and not turn.note.strip():
        return [Reason("note", "Say why it is dropped.", "note")]
    if was in ENDED and stage not in ENDED and not turn.note.strip():
        return [Reason("note", "Say why it is taken up again.", "note")]
    return []


def reasons_of_checks(every: int | None, check_on: date | None, today: date) -> list[Reason]:
    """What is wrong with how often, and when next, somebody looks whether it is still so."""
    wrong = []
    if every is not None and not 1 <= every <= MOST_MONTHS:
        wrong.append(Reason("every", f"Give 1 to {MOST_MONTHS} months.", "every"))
    if check_on is not None and check_on < today:
        wrong.append(Reason("check_on", "The next check is not in the past.", "check_on"))
    return wrong


def reasons_not_to_check(
    stage: Stage, note: str, check_on: date | None, today: date
) -> list[Reason]:
    """Why it is not said of an action that it is still so."""
    wrong = [*_longest(note, "note", NOTE), *reasons_of_checks(None, check_on, today)]
    if stage is Stage.MAINTAIN:
        return wrong
    return [*wrong, Reason("not_in_place", "It is not in place yet. Change its status first.")]


def reasons_not_to_note(note: str) -> list[Reason]:
    """What is wrong with a note of progress."""
    return _words(note, "note", NOTE, "Say how it goes.")


def reasons_not_to_add_status(label: str, stage: str, taken: Collection[str]) -> list[Reason]:
    """What is wrong with a status that a body would add. `taken`: the names in use, folded."""
    wrong = _words(label, "label", LABEL, "Say what it is called.")
    if label.strip().casefold() in taken:
        wrong.append(Reason("taken", "There is a status of this name already.", "label"))
    if stage not in set(Stage):
        wrong.append(Reason("stage", "Choose the stage that it stands for.", "stage"))
    return wrong


def reasons_of_words(reason: str, field: str = "reason", say: str = "Say why.") -> list[Reason]:
    """What is wrong with a reason that must be given."""
    return _words(reason, field, 500, say)


def reasons_of_order(expected: int | None, version: int, by: str) -> list[Reason]:
    """Why a change is not made over that of somebody else. `expected`: the version that it was
    made from, where known."""
    if expected is None or expected == version:
        return []
    said = f"{by} has changed it meanwhile. Look at it again, then change it."
    return [Reason("meanwhile", said)]


def changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """What differs, as it was and as it is."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _words(text: str, field: str, most: int, missing: str) -> list[Reason]:
    return _longest(text, field, most) if text.strip() else [Reason(field, missing, field)]


def _longest(text: str, field: str, most: int) -> list[Reason]:
    if len(text.strip()) <= most:
        return []
    return [Reason(field, f"Use at most {most:,} letters.", field)]
