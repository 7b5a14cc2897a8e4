"""Background work of the library."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.library import actions


@kind("library.warn", atomic=True)
def warn(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Tell those who manage the library of licences that end."""
    return actions.warn(now=now)
