"""Filing what has been stored: record, link or leave each item of a batch, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.capture import queries, rules
from muniment.holdings.capture.actions.checking import queue_for_a_person
from muniment.holdings.capture.actions.sorting import class_instead, sort
from muniment.holdings.capture.actions.storing import Stored
from muniment.holdings.capture.adapters.sources import owner_name
from muniment.holdings.capture.models import Capture, CapturedItem
from muniment.holdings.capture.types import ItemResult, Outcome, SourceItem, TwinCame, Unprocessed
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules
from muniment.holdings.records.types import NewRecord
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder, Record

SETTLED = (Outcome.CAPTURED, Outcome.LINKED, Outcome.OPENED, Outcome.LEFT)
Duplicate = tuple[int, str]  # an audience and a digest
DERIVE_AT_ONCE = 25  # records in one job: small enough that two workers share a batch


@dataclass
class Batch:
    """The items of a batch, those stored and those not taken."""

    items: Sequence[SourceItem]
    stored: list[Stored] = field(default_factory=list)
    left: list[tuple[SourceItem, Unprocessed]] = field(default_factory=list)


def shown(text: str) -> str:
    """A path as it can be stored: what is not text shows as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")[:4000]


def place_of(file_class: "FileClass") -> Place:
    """Where the class stands, for the test of scopes."""
    return fileplan.effective(file_class).place


def dealt_with(seen: CapturedItem | None, item: SourceItem) -> bool:
    """What was captured, linked, taken apart or left by a rule, and has not changed since, is not
    read again."""
    return seen is not None and seen.outcome in SETTLED and seen.stamp == item.stamp


@verb("capture:items:take")
def file_batch(actor: Profile, reference: str, *, batch: Batch, now: datetime) -> list[ItemResult]:
    """File what has been stored, in one transaction: rows, dates, index entries and events."""
    chosen = Capture.objects.select_related("file_class", "folder")
    # Two runs of one capture come one after the other, and the second looks again.
    capture = chosen.select_for_update(no_key=True, of=("self",)).get(reference=reference)
    access.require(actor, Permission.RECORDS_CAPTURE, at=place_of(capture.file_class))
    seen = queries.seen_before(capture, [rules.key_of(item) for item in batch.items])
    filing = _Filing(actor, capture, now)
    filing.sort_all([one for one in batch.stored if not _dealt_with_item(seen, one.item)])
    for item, reason in batch.left:
        if not _dealt_with_item(seen, item):
            filing.note(item, reason.outcome, None, reason=reason)
    filing.finish(len(batch.items))
    return filing.results


def refuse_if_twin_came(fresh: Iterable[Duplicate]) -> None:
    """Look once more whether these readers have none of it, now that the content is locked: what
    another filed until then is committed and seen. Raises TwinCame."""
    by_audience: dict[int, set[str]] = {}
    for audience, sha256 in fresh:
        by_audience.setdefault(audience, set()).add(sha256)
    for audience, digests in by_audience.items():
        if record_queries.originals(audience, digests):
            raise TwinCame


T = TypeVar("T")
TIMES = 5  # of being too late by a moment


def until_no_twin_comes(file: Callable[[], T]) -> T:
    """What `file` answers, one transaction, begun again where it was too late by a moment."""
    for _ in range(TIMES):
        try:
            return file()
        except TwinCame:
            continue
    return file()


def _dealt_with_item(seen: Mapping[str, CapturedItem], item: SourceItem) -> bool:
    return dealt_with(seen.get(rules.key_of(item)), item)


