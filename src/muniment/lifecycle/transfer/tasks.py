"""Background work of the transfer room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.lifecycle.transfer import actions


@kind("transfer.remind")
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Tell owners which leave to retain runs out soon."""
    return {"told": actions.remind(now=now)}
