"""What a body may set."""

from math import isfinite

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.habits.types import GIGABYTE, Limits, LimitsDraft

MOST_GIGABYTES = 10_000
SHORTEST, LONGEST = 1, 120  # months


def reasons_not_to_limit(draft: LimitsDraft) -> list[Reason]:
    """Why these limits cannot be set."""
    reasons = []
    if not isfinite(draft.large) or not 0.001 <= draft.large <= MOST_GIGABYTES:
        said = f"A large mailbox has between 0.001 and {MOST_GIGABYTES:,} GB."
        reasons.append(Reason("large", said, "large"))
    if not SHORTEST <= draft.keep_months <= LONGEST:
        said = f"Keep the figures for {SHORTEST} to {LONGEST} months."
        reasons.append(Reason("keep_months", said, "keep_months"))
    if not 0 <= draft.least_share <= 100:
        reasons.append(Reason("least_share", "Enter 0 to 100 per cent.", "least_share"))
    return reasons


def limits_of(draft: LimitsDraft) -> Limits:
    """The limits that a draft comes to."""
    return Limits(round(draft.large * GIGABYTE), draft.keep_months, draft.least_share)
