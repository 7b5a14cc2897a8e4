"""Background work of the log of other channels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.channels import actions


@kind("channels.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Remind people of what they declared and have not brought over."""
    return actions.remind(now=now)
