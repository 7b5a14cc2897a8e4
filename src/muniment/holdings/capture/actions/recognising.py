"""Reading the words of scans off pictures of their pages, after the records are durable.

Only text comes of it: the original, signed or not, stays as it is, to the byte.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import mean
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content import rules as content_rules
from muniment.foundation.content.adapters import recogniser
from muniment.foundation.content.adapters.languages import language_of
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction, PageRead
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.capture.actions.deriving import extractor
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.foundation.content.models import Derived
    from muniment.holdings.records.models import Component

AT_ONCE = 10  # records in one job
Progress = Callable[[int, int], None]


def why_not_recognised() -> str:
    """Why scans are not read on this machine; empty where they are."""
    return recogniser.why_unavailable(
        settings.MUNIMENT_OCR_LANGUAGES, allow_unsandboxed=settings.MUNIMENT_ALLOW_UNSANDBOXED
    )


@verb("capture:scans:recognise")
def recognise_missing(actor: Profile, *, now: datetime) -> int:
    """Have the words of every scan read that was not; how many contents. The reading is a job."""
    access.require(actor, Permission.STORE_CHECK)
    if why := why_not_recognised():
        raise Refused(Reason("no_recognition", f"Scans cannot be read: {why}."))
    digests = list(content_queries.to_recognise().values_list("pk", flat=True))
    enqueue_recognition(record_queries.live_holders(digests), actor.reference, now)
    about = EventDraft(
        "capture:scans:to_recognise", actor.reference, "store", detail={"files": len(digests)}
    )
    tell(about, at=now)
    return len(digests)


def enqueue_recognition(numbers: Sequence[int], run_as: str, now: datetime) -> None:
    """Queue the reading of the scans among these records, a few to a job."""
    for start in range(0, len(numbers), AT_ONCE):
        some = list(numbers[start : start + AT_ONCE])
        enqueue("capture.recognise", {"records": some}, run_as=run_as, now=now)


def recognise(
    numbers: Sequence[int],
    *,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> dict[str, int]:
    """Read the scans among these records; how many have words and how many have none. Safe to run
    twice: what was recognised is not read again."""
    counts = {"recognised": 0, "without_words": 0}
    if why_not_recognised():
        return counts
    for component in _scans(numbers):
        found = _read(component, now, progress)
        if found is None:
            continue
        counts["recognised" if found.origin and found.text else "without_words"] += 1
        with transaction.atomic():  # locked before the content is, as it is where it is destroyed
            records.lock_whole(record_queries.live_holders([component.sha256]))
            content.save_extraction(component.sha256, found, now=now)
            held = records.lock_whole(record_queries.live_holders([component.sha256]))
            search.index(list(held), now=now)
    return counts


def _scans(numbers: Sequence[int]) -> "list[Component]":
    """The components of live records that are pictures of pages, each content once."""
    held = {one.sha256: one for one in reversed(record_queries.live_components(numbers))}
    chosen = content_queries.to_recognise().filter(pk__in=list(held))
    return [held[sha256] for sha256 in chosen.values_list("pk", flat=True)]


def _read(component: "Component", now: datetime, progress: Progress) -> Extraction | None:
    """What stands on the pages; None where the file cannot be had now."""
    assert component.blob is not None
    try:
        with content.opened(component.sha256, now=now) as stream:
            data = stream.read()
    except Refused:
        return None  # damaged, not checked for malware: told elsewhere, and tried again later
    before = content_queries.derived_of([component.sha256])[component.sha256]
    if before.state == DerivedState.DONE:
        return _completed(before, data, component, progress)
    pages: list[PageRead] = []
    total = 0
    for page, total in _pages(data, component.name, component.blob.mime):
        pages.append(page)
        progress(len(pages), total + 1)
    return _put_together(pages, total, before.metadata)


def _completed(
    before: "Derived", data: bytes, component: "Component", progress: Progress
) -> Extraction:
    """The text that was read, with the words of the pages that had none at its end."""
    assert component.blob is not None
    facts = dict(before.metadata)
    scanned = [int(one) for one in facts.pop(content_rules.SCANNED_PAGES).split(", ")]
    read: dict[int, PageRead] = {}
    for number in scanned[: settings.MUNIMENT_OCR_PAGES]:
        read[number] = _page(data, number, component.name, component.blob.mime)[0]
        progress(len(read), len(scanned) + 1)
    made = {number: one for number, one in read.items() if one.text}
    kept = replace(_as_read(before), metadata=facts)
    if not made:
        return kept
    sure = [one.confidence for one in made.values() if one.confidence is not None]
    reason = f"{before.reason} {_note_of_some(made, len(read), len(scanned))}".strip()
    return replace(
        kept,
        text="\n\n".join([before.text.rstrip(), *(one.text for one in made.values())]),
        reason=reason,
        origin=content_rules.PARTLY,
        confidence=round(mean(sure)) if sure else None,
    )


def _as_read(before: "Derived") -> Extraction:
    return Extraction(
        DerivedState(before.state),
        before.text,
        reason=before.reason,
        language=before.language,
        language_confidence=before.language_confidence,
    )


def _note_of_some(made: Iterable[int], read: int, scanned: int) -> str:
    numbers = ", ".join(map(str, list(made)[:50]))
    said = f"Pages recognised from pictures: {numbers}. Their words stand at the end."
    return said if read == scanned else f"{said} Read were {read:,} of {scanned:,} scanned pages."


def _pages(data: bytes, name: str, mime: str) -> Iterator[tuple[PageRead, int]]:
    """Each page in turn, with how many the document has; at most MUNIMENT_OCR_PAGES."""
    number, total = 1, 1
    while number <= min(total, settings.MUNIMENT_OCR_PAGES):
        page, pages = _page(data, number, name, mime)
        total = pages or total
        yield page, total
        number += 1


def _page(data: bytes, number: int, name: str, mime: str) -> tuple[PageRead, int]:
    """What stands on one page, and how many there are; 0 where that cannot be told."""
    drawn = extractor().draw_page(data, number, name=name, mime=mime)
    if drawn.reason or drawn.blank:
        return PageRead("", None, drawn.reason), drawn.pages
    return recogniser.read_page(drawn.pgm, settings.MUNIMENT_OCR_LANGUAGES), drawn.pages


def _put_together(pages: Sequence[PageRead], total: int, metadata: dict[str, str]) -> Extraction:
    text = "\n\n".join(page.text for page in pages if page.text)
    sure = [page.confidence for page in pages if page.confidence is not None]
    language, likely = language_of(text)
    return Extraction(
        DerivedState.DONE if text else DerivedState.EMPTY,
        text,
        {**metadata, "pages": str(total)},
        reason=_note(pages, total),
        origin=content_rules.RECOGNISED,
        confidence=round(mean(sure)) if sure else None,
        language=language,
        language_confidence=likely,
    )


def _note(pages: Sequence[PageRead], total: int) -> str:
    """What was left out, in a sentence; and that there were no words, where there were none."""
    said = []
    if len(pages) < total:
        said.append(f"The first {len(pages):,} of {total:,} pages were read.")
    unread = [(number, page.reason) for number, page in enumerate(pages, 1) if page.reason]
    if unread:
        which = ", ".join(str(number) for number, _ in unread[:20])
        said.append(f"Pages that could not be read: {which}. {unread[0][1]}")
    if not said and not any(page.text for page in pages):
        said.append("No words were recognised on its pages.")
    return " ".join(said)
