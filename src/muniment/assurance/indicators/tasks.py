"""Background work of indicators."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.assurance.indicators import actions
from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress


@kind("indicators.measure")
def measure(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Count every indicator."""
    return actions.measure(now=now)
