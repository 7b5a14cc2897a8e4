"""Background work of mailboxes whose owners choose what is saved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.inbox import actions


@kind("inbox.look")
def look(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int] | None:
    """Look at one mailbox: see what is new, save and remove what its owner chose."""
    return actions.look(arguments["source"], now=now, progress=progress)


@kind("inbox.warn")
def warn(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Warn the owners of mailboxes of old mail that goes."""
    return actions.warn(now=now)
