"""Background work of the directory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.people.directory import actions


@kind("directory.remind", atomic=True)
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Ask people whether their entry is still right."""
    return actions.remind(now=now)


@kind("directory.count", atomic=True)
def count(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Keep how complete the entries are this month."""
    return actions.count_entries(now=now)
