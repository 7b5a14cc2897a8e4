"""Background work of advice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.advice import actions


@kind("advice.learn")
def learn(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Learn from what was filed since; None where nothing was."""
    return actions.learn(progress=progress) or None


@kind("advice.sort")
def sort(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """File by the rules what lies in their in-trays; None where nothing was filed."""
    return actions.sort(now=now, progress=progress) or None
