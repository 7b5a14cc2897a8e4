"""What the night's work puts on lists for review, and what it leaves to people [DIS-01]."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from muniment.foundation.kernel.errors import Reason

MOST_A_NIGHT = 10_000  # records; what is left over is listed the night after
LARGEST_LIST = 10_000
HELD = "held"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record that somebody sent back (withdrew, rejected, recovered): when, and when it was due
    then."""

    on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Tonight:
    """The facts of a record that could be put forward, and that keep it off the night's lists.
    `seen`: an owner of it may see it; `routine`: it goes under a standing approval."""

    due_on: date | None
    vital: bool = False
    seen: bool = True
    routine: bool = False
    sent: Sent | None = None


def reasons_not_to_list(facts: Tonight, *, today: date, leave_days: int) -> list[Reason]:
    """Why a record that a person could put forward is not put on a list by night. What somebody
    sent back is left alone for so many days, unless its date has changed since."""
    reasons = []
    if facts.vital:
        said = "It is vital to the body: a person has to say that it is meant."
        reasons.append(Reason("vital", said))
    if not facts.seen:
        reasons.append(Reason("unseen", "None of its owners may see it."))
    if facts.routine:
        reasons.append(Reason("routine", "It goes under a standing approval."))
    if is_left_alone(facts, today=today, leave_days=leave_days):
        reasons.append(Reason("left_alone", "Somebody sent it back not long ago."))
    return reasons


def is_left_alone(facts: Tonight, *, today: date, leave_days: int) -> bool:
    """Whether the record was sent back so lately, with the date that it has, that the night's work
    leaves it alone: up to and with the last of the days."""
    sent = facts.sent
    if sent is None or sent.due_on != facts.due_on:
        return False
    return today <= sent.on + timedelta(days=leave_days)


def counted_openly(left_out: Iterable[Iterable[Reason]]) -> dict[str, int]:
    """How many records were left out for each reason, without those that are on hold: whoever
    reads the count need not be one who may know of holds."""
    found = Counter(code for reasons in left_out for code in {one.code for one in reasons})
    found.pop(HELD, None)
    return dict(sorted(found.items()))
