"""The share of e-mail among the records of units, against their peers; and actions about it."""

from collections.abc import Mapping
from datetime import date
from statistics import median

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.habits.types import ActionDraft, Share

LEAST_RECORDS = 20  # of fewer a share says nothing
LONGEST = 500  # letters
FURTHEST = 366  # days


def a_year_before(today: date) -> date:
    """The first day of what is counted."""
    return date(today.year - 1, today.month, min(today.day, 28))


def shares(
    counted: Mapping[str, tuple[int, int]], names: Mapping[str, str], *, least: int
) -> list[Share]:
    """The share of each unit, by how many `(records, messages)` it has, beside the median of all
    others that have enough records; the lowest share first. `least`: the percentage below which a
    unit is flagged."""
    percents = {
        unit: 100 * mail / records
        for unit, (records, mail) in counted.items()
        if records >= LEAST_RECORDS
    }
    found = []
    for unit, (records, mail) in counted.items():
        peers = [percent for other, percent in percents.items() if other != unit]
        enough = unit in percents
        found.append(
            Share(
                unit=unit,
                name=names.get(unit, unit),
                records=records,
                mail=mail,
                median=median(peers) if peers else None,
                enough=enough,
                flagged=enough and percents[unit] < least,
            )
        )
    return sorted(found, key=lambda one: (not one.enough, one.percent or 0, one.unit))


def reasons_not_to_act(
    draft: ActionDraft, *, today: date, active: bool, open_one: bool
) -> list[Reason]:
    """Why no action is set. `active`: the person named is here; `open_one`: the unit has an action
    that is not done."""
    reasons = []
    if not draft.what.strip() or len(draft.what) > LONGEST:
        said = f"Say what is to be done, in at most {LONGEST} letters."
        reasons.append(Reason("what", said, "what"))
    if not active:
        reasons.append(Reason("person", "Name somebody who works here.", "person"))
    if draft.due_on is None:
        reasons.append(Reason("due_on", "Say by when it is to be done.", "due_on"))
    elif not 0 <= (draft.due_on - today).days <= FURTHEST:
        said = "It is to be done within a year from today."
        reasons.append(Reason("due_on", said, "due_on"))
    if open_one:
        said = "There is an action for this unit that is not done. Finish that first."
        reasons.append(Reason("open", said))
    return reasons


def reasons_not_to_finish(outcome: str, *, mine: bool, done: bool) -> list[Reason]:
    """Why an action cannot be noted as done. `mine`: it is the reader's, or of a unit that they
    manage."""
    reasons = []
    if not mine:
        reasons.append(Reason("not_yours", "It is for the person named, or a records manager."))
    if done:
        reasons.append(Reason("done", "It is done already."))
    if not outcome.strip() or len(outcome) > LONGEST:
        said = f"Say what came of it, in at most {LONGEST} letters."
        reasons.append(Reason("outcome", said, "outcome"))
    return reasons