@dataclass
class _Filing:
    """The state of one batch while it is filed."""

    actor: Profile
    capture: Capture
    now: datetime
    results: list[ItemResult] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)
    rows: list[CapturedItem] = field(default_factory=list)
    new: "list[Record]" = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    instead: "FileClass | None" = None  # of the capture's own class

    def sort_all(self, stored: Sequence[Stored]) -> None:
        """File the items where the rules about mail want them, or leave them."""
        found = sort(self.capture.file_class, stored)
        self.kinds = found.kinds
        content.turn_away([one.staged for one, _ in found.left], now=self.now)
        for one, reason in found.left:
            self.note(one.item, reason.outcome, None, reason=reason)
        for reference, some in sorted(found.into.items()):
            self.instead = class_instead(self.actor, reference, self.now)
            self.file_all(some)

    def file_all(self, stored: Sequence[Stored]) -> None:
        """File the items; the first of equal contents is captured, the others linked to it."""
        if not stored:
            return
        folders = self._folders(stored)
        known = self._known(stored, folders)
        keys = [self._keys(one, folders, number) for number, one in enumerate(stored)]
        fresh: dict[Duplicate, Stored] = {}
        for one, several in zip(stored, keys, strict=True):
            if not known.keys() & several:
                fresh.setdefault(several[-1], one)
        self._adopt(stored, keys, known, fresh)
        refuse_if_twin_came((key[0], one.staged.sha256) for key, one in fresh.items())
        first = {id(one) for one in fresh.values()}
        known |= self._file(fresh, folders)
        for one, several in zip(stored, keys, strict=True):
            if id(one) not in first:
                record = next(known[key] for key in several if key in known)
                headers = None if several[0] in known else one.headers.block or None
                self._link(record, folders[self._source_path(one.item)], one, headers)

    def _keys(
        self, one: Stored, folders: "Mapping[str, Folder]", number: int
    ) -> tuple[Duplicate, ...]:
        """What makes two items one record: the same bytes for the same readers, or a message that
        says the same. Empty files are each their own: all that they have to say is their name."""
        audience = folders[self._source_path(one.item)].audience_id
        exact = audience, one.staged.sha256 if one.staged.size else f"empty {number}"
        said = one.headers.sameness
        return (exact, (audience, f"says {said}")) if said else (exact,)

    def _adopt(
        self,
        stored: Sequence[Stored],
        keys: Sequence[tuple[Duplicate, ...]],
        known: "Mapping[Duplicate, Record]",
        fresh: Mapping[Duplicate, Stored],
    ) -> None:
        """Take what is kept into the books. Of a message that says the same as one that is here
        only the headers are kept, with its place: its bytes go again."""
        first = {id(one) for one in fresh.values()}
        kept = {one.staged.sha256 for one in fresh.values()}
        kept |= {one.staged.sha256 for one, several in zip(stored, keys, strict=True)
                 if several[0] in known}  # fmt: skip
        taken = [one for one in stored if id(one) in first or one.staged.sha256 in kept]
        formats = {one.staged.sha256: one.format for one in taken}
        content.adopt([one.staged for one in taken], formats, [], now=self.now)
        away = [one.staged for one in stored if one.staged.sha256 not in kept]
        content.turn_away(away, now=self.now)

    def _known(
        self, stored: Sequence[Stored], folders: "Mapping[str, Folder]"
    ) -> "dict[Duplicate, Record]":
        """What these readers have already, locked before its content is: in the order of a
        destruction, so that the two never wait in a ring."""
        digests = {one.staged.sha256 for one in stored if one.staged.size}
        said = {one.headers.sameness for one in stored if one.headers.sameness}
        found: dict[Duplicate, int] = {}
        for audience in {folder.audience_id for folder in folders.values()}:
            exact = record_queries.originals(audience, digests)
            same = record_queries.same_messages(audience, said) if said else {}
            found |= {(audience, sha256): one.pk for sha256, one in exact.items()}
            found |= {(audience, f"says {key}"): one.pk for key, one in same.items()}
        live = records.lock_live(found.values()) if found else {}
        return {same: live[number] for same, number in found.items() if number in live}

    def _folders(self, stored: Sequence[Stored]) -> "dict[str, Folder]":
        if self.capture.folder and not self.instead:
            return {self._source_path(one.item): self.capture.folder for one in stored}
        name = self.capture.source.rstrip("/").rpartition("/")[2]
        titles = {self._source_path(one.item): rules.folder_title(one.item, name) for one in stored}
        folders, events = records.folders_for_source(
            self.actor, self.instead or self.capture.file_class, titles, now=self.now
        )
        self.events += events
        return folders

    def _source_path(self, item: SourceItem) -> str:
        source = self.capture.source.rstrip("/")
        return rules.source_path(shown(f"{source}/{item.folder}" if item.folder else source))

    def _file(
        self, fresh: Mapping[Duplicate, Stored], folders: "Mapping[str, Folder]"
    ) -> "dict[Duplicate, Record]":
        if not fresh:
            return {}
        items = [
            (folders[self._source_path(one.item)], self._new_record(one)) for one in fresh.values()
        ]
        made, events = records.file_records(
            self.actor, self.instead or self.capture.file_class, items, now=self.now
        )
        self.events += events
        self.new += made
        for record, one in zip(made, fresh.values(), strict=True):
            self.note(one.item, Outcome.CAPTURED, record, sha256=one.staged.sha256)
        doubts = zip(made, [one.headers.doubts for one in fresh.values()], strict=True)
        self.events += queue_for_a_person(doubts, by=self.actor.reference, now=self.now)
        return dict(zip(fresh, made, strict=True))

    def _new_record(self, one: Stored) -> NewRecord:
        return rules.new_record(
            one.item,
            source=self.capture.source,
            sha256=one.staged.sha256,
            size=one.staged.size,
            puid=one.format.puid,
            headers=one.headers,
            owner=owner_name(one.item.uid),
            now=self.now,
        )

    def _link(self, record: "Record", folder: "Folder", one: Stored, headers: bytes | None) -> None:
        owner = owner_name(one.item.uid)
        at = rules.found_at(one.item, self.capture.source, owner, headers)
        modified = record_rules.trusted_date(rules.moment(one.item.mtime_ns), self.now)
        self.events.append(
            records.link_duplicate(
                self.actor, record, folder, at, modified_on=modified, now=self.now
            )
        )
        self.linked.append(record.pk)
        self.note(one.item, Outcome.LINKED, record, sha256=one.staged.sha256)

    def note(
        self,
        item: SourceItem,
        outcome: Outcome,
        record: "Record | None",
        *,
        sha256: str = "",
        reason: Unprocessed | None = None,
    ) -> None:
        """Write down what became of one item."""
        reference = record.reference if record else ""
        words = reason.message if reason else ""
        self.results.append(ItemResult(item.path, outcome, reference, words))
        self.rows.append(
            CapturedItem(
                capture=self.capture,
                key=rules.key_of(item),
                stamp=item.stamp,
                path=shown(item.path),
                outcome=outcome,
                mail_kind=self.kinds.get(rules.key_of(item), ""),
                record=record,
                size=item.size,
                sha256=sha256,
                reason_code=reason.code if reason else "",
                reason=words[:500],
                at=self.now,
            )
        )

    def finish(self, items: int) -> None:
        """Write rows, index entries, jobs and, last, the events; `items` came in the batch."""
        CapturedItem.objects.bulk_create(
            self.rows,
            update_conflicts=True,
            unique_fields=["capture", "key"],
            update_fields=[
                "stamp",
                "outcome",
                "mail_kind",
                "record",
                "size",
                "sha256",
                "reason_code",
                "reason",
                "at",
            ],
        )
        numbers = [record.pk for record in self.new]
        search.index([*numbers, *self.linked], now=self.now)
        enqueue_derivation(self.actor, numbers, self.now)
        left = [row for row in self.rows if row.record is None]
        if left:
            self.events.append(self._event_of_left(left))
        if not self.rows:
            about = f"capture:{self.capture.reference}"
            detail: dict[str, JSON] = {"items": items}
            self.events.append(
                EventDraft("capture:items:seen", self.actor.reference, about, detail=detail)
            )
        tell(self.events, at=self.now)

    def _event_of_left(self, left: list[CapturedItem]) -> EventDraft:
        codes = sorted({row.reason_code for row in left})
        detail: dict[str, JSON] = {"items": len(left), "reasons": codes}
        about = f"capture:{self.capture.reference}"
        return EventDraft("capture:items:left", self.actor.reference, about, detail=detail)


def enqueue_derivation(actor: Profile, numbers: Sequence[int], now: datetime) -> None:
    """Queue the reading of text from new records, a few records to a job."""
    for start in range(0, len(numbers), DERIVE_AT_ONCE):
        some = list(numbers[start : start + DERIVE_AT_ONCE])
        enqueue("capture.derive", {"records": some}, run_as=actor.reference, now=now)
