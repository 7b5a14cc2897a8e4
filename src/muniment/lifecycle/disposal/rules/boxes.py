"""When a whole box of papers can go, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.physical.rules import box_goes_on
from muniment.lifecycle.disposal.rules.proposing import DECIDABLE
from muniment.lifecycle.holds.rules import reasons_held

NAMED = 5  # records that are named of many


@dataclass(frozen=True, slots=True)
class BoxItem:
    """What decides whether a record lets its box go. `holds` are named to those who may know."""

    reference: str
    due_on: date | None
    action: str
    holds: tuple[str, ...] = ()
    knows: bool = False


@dataclass(frozen=True, slots=True)
class BoxStanding:
    """The civil date after which the whole box could go, if all its items have one, and every
    reason why it cannot go today."""

    goes_on: date | None
    reasons: tuple[Reason, ...]


def standing_of(items: Sequence[BoxItem], *, today: date) -> BoxStanding:
    """How a box with these items stands on the civil date `today`: it goes with the last of
    them, and not while one is on hold, has no date, or is to be kept or transferred."""
    goes_on = box_goes_on(one.due_on for one in items)
    reasons = _reasons_held(items)
    undated = [one.reference for one in items if one.due_on is None]
    if undated:
        said = f"No date yet: {_named(undated)}."
        reasons.append(Reason("open_ended", said))
    other = [one.reference for one in items if one.due_on and one.action not in DECIDABLE]
    if other:
        said = f"Not to be destroyed when the time is up: {_named(other)}."
        reasons.append(Reason("action", said))
    early = [one.reference for one in items if one.due_on is not None and one.due_on >= today]
    if early:
        reasons.append(Reason("not_due", f"The time is not up of {_named(early)}."))
    return BoxStanding(goes_on, tuple(reasons))


def _reasons_held(items: Sequence[BoxItem]) -> list[Reason]:
    held = [one for one in items if one.holds]
    known = sorted({hold for one in held if one.knows for hold in one.holds})
    found = reasons_held(known, knows=True)
    if any(not one.knows for one in held):
        found += reasons_held(["hold"], knows=False)
    return found


def _named(references: Sequence[str]) -> str:
    more = len(references) - NAMED
    listed = ", ".join(references[:NAMED])
    return f"{listed} and {more:,} more" if more > 0 else listed
