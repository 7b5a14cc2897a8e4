"""Background work of the holds room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.lifecycle.holds import actions


@kind(actions.KIND)
def keep_up(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Put holds on what is still to be held. It answers nothing: see `actions.keeping_up`."""
    actions.keep_up(now=now, progress=progress)
