"""Background work of the notices room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.foundation.notices import actions


@kind("notices.mail")
def mail(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Write to a person (`person`, their reference) that there is something for them."""
    return {"notices": actions.mail(arguments["person"], now=now)}


@kind("notices.pending")
def pending(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Queue again the e-mails that did not go out."""
    return {"people": actions.pending(now=now)}
