"""Background work of sources."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.mailboxes import actions


@kind("mailboxes.due", atomic=True)
def look_at_due(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Queue a look at every source whose time has come."""
    return actions.look_at_due(now)


@kind("mailboxes.look")
def look(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int] | None:
    """Look at one source."""
    return actions.look(arguments["source"], now=now, progress=progress)
