"""Pilots of ways of capture, and which ways are offered to a unit."""

from collections.abc import Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.habits.types import FEW, PilotDraft, Way

LONGEST = 500  # letters
LONGEST_TITLE = 100
SCORES = range(1, 6)


def reasons_not_to_open(draft: PilotDraft, *, known: set[str], today: date) -> list[Reason]:
    """Why there can be no such pilot. `known`: the units that the actor manages."""
    reasons = []
    if not draft.title.strip() or len(draft.title) > LONGEST_TITLE:
        said = f"Give the pilot a title, of at most {LONGEST_TITLE} letters."
        reasons.append(Reason("title", said, "title"))
    reasons += reasons_of_ways([draft.way], "way")
    if not draft.units:
        reasons.append(Reason("units", "Choose the units that take part.", "units"))
    for unit in sorted(set(draft.units) - known):
        said = f"There is no unit {unit} whose habits you manage."
        reasons.append(Reason("unit", said, "units"))
    if draft.starts_on is None:
        reasons.append(Reason("starts_on", "Say on which day it starts.", "starts_on"))
    elif abs((draft.starts_on - today).days) > 366:
        said = "It starts within a year from today, or did in the year before."
        reasons.append(Reason("starts_on", said, "starts_on"))
    if len(draft.note) > LONGEST:
        reasons.append(Reason("note", f"The note has at most {LONGEST} letters.", "note"))
    return reasons


def reasons_not_to_end(
    ends_on: date | None, conclusion: str, *, starts_on: date, ended: bool, today: date
) -> list[Reason]:
    """Why a pilot cannot end like this."""
    reasons = []
    if ended:
        reasons.append(Reason("ended", "It has ended already."))
    if ends_on is None or not starts_on <= ends_on <= today:
        said = "It ends on a day between its start and today."
        reasons.append(Reason("ends_on", said, "ends_on"))
    if not conclusion.strip() or len(conclusion) > LONGEST:
        said = f"Say what you conclude, in at most {LONGEST} letters."
        reasons.append(Reason("conclusion", said, "conclusion"))
    return reasons


def reasons_not_to_answer(
    score: int, words: str, *, takes_part: bool, started: bool, ended: bool
) -> list[Reason]:
    """Why somebody cannot say how a pilot goes."""
    reasons = []
    if not takes_part:
        reasons.append(Reason("not_yours", "It is for people of the units that take part."))
    if not started or ended:
        said = "It has ended." if ended else "It has not started yet."
        reasons.append(Reason("not_running", said))
    if score not in SCORES:
        reasons.append(Reason("score", "Answer with 1 to 5.", "score"))
    if len(words) > LONGEST:
        reasons.append(Reason("words", f"Use at most {LONGEST} letters.", "words"))
    return reasons


def reasons_of_ways(ways: Sequence[str], field: str = "ways") -> list[Reason]:
    """Why these are not ways of capture."""
    known = ", ".join(Way)
    if not ways:
        return [Reason("ways", "Choose one way at least.", field)]
    if set(ways) - set(Way):
        return [Reason("ways", f"Choose among: {known}.", field)]
    return []


def ways_of(lineage: Sequence[str], offered: Mapping[str, Sequence[str]]) -> tuple[Way, ...]:
    """The ways that are offered to a unit: what is set for itself, else for the nearest above it,
    else for the whole body (a blank), else all. `lineage`: the unit and all above it."""
    for unit in (*lineage, ""):
        if unit in offered:
            return tuple(way for way in Way if way in offered[unit])
    return tuple(Way)


def mean_of(scores: Sequence[int]) -> float | None:
    """The mean of the answers; None of fewer than five, who might be known by it."""
    return sum(scores) / len(scores) if len(scores) >= FEW else None
