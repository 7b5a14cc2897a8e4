"""Background work of the retention room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.lifecycle.retention import actions


@kind("retention.recalculate")
def recalculate(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Compute dates again for the records of a `rule`, a `file_class` or a `folder`."""
    return {"records": actions.recalculate(**arguments, progress=progress)}


@kind("retention.look")
def look(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Look at what a `rule` (its cells) would change, for whoever asked."""
    return actions.look(arguments["rule"], run_as=run_as, now=now, progress=progress)


@kind("retention.ask_for_reviews")
def ask_for_reviews(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Tell owners which rules are to be looked at again."""
    return {"told": actions.ask_for_reviews(now=now)}
