"""Background work of naming."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.access.queries import profile_of
from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.naming import actions


@kind("naming.recheck")
def recheck(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Judge the titles of a class again."""
    return {"records": actions.recheck(arguments["file_class"], progress=progress)}


@kind("naming.mend")
def mend(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Give records the titles that somebody chose for them."""
    actor = profile_of(run_as, on=civil_date(now))
    return actions.mend(actor, arguments["titles"], now=now, progress=progress)


@kind("naming.count")
def count(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Count the titles of each state for today."""
    return {"records": actions.count_titles(now=now)}
