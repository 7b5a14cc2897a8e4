"""Background work of search."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.holdings.search import actions


@kind("search.reindex")
def reindex(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Index everything again, in batches."""
    last: int | None = int(arguments.get("after", 0))
    while last is not None:
        last = actions.reindex(last, now=now)
        progress(last or 0, 0)


@kind("search.alert")
def alert(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Tell everybody who follows a saved search of what it finds anew for them."""
    last: int | None = 0
    while last is not None:
        last = actions.tell_followers(last, now=now)


@kind("search.forget")
def forget(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Delete what has been in the log of searches long enough."""
    actions.forget(now=now)


@kind("search.in_vain")
def in_vain(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> int:
    """Tell those who look after the file plan what was looked for in vain last week."""
    return actions.tell_of_week(now=now)


@kind("search.tidy")
def tidy(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Keep the index in few pieces, so that it is read fast."""
    actions.tidy()
