"""Taking a whole source. Not one transaction but many, so that a kill loses one batch at most
and the next run goes on where this one stopped."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from muniment.foundation.access.types import Profile
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.taking import begin, finish, take
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.types import ItemResult, Outcome, SourceItem

BATCH_ITEMS = 100
BATCH_BYTES = 64 * 2**20

Clock = Callable[[], datetime]
Watcher = Callable[[list[ItemResult]], None]


def run(
    actor: Profile,
    source: Path,
    *,
    into: str,
    clock: Clock,
    watch: Watcher = lambda results: None,
) -> Capture:
    """Capture a folder, a file or a mailbox into a class or folder (by reference).

    Safe to repeat and to kill: items that were dealt with before are not read again. `watch` is
    told of each batch when it is durable. Raises Refused before anything is read if the place
    takes nothing.
    """
    source = Path(os.path.abspath(source))  # noqa: PTH100  links are not to be followed
    items = items_of(source)
    capture = begin(actor, into, source=str(source), now=clock())
    for batch in batches(items):
        watch(take(actor, capture.reference, items=batch, now=clock()))
    return finish(actor, capture.reference, now=clock())


def batches(items: Iterator[SourceItem]) -> Iterator[list[SourceItem]]:
    """The items in batches that are bounded in number and in bytes."""
    batch: list[SourceItem] = []
    size = 0
    for item in items:
        if batch and (len(batch) >= BATCH_ITEMS or size + item.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch


def plan(source: Path) -> Iterator[ItemResult]:
    """What a capture would try and what it would refuse, without reading or keeping anything."""
    for item in items_of(source):
        reason = rules.why_not_taken(item, settings.MUNIMENT_MAX_UPLOAD_BYTES)
        if reason:
            yield ItemResult(item.path, reason.outcome, reason=reason.message)
        else:
            yield ItemResult(item.path, Outcome.CAPTURED)
