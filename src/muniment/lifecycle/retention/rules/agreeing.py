"""The areas that an edition is put to, and the agreement of their heads [RET-06]."""

from collections.abc import Mapping

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.types.schedules import EditionFacts, EditionState

MOST_AREAS = 50
LONGEST = 1000


def reasons_not_to_consult_areas(areas: Mapping[str, tuple[bool, bool]]) -> list[Reason]:
    """Why the areas cannot be consulted. Of each, by the reference of its unit: whether there is
    such a unit, and whether there is the person named as its head."""
    reasons = []
    if len(areas) > MOST_AREAS:
        said = f"At most {MOST_AREAS} areas are consulted on one edition."
        reasons.append(Reason("too_many", said, "areas"))
    for unit, (there, headed) in areas.items():
        if not there:
            reasons.append(Reason("unit", f"There is no unit {unit}.", "areas"))
        if not headed:
            said = f"Name somebody of the body as the head of {unit}."
            reasons.append(Reason("head", said, "areas"))
    return reasons


def reasons_not_to_agree(
    facts: EditionFacts, *, is_head: bool, agreed: bool, note: str
) -> list[Reason]:
    """Why a person cannot agree to an edition for an area. `is_head`: they head it, or stand in
    for whoever does."""
    reasons = []
    if facts.state not in (EditionState.CONSULTATION, EditionState.APPROVED):
        said = "Heads of areas agree while it is out to consultation, and until it is published."
        reasons.append(Reason("state", said))
    if not is_head:
        said = "The head of the area agrees, or whoever stands in for them."
        reasons.append(Reason("not_head", said))
    if agreed:
        reasons.append(Reason("agreed", "That is agreed already."))
    if len(note) > LONGEST:
        reasons.append(Reason("too_long", f"At most {LONGEST:,} letters.", "note"))
    return reasons


def reasons_not_agreed(facts: EditionFacts) -> list[Reason]:
    """Why an edition is not published yet: comments without an answer, and areas whose heads have
    not agreed."""
    reasons = []
    if facts.unanswered:
        said = "One comment has" if facts.unanswered == 1 else f"{facts.unanswered} comments have"
        reasons.append(Reason("unanswered", f"{said} no answer yet."))
    for area in facts.not_agreed:
        reasons.append(Reason("not_agreed", f"The head of {area} has not agreed yet."))
    return reasons
