"""Background work of duplicates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.duplicates import actions


@kind("duplicates.sign")
def sign(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Find what says nearly the same as some records, or (`after`) all of them."""
    if "records" in arguments:
        return actions.sign(arguments["records"])
    return actions.sign_all(arguments["after"], progress=progress)


@kind("duplicates.count", atomic=True)
def count(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Count for this month how much is there more than once."""
    return {"records": actions.count_duplicates(now=now)}
