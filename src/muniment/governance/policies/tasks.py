"""Background work of policies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.governance.policies import actions


@kind("policies.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Tell owners of reviews that are due, and people of what they have not acknowledged."""
    return actions.remind(now=now)
