"""Pure decisions about governance bodies and their meetings."""

from collections.abc import Collection, Iterator
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.bodies.types import (
    TRANSITIONS,
    BodyDraft,
    DecisionDraft,
    MeetingDraft,
    MeetingState,
    Outcome,
    PaperDraft,
    Part,
    Purpose,
)

NAME = 200  # letters
WORDS = 2_000
TEXT = 20_000


def reasons_not_to_keep(draft: BodyDraft, *, units: Collection[str]) -> list[Reason]:
    """Every gap and fault of what is said of a body. `units`: those that there are."""
    return [*_of_words(draft), *_of_numbers(draft, units)]


def _of_words(draft: BodyDraft) -> Iterator[Reason]:
    yield from _worded("name", draft.name, NAME, "Give the name of the body.")
    yield from _worded("terms", draft.terms, TEXT, "Say what the body is there for.")


def _of_numbers(draft: BodyDraft, units: Collection[str]) -> Iterator[Reason]:
    if draft.unit and draft.unit not in units:
        yield Reason("unit", f"There is no unit {draft.unit[:60]}.", "unit")
    if not 1 <= draft.quorum <= 100:
        yield Reason("quorum", "Give a number of members from 1 to 100.", "quorum")


def _worded(field: str, text: str, most: int, asked: str = "") -> Iterator[Reason]:
    if asked and not text.strip():
        yield Reason(field, asked, field)
    elif len(text.strip()) > most:
        yield Reason(field, f"Use at most {most:,} letters.", field)


def reasons_not_to_appoint(
    name: str, person: str, part: str, starts_on: date, ends_on: date | None, *, sits: bool
) -> list[Reason]:
    """Why somebody does not come onto a body. `name`: as it was written; `person`: the reference of
    who is meant, blank for nobody who works here; `sits`: they sit on it on that day already."""
    found = []
    if not name.strip():
        found.append(Reason("person", "Name the person.", "person"))
    elif not person:
        said = f"Nobody who works here has the user name, e-mail or reference “{name[:60]}”."
        found.append(Reason("person", said, "person"))
    elif sits:
        found.append(Reason("same", "They sit on this body already.", "person"))
    if part not in list(Part):
        found.append(Reason("part", f"There is no part “{part[:40]}”.", "part"))
    if ends_on is not None and ends_on < starts_on:
        found.append(Reason("ends_on", "The last day is before the first.", "ends_on"))
    return found


def reasons_not_to_call(draft: MeetingDraft, today: date) -> list[Reason]:
    """Every gap and fault of a meeting. It may be entered up to a year after it was held, so that
    what came before the register can be told."""
    found = [
        *_worded("title", draft.title, NAME),
        *_worded("place", draft.place, NAME),
    ]
    if draft.on is None:
        found.append(Reason("on", "Give the day of the meeting.", "on"))
    elif (today - draft.on).days > 366:
        found.append(Reason("on", "The day is more than a year ago.", "on"))
    return found


def reasons_not_to_put(state: MeetingState, draft: PaperDraft) -> list[Reason]:
    """Why a paper does not go to a meeting."""
    found = [
        *_out_of_time(state, "Papers go to a meeting before it is held."),
        *_worded("title", draft.title, NAME, "Give the title of the paper."),
        *_worded("about", draft.about, 80),
    ]
    if draft.purpose not in list(Purpose):
        found.append(Reason("purpose", "Choose what the paper is for.", "purpose"))
    return found


def _out_of_time(state: MeetingState, said: str) -> Iterator[Reason]:
    if state is not MeetingState.CALLED:
        yield Reason(state, f"The meeting is {state.label.lower()}. {said}")


def reasons_not_to_move(state: MeetingState, deed: str) -> list[Reason]:
    """Why a meeting does not change its state."""
    if (state, deed) in TRANSITIONS:
        return []
    return [Reason(state, f"The meeting is {state.label.lower()} already.")]


def reasons_not_to_hold(
    state: MeetingState, on: date, present: int, quorum: int, today: date
) -> list[Reason]:
    """Why a meeting is not told as held. `present`: how many who decide were there."""
    found = reasons_not_to_move(state, "hold")
    if on > today:
        found.append(Reason("on", f"It is on {on.day} {on:%B %Y}, which is still to come.", "on"))
    if present < quorum:
        said = f"Of those who decide, {present} were there. It takes {quorum}."
        found.append(Reason("quorum", said, "present"))
    return found


def reasons_not_to_decide(state: MeetingState, draft: DecisionDraft) -> list[Reason]:
    """Why a decision is not written down: only at a meeting that was held."""
    found = [*_worded("words", draft.words, WORDS, "Say what was decided.")]
    found += _worded("about", draft.about, 80)
    if state is not MeetingState.HELD:
        found.append(Reason(state, "Tell first that the meeting was held, and who was there."))
    if draft.outcome not in list(Outcome):
        found.append(Reason("outcome", "Choose what came of it.", "outcome"))
    return found
