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


@kind("capture.scan")
def scan(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Check for malware what was not checked yet; None where nothing waits."""
    return actions.scan_waiting(run_as=run_as, now=now, progress=progress) or None


@kind("capture.look_again")
def look_again(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int:
    """Index and read anew the records whose content went into quarantine or came out of it."""
    return actions.look_again(arguments["digests"], run_as=run_as, now=now)


@kind("capture.recognise")
def recognise(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Read the words of scans off pictures of their pages."""
    return actions.recognise(arguments["records"], now=now, progress=progress)
