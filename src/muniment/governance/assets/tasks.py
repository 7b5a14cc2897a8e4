"""Background work of the register of assets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.governance.assets import actions


@kind("assets.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Tell owners of reviews that are due."""
    return actions.remind(now=now)
