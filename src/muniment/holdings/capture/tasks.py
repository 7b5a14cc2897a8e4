"""Background work of capture."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.capture import actions


@kind("capture.derive")
def derive(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Read the text of newly captured records."""
    return actions.derive(arguments["records"], run_as=run_as, now=now, progress=progress)
