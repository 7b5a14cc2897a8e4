"""Whether the clock can be trusted."""

from datetime import datetime, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal.types import ClockEvidence

TOLERANCE = timedelta(minutes=5)  # two hosts' clocks, and verbs that overlap


def reasons_not_to_trust_clock(
    evidence: ClockEvidence, now: datetime, *, jump: timedelta
) -> list[Reason]:
    """Why nothing is proposed, approved or destroyed at `now`: the clock went back, or leapt
    forward by more than `jump` and nobody has confirmed it. A wrong clock destroys too early."""
    if now + TOLERANCE < evidence.latest_event_at:
        said = (
            "The clock of this machine is behind the audit log. Set it right; if it was the log's"
            " clock that was wrong, an administrator has to confirm this one."
        )
        return [Reason("clock_back", said)]
    if now - evidence.unbroken_until > jump:
        hours = int(jump.total_seconds() // 3600)
        said = (
            f"The clock went forward by more than {hours} hours with nothing in the audit log."
            " An administrator has to confirm that it is right."
        )
        return [Reason("clock_forward", said)]
    return []
