"""Going through the objects below a prefix of a bucket, in the order of their keys."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from muniment.foundation.content.adapters import durable
from muniment.holdings.capture.actions.running import batches
from muniment.holdings.capture.types import ItemKind, SourceItem
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.actions.handing import hand_over
from muniment.holdings.mailboxes.actions.taking import Taker
from muniment.holdings.mailboxes.adapters import secrets
from muniment.holdings.mailboxes.adapters.incoming import incoming_files
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import (
    Afterwards,
    BucketPlace,
    ListedObject,
    ObjectProblem,
    SourceProblem,
)

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.adapters.objects import Objects

LOOK_SECONDS = 240.0  # then the next look goes on, so that one bucket does not keep a worker
FAILURES_MOST = 3  # objects in a row that are not given: then the service is away


def go_through_bucket(taker: Taker) -> None:
    """Take the objects that are new. Raises SourceProblem where the service does not do."""
    with open_bucket(taker.source) as bucket:
        _Prefix(taker, bucket).go_through()


def open_bucket(source: Source) -> "Objects":
    """The bucket, not yet connected."""
    # Here, since to load what speaks to such a service takes longer than most commands do.
    from muniment.holdings.mailboxes.adapters.objects import Objects

    draft = queries.draft_of(source)
    place = BucketPlace(
        draft.host, draft.port, draft.security, draft.bucket, rules.region_of(draft), draft.user
    )
    return Objects(place, secrets.read(source.secret))


class _Prefix:
    """What lies below one prefix while it is gone through."""

    def __init__(self, taker: Taker, bucket: "Objects") -> None:
        self.taker, self.bucket = taker, bucket
        self.draft = queries.draft_of(taker.source)
        self.ends = time.monotonic() + LOOK_SECONDS
        self.objects: dict[bytes, ListedObject] = {}
        self.failures: list[SourceProblem] = []

    def go_through(self) -> None:
        """Take what is new, from where an earlier look ran out of time."""
        source = self.taker.source
        for page in self.bucket.listed(rules.below(source.prefix), source.listed_to):
            wanted = [one for one in page if rules.is_of_source(one, self.draft)]
            items = [self._item(one) for one in wanted]
            self.objects = {item.relative: one for item, one in zip(items, wanted, strict=True)}
            for batch in batches(iter(items)):
                self._take(batch)
                if time.monotonic() > self.ends:
                    self._go_on_from(self.objects[batch[-1].relative].key)
                    self.taker.found.more = True
                    return
            self.taker.alive()
        self._go_on_from("")

    def _go_on_from(self, key: str) -> None:
        before_nul = key.partition("\0")[0]  # no database keeps a NUL
        Source.objects.filter(pk=self.taker.source.pk).update(listed_to=before_nul)

    def _item(self, one: ListedObject) -> SourceItem:
        return SourceItem(
            ItemKind.FILE,
            b"",
            rules.relative_of(one.key, self.draft.prefix),
            size=one.size,
            mtime_ns=_nanoseconds(one.written_at),
            version=rules.version_of(one),
        )

    def _take(self, batch: Sequence[SourceItem]) -> None:
        """Take the items that are new, and only then touch the objects."""
        with incoming_files(self.taker.source.reference) as folder:
            kept = hand_over(self.taker, batch, lambda items: self._fetch(items, folder))
        for item in kept:
            self._touch(self.objects[item.relative])
        if len(self.failures) >= FAILURES_MOST:
            raise self.failures[-1]

    def _fetch(self, items: Sequence[SourceItem], folder: Path) -> list[SourceItem]:
        """The items with their bytes in files of our own, or with the reason why not."""
        found = []
        for number, item in enumerate(items):
            if len(self.failures) >= FAILURES_MOST:
                break
            ending = Path(item.name).suffix[:20]
            name = str(number) + (ending if ending.isascii() and ending[1:].isalnum() else "")
            found.append(self._fetched(item, folder / name))
        return found

    def _fetched(self, item: SourceItem, path: Path) -> SourceItem:
        if item.size > settings.MUNIMENT_MAX_UPLOAD_BYTES:
            return item  # refused by its size
        if durable.free_bytes(path.parent) < settings.MUNIMENT_HEADROOM_BYTES + item.size:
            raise SourceProblem("There is no room on this machine for the objects.")
        try:
            with path.open("wb") as target:
                one = self.objects[item.relative]
                self.bucket.fetch_into(one, target, self.taker.alive)
        except ObjectProblem as problem:
            self.failures = []
            return replace(item, kind=ItemKind.UNREADABLE, reason=str(problem))
        except SourceProblem as problem:
            self.failures.append(problem)
            return replace(item, kind=ItemKind.UNREADABLE, reason=str(problem))
        self.failures = []
        os.utime(path, ns=(item.mtime_ns, item.mtime_ns))
        return replace(item, absolute=os.fsencode(path))

    def _touch(self, one: ListedObject) -> None:
        """Move or delete an object that is a record now. One that has changed stays, and comes
        again. Safe to repeat."""
        afterwards = Afterwards(self.draft.afterwards)
        if afterwards is Afterwards.DELETE:
            self.bucket.delete(one)
        elif afterwards is Afterwards.MOVE:
            target = rules.moved_to(one.key, self.draft)
            if not target or not self.bucket.move(one, target):
                name = one.key.rpartition("/")[2][:100]
                words = f"{name} stays where it is: it has changed, or its new key is not free."
                self.taker.found.notes.append(words)


def _nanoseconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) * 10**9 if moment else 0
