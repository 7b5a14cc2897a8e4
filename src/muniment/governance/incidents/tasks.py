"""Background work of incidents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.governance.incidents import actions


@kind("incidents.clock", atomic=True)
def clock(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Warn of the hours of breaches."""
    return actions.watch(now=now)


@kind("incidents.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Tell of checks and corrective actions that are due."""
    return actions.remind(now=now)
