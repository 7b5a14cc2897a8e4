"""What is derived from records after they are durable: text, attachments, previews.

A failure here is written down, shown and can be tried again; it never hides or harms a record.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import (
    ContentMissing,
    Extraction,
    MessagePart,
    SandboxUnavailable,
    Staged,
)
from muniment.holdings.capture.actions.storing import identifier
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable
from muniment.holdings.records.types import NewComponent, RecordState
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Component

Progress = Callable[[int, int], None]


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
    counts: dict[str, int] = {}
    for done, number in enumerate(numbers, 1):
        for state in _derive_record(number, run_as, now):
            counts[state] = counts.get(state, 0) + 1
        progress(done, len(numbers))
    return counts


def _derive_record(number: int, run_as: str, now: datetime) -> list[str]:
    states: list[str] = []
    while waiting := _waiting(number):
        found = [(one, _extract(one)) for one in waiting]
        states += [extraction.state.value for _, extraction in found]
        _save(number, found, run_as, now)
    return states


def _waiting(number: int) -> "list[Component]":
    """The components of a live record whose text is still to be had."""
    held = record_queries.live_components(number)
    derived = content_queries.derived_of(one.sha256 for one in held)
    return [
        one
        for one in held
        if one.sha256 in derived and derived[one.sha256].state == DerivedState.WAITING
    ]


def _extract(component: "Component") -> Extraction:
    blob = component.blob
    try:
        with store().open(component.sha256) as stream:
            return extractor().extract(stream, name=component.name, puid=blob.puid, mime=blob.mime)
    except ContentMissing as error:
        return Extraction(DerivedState.FAILED, reason=str(error))
    except SandboxUnavailable as error:
        return Extraction(DerivedState.FAILED, reason=str(error))


def _save(
    number: int, found: "Sequence[tuple[Component, Extraction]]", run_as: str, now: datetime
) -> None:
    """Write down what came out, add the attachments and index the record: one transaction."""
    kept = [(one, _keep_parts(extraction.parts)) for one, extraction in found]
    with transaction.atomic():
        record = records.lock_record(number)
        if record.state != RecordState.DECLARED:
            return
        for component, extraction in found:
            content.save_extraction(component.sha256, extraction, now=now)
        events = [
            records.add_components(record, parts, by=run_as, now=now)
            for component, (staged, parts) in kept
            if component.ordinal == 1 and _adopt(staged, now)
        ]
        search.index([number], now=now)
        tell([event for event in events if event], at=now)


def _keep_parts(parts: Sequence[MessagePart]) -> tuple[list[Staged], list[NewComponent]]:
    staged = [store().store(BytesIO(part.content)) for part in parts]
    return staged, [
        NewComponent(printable(part.name)[:500] or f"attachment {number}", one.sha256, one.size)
        for number, (part, one) in enumerate(zip(parts, staged, strict=True), 1)
    ]


def _adopt(staged: Sequence[Staged], now: datetime) -> bool:
    if not staged:
        return False
    paths = [store().path_for(one.sha256) for one in staged]
    formats = identifier().identify_many(paths)
    named = {one.sha256: found for one, found in zip(staged, formats, strict=True)}
    content.adopt(staged, named, [], now=now)
    return True


def make_preview(
    actor: Profile, reference: str, *, ordinal: int = 1, now: datetime
) -> bytes | None:
    """The picture of a component's first page, made in the sandbox the first time it is asked
    for; None where there is none. Raises NotFound for what the actor cannot see."""
    record = record_queries.record_named(actor, reference)
    component = record_queries.digest_held(actor, record, ordinal)
    known = content_queries.preview_of(component.sha256)
    if known is not None or component.blob is None:
        return known
    blob = component.blob
    with store().open(component.sha256) as stream:
        made = extractor().render_preview(
            stream, name=component.name, puid=blob.puid, mime=blob.mime
        )
    if made.png is not None:
        content.save_preview(component.sha256, made.png, now=now)
    return made.png
