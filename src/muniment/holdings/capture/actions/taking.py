"""Taking a batch of a source: its bytes are made durable first, then it is filed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content.types import ContentVanished
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference, normalise
from muniment.holdings.capture import queries, rules
from muniment.holdings.capture.actions.filing import (
    Batch,
    dealt_with,
    file_batch,
    place_of,
    shown,
    until_no_twin_comes,
)
from muniment.holdings.capture.actions.storing import Stored, store_all
from muniment.holdings.capture.models import Capture, CapturedItem
from muniment.holdings.capture.types import ItemResult, Outcome, SourceItem
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder


@verb("capture:run:begin")
def begin(actor: Profile, into: str, *, source: str, now: datetime) -> Capture:
    """Begin the capture of a source into a class or folder, or resume the one there was.

    Raises Refused with every reason if the place takes nothing new.
    """
    file_class, folder = place_to_begin(actor, into, now)
    key = rules.source_key(source.encode("utf-8", "surrogateescape"), file_class.pk, _pk(folder))
    capture, made = Capture.objects.get_or_create(
        source_key=key,
        defaults={
            "reference": new_reference("C"),
            "source": shown(source),
            "file_class": file_class,
            "folder": folder,
            "started_by": actor.reference,
            "started_at": now,
        },
    )
    Capture.objects.filter(pk=capture.pk).update(ended_at=None)
    detail: dict[str, JSON] = {"class": file_class.reference, "resumed": not made}
    _tell("capture:run:begun", actor, capture, now, detail)
    return capture


def place_to_begin(actor: Profile, into: str, now: datetime) -> "tuple[FileClass, Folder | None]":
    """The class, or the folder and its class, that a capture goes into. Raises Refused with every
    reason if it takes nothing from the actor."""
    file_class, folder = place_named(actor, into)
    access.require(actor, Permission.RECORDS_CAPTURE, at=place_of(file_class))
    refuse_if(_reasons_not_to_begin(actor, file_class, folder, civil_date(now)))
    return file_class, folder


def _reasons_not_to_begin(
    actor: Profile, file_class: "FileClass", folder: "Folder | None", today: date
) -> list[Reason]:
    found = fileplan.effective(file_class)
    narrowing = record_queries.narrowing_of(folder) if folder else Narrowing()
    marking = narrowing.marking(found.marking.value)
    reasons = fileplan.reasons_not_to_file(file_class, on=today)
    reasons += access_rules.reasons_not_to_mark(marking, marking, actor, settings.MUNIMENT_TIERS)
    if folder:
        reasons += record_rules.reasons_not_to_file_in_folder(folder.closed_on, today, folder.title)
    return reasons


def place_named(actor: Profile, reference: str) -> "tuple[FileClass, Folder | None]":
    """The class, or the folder and its class, with this reference."""
    if normalise(reference).startswith("F-"):
        folder = record_queries.folder_named(actor, reference)
        return folder.file_class, folder
    return fileplan.class_named(reference), None


def _pk(folder: "Folder | None") -> int | None:
    return folder.pk if folder else None


def take(
    actor: Profile, reference: str, *, items: Sequence[SourceItem], now: datetime
) -> list[ItemResult]:
    """Take one batch of a capture. The bytes are durable before the transaction begins; when
    this returns, every result is."""
    results: dict[int, ItemResult] = {}
    for turn in _turns(items):
        some = _taken(actor, reference, [items[number] for number in turn], now)
        results |= dict(zip(turn, some, strict=True))
    return [results[number] for number in range(len(items))]


def _turns(items: Sequence[SourceItem]) -> list[list[int]]:
    """The places of the items, so that none is twice in a turn: programs that keep mailboxes now
    and then leave one message under two names."""
    turns: list[list[int]] = []
    times: Counter[str] = Counter()
    for number, item in enumerate(items):
        key = rules.key_of(item)
        if times[key] == len(turns):
            turns.append([])
        turns[times[key]].append(number)
        times[key] += 1
    return turns


def _taken(
    actor: Profile, reference: str, items: Sequence[SourceItem], now: datetime
) -> list[ItemResult]:
    for _ in range(3):
        try:
            return _store_and_file(actor, reference, items, now)
        except ContentVanished:
            continue  # a destruction of the same bytes came in between: store them again
    return _store_and_file(actor, reference, items, now)


def _store_and_file(
    actor: Profile, reference: str, items: Sequence[SourceItem], now: datetime
) -> list[ItemResult]:
    capture = Capture.objects.get(reference=reference)
    seen = queries.seen_before(capture, [rules.key_of(item) for item in items])
    fresh = [item for item in items if not dealt_with(seen.get(rules.key_of(item)), item)]
    batch = _store(fresh)
    results = until_no_twin_comes(lambda: _filed(actor, reference, batch, now))
    by_path = {one.path: one for one in results}
    if len(by_path) < len(fresh):  # another run of this capture was faster
        seen = queries.seen_before(capture, [rules.key_of(item) for item in items])
    return [by_path.get(item.path) or _earlier(seen[rules.key_of(item)], item) for item in items]


def _filed(actor: Profile, reference: str, batch: Batch, now: datetime) -> list[ItemResult]:
    return file_batch(actor, reference, batch=batch, now=now) if batch.items else []


def _earlier(seen: CapturedItem, item: SourceItem) -> ItemResult:
    reference = seen.record.reference if seen.record else ""
    return ItemResult(item.path, Outcome(seen.outcome), reference, "taken before")


def _store(items: Sequence[SourceItem]) -> Batch:
    batch = Batch(items)
    limit = settings.MUNIMENT_MAX_UPLOAD_BYTES
    reasons = [(item, rules.why_not_taken(item, limit)) for item in items]
    wanted = [item for item, reason in reasons if reason is None]
    batch.left = [(item, reason) for item, reason in reasons if reason is not None]
    for item, result in zip(wanted, store_all(wanted), strict=True):
        if isinstance(result, Stored):
            batch.stored.append(result)
        else:
            batch.left.append((item, result))
    return batch


@verb("capture:run:finish")
def finish(actor: Profile, reference: str, *, now: datetime) -> Capture:
    """Say that the source has been gone through, with the counts."""
    capture = Capture.objects.select_related("file_class").get(reference=reference)
    access.require(actor, Permission.RECORDS_CAPTURE, at=place_of(capture.file_class))
    capture.ended_at = now
    capture.save(update_fields=["ended_at"])
    tally = queries.tally(capture)
    detail: dict[str, JSON] = {
        "items": tally.items,
        "captured": tally.captured,
        "linked": tally.linked,
        "refused": tally.refused,
        "failed": tally.failed,
        "opened": tally.opened,
        "left": tally.left,
    }
    _tell("capture:run:finished", actor, capture, now, detail)
    return capture


def _tell(
    kind: str, actor: Profile, capture: Capture, now: datetime, detail: Mapping[str, JSON]
) -> None:
    about = f"capture:{capture.reference}"
    tell(EventDraft(kind, actor.reference, about, detail=detail), at=now)
