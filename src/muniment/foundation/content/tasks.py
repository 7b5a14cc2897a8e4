"""Standing work of the foundation: fixity, what captures left behind, and signing the log.

The rooms below this one stand under jobs or access, and can have no work of their own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.access.queries import profile_of
from muniment.foundation.audit.actions import checkpoint
from muniment.foundation.content import actions, queries
from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.foundation.kernel.clock import civil_date


@kind("content.fixity")
def fixity(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int:
    """Read the contents whose turn it is, in the store and in the second copy."""
    actor = profile_of(run_as, on=civil_date(now))
    return actions.verify_portion(actor, now=now, progress=progress)


@kind("content.copy")
def copy(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Bring the second copy up to date; None where there is none, or nothing is new."""
    if queries.copy_folder() is None:
        return None
    actor = profile_of(run_as, on=civil_date(now))
    return actions.copy_content(actor, now=now, progress=progress).copied or None


@kind("content.collect")
def collect(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int:
    """Remove what interrupted captures left, after the grace period."""
    actor = profile_of(run_as, on=civil_date(now))
    return actions.collect_garbage(actor, now=now)


@kind("content.seal")
def seal(arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress) -> int:
    """Seal the content that lies plain."""
    actor = profile_of(run_as, on=civil_date(now))
    return actions.seal_existing(actor, now=now, progress=progress)


@kind("content.keys")
def keys(arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress) -> int:
    """Replace the keys that wrap the keys of content, and destroy those whose time is over."""
    actor = profile_of(run_as, on=civil_date(now))
    return actions.turn_keys(actor, now=now)


@kind("content.languages")
def languages(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Find out the language of older texts, for some seconds; None where all have been told."""
    return actions.tell_languages(now=now, progress=progress)


@kind("audit.checkpoint")
def sign(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int | None:
    """Sign the log as it stands and publish the note; None where nothing was added."""
    made = checkpoint(now=now)
    return made.size if made else None
