"""Moving the content of a body from one store to another: a folder to a bucket, or back.

Every content is read from the one, proven, written to the other and proven there. It can be
stopped and run again. Only when both agree is the other store to be used.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.queries import events
from muniment.foundation.audit.types import EventDraft, EventFilter
from muniment.foundation.content.actions.copying import stage_from
from muniment.foundation.content.actions.keeping import remove_all_doomed
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import require_fit_at, store, store_at
from muniment.foundation.content.states import BlobState
from muniment.foundation.content.types import (
    ContentCorrupt,
    ContentMissing,
    ContentStore,
    KeyGone,
    Place,
    StoreMove,
)
from muniment.foundation.kernel.errors import Reason, Refused

AT_ONCE = 50
CHUNK = 1000
MOVING, MOVED = "content:store:moving", "content:store:moved"
Progress = Callable[[int, int], None]


def migrate_store(
    actor: Profile,
    place: Place | None,
    *,
    remove_old: bool = False,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> StoreMove:
    """Copy all content to the store at `place` (None: the folder), and compare both. With
    `remove_old` the bytes in the present store are removed once both agree.

    Safe to run again, and after a kill at any moment. Raises Refused where the other store is
    this one, holds other things, or would not let go; StoreAway, NoRoom.
    """
    begin_move(actor, _name(place), now=now)
    to = store_at(place)
    require_fit_at(place)
    remove_all_doomed(Blob.objects.filter(state=BlobState.DOOMED).values_list("pk", flat=True))
    _refuse_strangers(to, place)
    made = _Moving(to, progress).run()
    if made.agreed and remove_old:
        _remove_all(store())
    end_move(actor, _name(place), made, removed=made.agreed and remove_old, now=now)
    return made


class _Moving:
    """One round of it."""

    def __init__(self, to: ContentStore, progress: Progress) -> None:
        self.to, self.progress = to, progress
        self.held = self.bytes = 0
        self.failed: list[str] = []
        self.here, self.there = hashlib.sha256(), hashlib.sha256()

    def run(self) -> StoreMove:
        live = Blob.objects.filter(state=BlobState.LIVE).order_by("pk")
        total, looked, last = live.count(), 0, ""
        while some := list(live.filter(pk__gt=last)[:AT_ONCE]):
            self._move(some)
            looked, last = looked + len(some), some[-1].pk
            self.progress(min(looked, total), total)
        doomed = Blob.objects.filter(state=BlobState.DOOMED).count()
        same = self.here.digest() == self.there.digest() and live.count() == self.held
        agreed = same and not self.failed and not doomed
        return StoreMove(total, self.held, self.bytes, tuple(self.failed), agreed)

    def _move(self, rows: Sequence[Blob]) -> None:
        staged = []
        for row in rows:
            self.here.update(f"{row.pk} {row.seal} {row.size}\n".encode())
            try:
                staged.append(stage_from(store(), self.to, row.pk))
            except (ContentMissing, ContentCorrupt, KeyGone):
                self.failed.append(row.pk)  # its check tells of it and repairs what can be
        self.to.commit_many([one for one in staged if one.handle])
        for one in staged:
            # What the other store says of what it holds now, not what was sent to it.
            size = self.to.size(one.sha256) if self.to.exists(one.sha256, one.seal_name) else -1
            self.there.update(f"{one.sha256} {one.seal_name} {size}\n".encode())
            self.held, self.bytes = self.held + 1, self.bytes + size


def _refuse_strangers(to: ContentStore, place: Place | None) -> None:
    if to is store():
        raise Refused(Reason("same_store", "The content lies there already.", "to"))
    begun = EventFilter(kind_prefix=MOVING, object_prefix=f"store:{_name(place)}")
    if len(list(events(begun, limit=2))) > 1:
        return  # a round before this one: what it copied may have been destroyed since
    held = iter(to.iter_held())
    while some := list(islice(held, CHUNK)):
        digests = {one.sha256 for one in some}
        ours = Blob.objects.filter(pk__in=digests).count()
        if ours < len(digests):
            words = "The other store holds content that is not of this body. Name one of its own."
            raise Refused(Reason("not_empty", words, "to"))


def _remove_all(old: ContentStore) -> None:
    held = (one.sha256 for one in list(old.iter_held()))
    while some := list(islice(held, CHUNK)):
        for failure in old.delete_many(sorted(set(some))).values():
            raise failure


def _name(place: Place | None) -> str:
    return f"s3://{place.bucket}/{place.prefix}".rstrip("/") if place else "folder"


@verb("content:store:move")
def begin_move(actor: Profile, name: str, *, now: datetime) -> None:
    """Note that content is being copied to another store."""
    require(actor, Permission.SYSTEM_RUN)
    record(EventDraft(MOVING, actor.reference, f"store:{name}"), at=now)


@verb("content:store:end_move")
def end_move(actor: Profile, name: str, made: StoreMove, *, removed: bool, now: datetime) -> None:
    """Note how a round of copying ended, and whether the old bytes were removed."""
    require(actor, Permission.SYSTEM_RUN)
    detail = {
        "files": made.held,
        "bytes": made.bytes,
        "failed": len(made.failed),
        "agreed": made.agreed,
        "removed": removed,
    }
    record(EventDraft(MOVED, actor.reference, f"store:{name}", detail=detail), at=now)
