"""Pure decisions about holds."""

from collections.abc import Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.holds.types import TRANSITIONS, HoldDraft, HoldKind, HoldState

NEUTRAL = "This is not possible at present. Ask the records manager."


def reasons_not_to_place(draft: HoldDraft, *, things: int, today: date) -> list[Reason]:
    """Every gap in a hold on so many `things`, on the civil date `today`."""
    reasons = []
    if not draft.name.strip() or len(draft.name) > 200:
        reasons.append(Reason("name", "Give the hold a name of at most 200 characters.", "name"))
    if draft.kind not in set(HoldKind):
        known = ", ".join(kind.value for kind in HoldKind)
        reasons.append(Reason("kind", f"Say what kind of hold it is: {known}.", "kind"))
    if not draft.reason.strip():
        reasons.append(Reason("reason", "Say why the records are held.", "reason"))
    if not draft.authority.strip():
        reasons.append(Reason("authority", "Say on whose authority they are held.", "authority"))
    if draft.review_on and draft.review_on < today:
        reasons.append(Reason("review_on", "The date of review is in the past.", "review_on"))
    return [*reasons, *_nothing_named(things)]


def reasons_not_to_extend(state: HoldState, *, things: int) -> list[Reason]:
    """Why a hold cannot be put on more things."""
    if state is not HoldState.ACTIVE:
        return [Reason("lifted", "This hold has been lifted. Place a new one.")]
    return _nothing_named(things)


def _nothing_named(things: int) -> list[Reason]:
    if things:
        return []
    return [Reason("nothing", "Name the records, folders or classes to hold.", "records")]


def reasons_not_to_lift(state: HoldState, *, reason: str, authority: str) -> list[Reason]:
    """Why a hold cannot be lifted. A reason and an authority are needed, as for placing it."""
    reasons = []
    if HoldState.LIFTED not in TRANSITIONS[state]:
        reasons.append(Reason("lifted", "This hold has been lifted already."))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why the hold is lifted.", "reason"))
    if not authority.strip():
        reasons.append(Reason("authority", "Say on whose authority it is lifted.", "authority"))
    return reasons


def reasons_held(references: Sequence[str], *, knows: bool) -> list[Reason]:
    """Why what these holds cover may not be touched. Whoever may not know of holds (`knows`) is
    told nothing about them."""
    if not references:
        return []
    if not knows:
        return [Reason("protected", NEUTRAL)]
    named = ", ".join(references)
    return [Reason("held", f"It is held by {named}. The hold has to be lifted first.")]
