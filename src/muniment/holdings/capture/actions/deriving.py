"""What is derived from records after they are durable: text, attachments, previews.

A failure here is written down, shown and can be tried again; it never hides or harms a record.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content import rules as content_rules
from muniment.foundation.content.adapters.languages import language_of
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import (
    ContentCorrupt,
    ContentMissing,
    Extraction,
    Format,
    KeyGone,
    MessagePart,
    NotScanned,
    Quarantined,
    SandboxUnavailable,
    Staged,
)
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.capture.actions.checking import queue_for_a_person
from muniment.holdings.capture.actions.introducing import introduce_read
from muniment.holdings.capture.actions.storing import identifier
from muniment.holdings.capture.rules.messages import is_message
from muniment.holdings.capture.types import Doubt
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable
from muniment.holdings.records.types import OUTLOOK_FORMATS, NewComponent, RecordState
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Component, Record

BROKEN = (DerivedState.CORRUPT, DerivedState.FAILED, DerivedState.TOO_LARGE)
AT_ONCE = 25  # records read before they are saved together
RETRY_SECONDS = 60  # after which what waits for the malware scanner is looked at again
ATTACHMENTS = "attachments"  # how many a message was found to have, beside its headers
Progress = Callable[[int, int], None]
Parts = list[tuple[Staged, NewComponent]]


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """The sandboxed process that reads documents; one, kept while this process lives."""
    return Extractor(allow_unsandboxed=settings.MUNIMENT_ALLOW_UNSANDBOXED).__enter__()


def derive(
    numbers: Sequence[int],
    *,
    run_as: str,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> dict[str, int]:
    """Get the text of records and the attachments of messages, and index both.

    `numbers` are the records'. Safe to run twice: what was read is not read again. Returns how
    many components ended in each state.
    """
    counts: Counter[str] = Counter()
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        counts.update(_derive_some(some, run_as, now))
        progress(start + len(some), len(numbers))
    _look_for_alike(numbers, run_as, now)
    return dict(counts)


def _look_for_alike(numbers: Sequence[int], run_as: str, now: datetime) -> None:
    """Have the texts compared with others, by a room above this one."""
    key = hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()[:40]
    arguments = {"records": list(numbers)}
    enqueue("duplicates.sign", arguments, run_as=run_as, now=now, unique_key=key)


def _derive_some(numbers: Sequence[int], run_as: str, now: datetime) -> list[str]:
    """Read what waits, and give each message its attachments, whichever record it was read for."""
    states = _read_waiting(numbers, run_as, now)
    _share_attachments(numbers, run_as, now)
    if _take_out_again(numbers, run_as, now):
        states += _read_waiting(numbers, run_as, now)
    introduce_read(numbers, run_as, now)
    return states


def _read_waiting(numbers: Sequence[int], run_as: str, now: datetime) -> list[str]:
    """Read what waits, outside any transaction, and save it in one; attachments that came to
    light wait in their turn, and so does what the malware scanner gave no verdict on."""
    states: list[str] = []
    unscanned: set[str] = set()
    while waiting := [one for one in _waiting(numbers) if one.sha256 not in unscanned]:
        tried = [(one, _extract(one, now)) for one in waiting]
        found = [(one, extraction) for one, extraction in tried if extraction]
        unscanned |= {one.sha256 for one, extraction in tried if extraction is None}
        states += [extraction.state.value for _, extraction in found]
        _save(found, run_as, now)
    if unscanned:
        _try_later(unscanned, run_as, now)
    return states


def _try_later(unscanned: set[str], run_as: str, now: datetime) -> None:
    later = now + timedelta(seconds=RETRY_SECONDS)
    numbers = _holding(sorted(unscanned))
    enqueue("capture.derive", {"records": numbers}, run_as=run_as, now=now, not_before=later)


@transaction.atomic
def _share_attachments(numbers: Sequence[int], run_as: str, now: datetime) -> None:
    """Give a message that was read for another record, of other readers, its attachments too."""
    shared = record_queries.attachments_elsewhere(numbers)
    live = records.lock_live(shared)
    events = []
    for number, record in live.items():
        content.adopt([Staged(one.sha256, one.size, "") for one in shared[number]], {}, [], now=now)
        events.append(records.add_components(record, shared[number], by=run_as, now=now))
    search.index(list(live), now=now)
    tell([event for event in events if event], at=now)


def _take_out_again(numbers: Sequence[int], run_as: str, now: datetime) -> bool:
    """Give a message its attachments where they went with the record that it was read for, which
    has been destroyed since; whether there were any."""
    read = [(one, _extract(one, now)) for one in _without_attachments(numbers)]
    found = [(one, _keep_parts(got.parts)) for one, got in read if got]
    if not found:
        return False
    formats = _identify([staged for _, parts in found for staged, _ in parts])
    with transaction.atomic():
        live = records.lock_live({one.record_id for one, _ in found})
        events = [
            _add_parts(live[one.record_id], parts, formats, run_as, now)
            for one, parts in found
            if parts and one.record_id in live
        ]
        search.index(list(live), now=now)
        tell([event for event in events if event], at=now)
    return any(events)


def _without_attachments(numbers: Sequence[int]) -> "list[Component]":
    """The messages that have no attachments here, although some were found in them."""
    held = record_queries.live_components(numbers)
    complete = {one.record_id for one in held if one.ordinal > 1}
    bare = [one for one in held if one.record_id not in complete]
    derived = content_queries.derived_of({one.sha256 for one in bare})
    found = {sha256 for sha256, row in derived.items() if row.metadata.get(ATTACHMENTS)}
    return [one for one in bare if one.sha256 in found]


def _waiting(numbers: Sequence[int]) -> "list[Component]":
    """The components of live records whose text is still to be had, each content once."""
    held = {one.sha256: one for one in reversed(record_queries.live_components(numbers))}
    derived = content_queries.derived_of(held)
    return [held[sha256] for sha256, row in derived.items() if row.state == DerivedState.WAITING]


def _extract(component: "Component", now: datetime) -> Extraction | None:
    """What came out of it; None where the malware scanner has given no verdict yet."""
    blob = component.blob
    assert blob is not None  # only components with content are asked about
    try:
        with content.opened(component.sha256, now=now) as stream:
            found = extractor().extract(stream, name=component.name, puid=blob.puid, mime=blob.mime)
        language, likely = language_of(found.text)
        return replace(found, language=language, language_confidence=likely)
    except NotScanned:
        return None
    except Quarantined as error:
        return Extraction(DerivedState.QUARANTINED, reason=str(error))
    except (ContentCorrupt, ContentMissing, KeyGone, SandboxUnavailable) as error:
        return Extraction(DerivedState.FAILED, reason=str(error))


def _save(found: "Sequence[tuple[Component, Extraction]]", run_as: str, now: datetime) -> None:
    """Write down what came out, add the attachments and index the records: one transaction. All
    that hold the content are locked, and before the content is: what is being destroyed or set
    aside at this moment is not read before and indexed after it."""
    kept = {one.pk: _keep_parts(extraction.parts) for one, extraction in found if one.ordinal == 1}
    formats = _identify([staged for parts in kept.values() for staged, _ in parts])
    with transaction.atomic():
        digests = [one.sha256 for one, _ in found]
        whole = records.lock_whole({*(one.record_id for one, _ in found), *_holding(digests)})
        live = {number: one for number, one in whole.items() if one.state == RecordState.DECLARED}
        events = []
        made = {component.sha256: _counted(extraction) for component, extraction in found}
        content.save_extractions(made, now=now)
        for component, _ in found:
            parts = kept.get(component.pk, [])
            if parts and component.record_id in live:
                record = live[component.record_id]
                events.append(_add_parts(record, parts, formats, run_as, now))
        events += _doubt(found, live, run_as, now)
        # Who came to hold it since is new, and nobody else waits for it.
        search.index(list(records.lock_whole(_holding(digests))), now=now)
        if scans := [one.record_id for one, got in found if _is_scan(one, got)]:
            enqueue("capture.recognise", {"records": sorted(set(scans))}, run_as=run_as, now=now)
        tell([event for event in events if event], at=now)


def _is_scan(component: "Component", found: Extraction) -> bool:
    """Whether words may be read off it. Asked of every file: where nothing can read them, the job
    finds that out."""
    mime = component.blob.mime if component.blob else ""
    return content_rules.may_be_recognised(found.state, mime, found.origin, found.metadata)


def _doubt(
    found: "Sequence[tuple[Component, Extraction]]",
    live: "Mapping[int, Record]",
    run_as: str,
    now: datetime,
) -> list[EventDraft]:
    """Queue the messages that could not be taken apart for a person."""
    broken = [
        (live[one.record_id], [Doubt.CONTENT])
        for one, extraction in found
        if one.ordinal == 1
        and one.record_id in live
        and extraction.state in BROKEN
        and _is_message(live[one.record_id].puid, one.name)
    ]
    return queue_for_a_person(broken, by=run_as, now=now)


def _is_message(puid: str, name: str) -> bool:
    return puid in OUTLOOK_FORMATS or is_message(puid, name)


def _counted(found: Extraction) -> Extraction:
    """With the number of attachments among the facts, so that it is known where they are amiss."""
    if not found.parts:
        return found
    return replace(found, metadata={**found.metadata, ATTACHMENTS: str(len(found.parts))})


def _add_parts(
    record: "Record", parts: Parts, formats: Mapping[str, Format], run_as: str, now: datetime
) -> EventDraft | None:
    content.adopt([staged for staged, _ in parts], formats, [], now=now)
    return records.add_components(record, [part for _, part in parts], by=run_as, now=now)


def _holding(digests: Sequence[str]) -> list[int]:
    """The live records that hold any of this content: its text is now theirs to be found by."""
    return record_queries.live_holders(digests)


def _keep_parts(parts: Sequence[MessagePart]) -> Parts:
    kept = []
    for number, part in enumerate(parts, 1):
        staged = store().store(BytesIO(part.content))
        name = printable(part.name)[:500] or f"attachment {number}"
        kept.append((staged, NewComponent(name, staged.sha256, staged.size)))
    return kept


def _identify(staged: Sequence[Staged]) -> dict[str, Format]:
    if not staged:
        return {}
    with store().plain_files(staged) as paths:
        formats = identifier().identify_many(paths)
    return {one.sha256: found for one, found in zip(staged, formats, strict=True)}
