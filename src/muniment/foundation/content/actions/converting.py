"""Sealing the content that lay plain before sealing was started.

The sealed bytes are written first, beside the plain ones; then the row changes over, under its
lock; then the plain bytes go. A kill leaves one form too many at most, which is cleared away.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice

from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.actions import sealing
from muniment.foundation.content.actions.copying import drop_copies
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.models import Blob, BlobReference
from muniment.foundation.content.queries import sealing_since, store
from muniment.foundation.content.states import BlobState
from muniment.foundation.content.types import ContentMissing, DigestMismatch, Held, Staged
from muniment.foundation.kernel.errors import Reason, Refused

AT_ONCE = 50
CHUNK = 1000
Progress = Callable[[int, int], None]


def seal_existing(
    actor: Profile, *, now: datetime, progress: Progress = lambda done, total: None
) -> int:
    """Seal the content that lies plain; how many contents were sealed. Safe to run again.

    What is missing or damaged stays as it is, for the check of the store to tell.
    """
    if sealing_since() is None or not may(actor, Permission.SYSTEM_RUN):
        return change_over(actor, [], now=now)  # which refuses, and is on the record
    plain = Blob.objects.filter(state=BlobState.LIVE, seal="").order_by("pk")
    total, looked, done, last = plain.count(), 0, 0, ""
    while some := list(plain.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        copies = [copy for copy in map(_sealed_copy, some) if copy]
        done += change_over(actor, copies, now=now) if copies else 0
        looked, last = looked + len(some), some[-1]
        progress(min(looked, total), total)
    if done:
        clear_doubles()
    return done


def _sealed_copy(sha256: str) -> Staged | None:
    with suppress(ContentMissing, DigestMismatch), store().open(sha256) as stream:
        return store().store(stream, expected_sha256=sha256)
    return None


@verb("content:store:seal")
def change_over(actor: Profile, copies: Sequence[Staged], *, now: datetime) -> int:
    """Have the sealed copies take the place of the plain contents, whose bytes are removed."""
    require(actor, Permission.SYSTEM_RUN)
    if sealing_since() is None:
        raise Refused(Reason("not_sealing", "Sealing has not been started."))
    locked = lock(one.sha256 for one in copies)
    good = [one for one in copies if (row := locked.get(one.sha256)) and _lies_plain(row)]
    rows = [locked[one.sha256] for one in good]
    for row, one in zip(rows, good, strict=True):
        row.seal, row.sealed_at, row.copied_at = one.seal_name, now, None
    Blob.objects.bulk_update(rows, ["seal", "sealed_at", "copied_at"])
    sealing.keep_keys(good)
    held = BlobReference.objects.filter(blob__in=[row.pk for row in rows])
    sealing.wrap_for(list(held.values_list("blob_id", "holder")))
    gone = [Held(one.sha256, "" if one in good else one.seal_name) for one in copies]
    about = EventDraft(
        "content:store:sealed", actor.reference, "store", detail={"files": len(good)}
    )
    record(about, at=now)
    transaction.on_commit(lambda: _drop_all(gone))
    return len(good)


def _drop_all(gone: Sequence[Held]) -> None:
    for one in gone:
        store().drop(one)
    drop_copies(gone)


def _lies_plain(row: Blob) -> bool:
    return row.state == BlobState.LIVE and not row.seal


def clear_doubles() -> int:
    """Remove forms of living content that its row does not name; how many files.

    A capture that has just brought one finds its row living, and needs it no more; or finds the
    row gone, and brings the content again.
    """
    held, count = store().iter_held(), 0
    while some := list(islice(held, CHUNK)):
        living = Blob.objects.filter(pk__in={one.sha256 for one in some}, state=BlobState.LIVE)
        seals = dict(living.values_list("pk", "seal"))
        doubles = [one for one in some if seals.get(one.sha256, one.seal) != one.seal]
        for one in doubles:
            _drop(one)
        count += len(doubles)
    return count


@transaction.atomic
def _drop(one: Held) -> None:
    row = lock([one.sha256]).get(one.sha256)
    if row and row.state == BlobState.LIVE and row.seal != one.seal:
        store().drop(one)
