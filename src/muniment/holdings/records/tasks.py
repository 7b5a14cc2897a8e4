"""Background work of the records room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.records import actions


@kind("records.bulk_edit")
def bulk_edit(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Carry a bulk edit out, or go on with it."""
    return actions.carry_out_bulk(arguments["reference"], now=now, progress=progress)
