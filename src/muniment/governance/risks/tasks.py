"""Background work of the register of risks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.governance.risks import actions


@kind("risks.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Tell people what comes round: reviews, acceptances and waivers that end."""
    return actions.remind(now=now)
