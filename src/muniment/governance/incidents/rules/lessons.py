"""What stands against offering, sharing and withdrawing a lesson."""

from muniment.foundation.kernel.errors import Reason
from muniment.governance.incidents.rules.words import TEXT, needed, too_long
from muniment.governance.incidents.types import LESSON_TRANSITIONS, LessonDraft, LessonState

TITLE = 200  # letters


def reasons_of_lesson(draft: LessonDraft, *, or_none: bool = True) -> list[Reason]:
    """What is wrong with a lesson, or (`or_none`) with the reason why there is none."""
    if or_none and not (draft.title.strip() or draft.words.strip()):
        ask = "Write a lesson for others, or say why there is none."
        return list(needed(draft.none_why, "none_why", ask))
    return [
        *needed(draft.title, "title", "Give the lesson a title.", TITLE),
        *needed(draft.words, "words", "Say what others can learn.", TEXT),
        *too_long(draft.none_why, "none_why"),
    ]


def reasons_not_to_judge(
    state: LessonState, deed: str, *, offered_by: str, actor: str, why: str = ""
) -> list[Reason]:
    """Why somebody does not publish, send back or withdraw a lesson. Who offered it does not
    publish it: a second person reads it first, since every member of staff will."""
    found = []
    if (state, deed) not in LESSON_TRANSITIONS:
        found.append(Reason("state", f"It stands so: {state.label.lower()}."))
    if deed == "publish" and offered_by == actor:
        found.append(Reason("second", "A second person reads it first. You have offered it."))
    if deed in ("return", "withdraw"):
        found += needed(why, "why", "Say why.")
    return found
