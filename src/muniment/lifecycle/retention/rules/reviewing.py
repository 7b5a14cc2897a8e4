"""When a rule is looked at again, and what may be decided about it [RET-07]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason

LONGEST = 240  # months
LONGEST_NOTE = 1000


class RuleOutcome(StrEnum):
    """What a review of a rule decides. Of the last two somebody who manages rules does it."""

    KEEP = "keep"
    CHANGE = "change"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class RuleReviewed:
    """One review: of which version, what was decided, and on which civil date."""

    version: int
    outcome: RuleOutcome
    on: date


@dataclass(frozen=True, slots=True)
class RuleToReview:
    """A rule that is to be looked at, or that was and is still to be changed or retired.
    `pending`: which of the two. `owners`: by name, of what it dates; `may_review`: the reader."""

    code: str
    title: str
    version: int
    since: date
    due_on: date
    days_overdue: int
    pending: str
    owners: tuple[str, ...]
    may_review: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How many of the rules in force were looked at in time: those of an `owner` by name, those
    that nobody owns, or all of them (`owner` None)."""

    owner: str | None
    rules: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, never rounded up: 100 means all. None where there are no
        rules."""
        return 100 * self.in_time // self.rules if self.rules else None


def is_in_time(line: RuleToReview) -> bool:
    """Whether nobody is late with the rule: its day has not passed, or it was looked at since and
    is now to be changed or retired by others."""
    return line.days_overdue == 0 or bool(line.pending)


def last_looked_at(version: int, valid_from: date, reviews: Sequence[RuleReviewed]) -> date:
    """Since when nobody has looked at the rule: it came into force then, or was kept."""
    kept = [one.on for one in reviews if one.outcome is RuleOutcome.KEEP]
    return max([valid_from, *kept])


def pending_of(version: int, reviews: Sequence[RuleReviewed]) -> str:
    """What was decided about this version of the rule, latest, and is still to be done; blank:
    nothing."""
    of_this = [one for one in reviews if one.version == version]
    last = of_this[-1].outcome if of_this else RuleOutcome.KEEP
    return "" if last is RuleOutcome.KEEP else last.value


def review_due(since: date, months: int) -> date:
    """When the rule is to be looked at again, so many months after."""
    return add_period(since, months, "months")


def reasons_not_to_set_interval(months: int, before: int) -> list[Reason]:
    """Why the interval cannot be set so; 0 months: rules are not looked at again."""
    reasons = []
    if not 0 <= months <= LONGEST:
        said = f"Rules are looked at again after 1 to {LONGEST} months, or 0 for never."
        reasons.append(Reason("months", said, "months"))
    if months == before:
        reasons.append(Reason("same", "That is what is set already.", "months"))
    return reasons


def reasons_not_to_review(
    *, in_force: bool, permitted: bool, looked_at_today: bool, pending: str, outcome: str, note: str
) -> list[Reason]:
    """Why the outcome of a review of a rule is not taken."""
    reasons = []
    if not in_force:
        reasons.append(Reason("not_in_force", "The rule is not in force."))
    if not permitted:
        said = "It is reviewed by the owners of what it dates, or by those who manage rules."
        reasons.append(Reason("not_owner", said))
    if (outcome == RuleOutcome.KEEP and looked_at_today and not pending) or pending == outcome:
        reasons.append(Reason("same", "That is decided already.", "outcome"))
    if not note.strip() or len(note) > LONGEST_NOTE:
        said = f"Say what was found, in at most {LONGEST_NOTE:,} letters."
        reasons.append(Reason("note", said, "note"))
    return reasons
