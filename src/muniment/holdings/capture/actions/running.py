"""Taking a whole source. Not one transaction but many, so that a kill loses one batch at most
and the next run goes on where this one stopped."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from muniment.foundation.access.types import Profile
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.attaching import attach_files
from muniment.holdings.capture.actions.deriving import extractor
from muniment.holdings.capture.actions.taking import begin, finish, take
from muniment.holdings.capture.adapters.chat_files import exported
from muniment.holdings.capture.adapters.chats import conversations_of
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.adapters.zipped import unpacked
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.types import ItemKind, ItemResult, Outcome, SourceItem

BATCH_ITEMS = 100
BATCH_BYTES = 64 * 2**20
ENDS_MAILBOX = (ItemKind.MAILBOX, ItemKind.UNREADABLE_MAILBOX)

Clock = Callable[[], datetime]
Watcher = Callable[[list[ItemResult]], None]


def run(
    actor: Profile,
    source: Path,
    *,
    into: str,
    clock: Clock,
    watch: Watcher = lambda results: None,
    whole: bool = False,
    unpack: bool = False,
    known_as: str = "",
) -> Capture:
    """Capture a folder, a file or a mailbox into a class or folder (by reference).

    Safe to repeat and to kill: items that were dealt with before are not read again. `whole`
    keeps each mailbox as one file instead of its messages; `unpack` takes a zip file as the folder
    that was packed. `watch` is
    told of each batch when it is durable. `known_as`: what the source is called, where that is not
    its path. Raises Refused before anything is read if the place
    takes nothing.
    """
    source = Path(os.path.abspath(source))  # noqa: PTH100  links are not to be followed
    if unpack:
        with unpacked(source) as entries:
            return _through(actor, known_as or str(source), iter(entries), into, clock, watch)
    items = items_of(source, whole=whole)
    return _through(actor, known_as or str(source), items, into, clock, watch)


@contextmanager
def conversations_in(source: Path, *, channel: str, whole: bool) -> Iterator[list[SourceItem]]:
    """The conversations of the export of a chat, with the files that came with it, and then the
    export itself; of a zip file also what no message leads to. A web page is read in the sandbox.
    Raises Refused for what is no such export."""
    with exported(source) as export:
        items = conversations_of(
            export.path,
            channel=channel,
            whole=whole,
            read_page=extractor().chat,
            find=export.find,
            further=export.further,
        )
        found = list(items)
        yield [*found, *export.left(found)]


def run_chat(
    actor: Profile,
    source: Path,
    *,
    into: str,
    channel: str = "",
    in_one: bool = False,
    clock: Clock,
    watch: Watcher = lambda results: None,
    known_as: str = "",
) -> Capture:
    """Capture the export of a chat: a record for each day (or one for all of it, `in_one`), with
    who took part, and the export itself as it is. `known_as`: what an upload is called, which has
    its digest in it. Raises Refused for what is no such export."""
    source = Path(os.path.abspath(source))  # noqa: PTH100
    with conversations_in(source, channel=channel, whole=in_one) as items:
        if known_as:  # an upload: the time that it came says nothing of whether it has changed
            stamp = f"upload {sha256(known_as.encode('utf-8', 'replace')).hexdigest()}"
            items = [one if one.version else replace(one, version=stamp) for one in items]
        files = {one.path: one.beside for one in items if one.beside}

        def attach(results: list[ItemResult]) -> None:
            for one in results:
                if one.outcome is Outcome.CAPTURED and one.path in files:
                    attach_files(actor, one.record, files[one.path], now=clock())
            watch(results)

        return _through(actor, known_as or str(source), iter(items), into, clock, attach)


def _through(
    actor: Profile,
    source: str,
    items: Iterator[SourceItem],
    into: str,
    clock: Clock,
    watch: Watcher,
) -> Capture:
    capture = begin(actor, into, source=source, now=clock())
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
        if item.kind in ENDS_MAILBOX:  # its messages may lie in files that go with the next
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def plan(source: Path, *, whole: bool = False, unpack: bool = False) -> Iterator[ItemResult]:
    """What a capture would try and what it would refuse, without keeping anything."""
    if unpack:
        with unpacked(source) as entries:
            yield from planned(entries)
    else:
        yield from planned(items_of(source, whole=whole))


def planned(items: Iterable[SourceItem]) -> Iterator[ItemResult]:
    """What would be tried of the items and what refused."""
    for item in items:
        reason = rules.why_not_taken(item, settings.MUNIMENT_MAX_UPLOAD_BYTES)
        if reason:
            yield ItemResult(item.path, reason.outcome, reason=reason.message)
        else:
            yield ItemResult(item.path, Outcome.CAPTURED)
