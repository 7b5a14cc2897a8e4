"""Expunging: destroying what should never have been filed, on the word of two people."""

from collections.abc import Iterable

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.types import (
    ExpungeDraft,
    ExpungeState,
    ExpungingFacts,
    Mistaken,
    Stage,
)
from muniment.lifecycle.holds.rules import reasons_held

# Those who can say so; the second in another of these roles than the first.
EXPUNGERS = (Stage.RECORDS_MANAGER, Stage.DEPARTMENTAL_RECORDS_OFFICER, Stage.OWNER)
MOST_EXPUNGED = 500


def reasons_not_to_word(draft: ExpungeDraft, records: int) -> list[Reason]:
    """Why a proposal to expunge so many records cannot be made in these words."""
    reasons = []
    if not records:
        reasons.append(Reason("no_records", "Name the records to expunge.", "records"))
    if records > MOST_EXPUNGED:
        said = f"Name at most {MOST_EXPUNGED} records at once."
        reasons.append(Reason("too_many", said, "records"))
    if not draft.reason.strip():
        reasons.append(Reason("reason", "Say what the mistake was.", "reason"))
    if not draft.authority.strip():
        reasons.append(Reason("authority", "Say on whose authority.", "authority"))
    return reasons


def reasons_not_to_expunge(one: Mistaken) -> list[Reason]:
    """Why a record cannot be expunged, now or at all. Its retention date does not matter; a hold
    does [checklist 72]."""
    reasons = []
    if one.state != RecordState.DECLARED:
        said = f"{one.reference} is set aside, destroyed or being destroyed."
        reasons.append(Reason("not_declared", said, "records"))
    held = reasons_held(one.holds, knows=one.knows_holds)
    reasons += [
        Reason(reason.code, f"{one.reference}: {reason.message}", "records") for reason in held
    ]
    if one.in_review:
        said = f"{one.reference} is in the review {one.in_review}. Take it out there first."
        reasons.append(Reason("in_review", said, "records"))
    if one.proposed_in:
        said = f"{one.reference} is proposed to be expunged already, in {one.proposed_in}."
        reasons.append(Reason("proposed", said, "records"))
    return reasons


def reasons_not_to_agree(
    facts: ExpungingFacts, person: str, role: Stage, records: Iterable[Mistaken]
) -> list[Reason]:
    """Why the person cannot agree in this role that the records be expunged."""
    reasons = _reasons_of_state(facts)
    if person == facts.proposed_by:
        said = "You proposed it. Somebody else has to agree."
        reasons.append(Reason("own_proposal", said))
    if role is facts.proposed_as:
        said = f"It was proposed as {role.label.lower()}. Somebody in another role has to agree."
        reasons.append(Reason("same_role", said))
    if not facts.still_valid:
        said = "Whoever proposed it no longer has the role over all of it."
        reasons.append(Reason("proposal_lapsed", said))
    return [*reasons, *(reason for one in records for reason in reasons_not_to_expunge(one))]


def reasons_not_to_end_expunging(facts: ExpungingFacts, reason: str) -> list[Reason]:
    """Why a proposal to expunge cannot be refused or withdrawn."""
    reasons = _reasons_of_state(facts)
    if not reason.strip():
        reasons.append(Reason("reason", "Say why it is not to be.", "reason"))
    return reasons


def _reasons_of_state(facts: ExpungingFacts) -> list[Reason]:
    if facts.state is ExpungeState.PROPOSED:
        return []
    return [Reason("state", f"It is {facts.state.value} already.")]
