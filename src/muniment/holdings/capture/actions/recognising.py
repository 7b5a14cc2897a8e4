"""Reading the words of scans off pictures of their pages, after the records are durable.

Only text comes of it: the original, signed or not, stays as it is, to the byte.
"""

from collections.abc import Callable, Iterator, Sequence
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
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
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
        counts["recognised" if found.text else "without_words"] += 1
        with transaction.atomic():
            content.save_extraction(component.sha256, found, now=now)
            search.index(record_queries.live_holders([component.sha256]), now=now)
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
    pages: list[PageRead] = []
    total = 0
    for page, total in _pages(data, component.name, component.blob.mime):
        pages.append(page)
        progress(len(pages), total + 1)
    return _put_together(pages, total, before.metadata)


def _pages(data: bytes, name: str, mime: str) -> Iterator[tuple[PageRead, int]]:
    """Each page in turn, with how many the document has; at most MUNIMENT_OCR_PAGES."""
    number, total = 1, 1
    while number <= min(total, settings.MUNIMENT_OCR_PAGES):
        drawn = extractor().draw_page(data, number, name=name, mime=mime)
        total = drawn.pages or total
        if drawn.reason or drawn.blank:
            yield PageRead("", None, drawn.reason), total
        else:
            yield recogniser.read_page(drawn.pgm, settings.MUNIMENT_OCR_LANGUAGES), total
        number += 1


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
