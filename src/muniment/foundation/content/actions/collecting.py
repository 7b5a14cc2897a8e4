"""Removing what nobody needs any more."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.actions.converting import clear_doubles
from muniment.foundation.content.actions.copying import clear_copy
from muniment.foundation.content.actions.keeping import remove_doomed
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState

CHUNK = 1000


@verb("content:store:collect")
def collect_garbage(actor: Profile, *, now: datetime) -> int:
    """Remove content that nothing has needed for the grace period (MUNIMENT_BLOB_GRACE_HOURS).

    It is what a capture left that died before its commit, what nobody refers to any more, and
    what a destruction that died had doomed. Each has or gets a doomed row, which collides with a
    capture of the same bytes, so that the two cannot cross.
    """
    require(actor, Permission.STORE_CHECK)
    before = now - timedelta(hours=settings.MUNIMENT_BLOB_GRACE_HOURS)
    store().clear_incoming(settings.MUNIMENT_BLOB_GRACE_HOURS * 3600, now)
    _clear_leftovers(before)
    clear_doubles()
    clear_copy()
    doomed = sorted({*_doom_strays(before, now), *_doom_idle(before, now), *_left(before)})
    record(
        EventDraft(
            "content:store:collected", actor.reference, "store", detail={"files": len(doomed)}
        ),
        at=now,
    )
    transaction.on_commit(lambda: _remove(doomed))
    return len(doomed)


def _clear_leftovers(before: datetime) -> None:
    """What was taken apart or looked at and left there, such as by a process that died: plain
    content that nobody takes for kept."""
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    for found in sorted(top.iterdir()) if top.is_dir() else []:
        with suppress(OSError):
            if found.lstat().st_mtime < before.timestamp():
                if found.is_dir() and not found.is_symlink():
                    shutil.rmtree(found, ignore_errors=True)
                else:
                    found.unlink(missing_ok=True)


def _remove(digests: Iterable[str]) -> None:
    for sha256 in digests:
        remove_doomed(sha256)


def _doom_strays(before: datetime, now: datetime) -> list[str]:
    known = set(Blob.objects.values_list("pk", flat=True))
    strays = [one for one in store().iter_all() if one not in known and _older(one, before)]
    rows = [
        Blob(
            sha256=one,
            size=store().size(one),
            state=BlobState.DOOMED,
            unreferenced_at=now,
            stored_at=now,
            checked_at=now,
        )
        for one in strays
    ]
    # A capture that has just taken one up keeps its own row.
    Blob.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    return strays


def _doom_idle(before: datetime, now: datetime) -> list[str]:
    idle = Blob.objects.filter(state=BlobState.LIVE, references=None, stored_at__lt=before)
    locked = lock(idle.values_list("pk", flat=True))
    still = [one for one, row in locked.items() if not row.references.exists()]
    Blob.objects.filter(pk__in=still).update(state=BlobState.DOOMED, unreferenced_at=now)
    return still


def _left(before: datetime) -> list[str]:
    left = Blob.objects.filter(state=BlobState.DOOMED, unreferenced_at__lt=before)
    return list(left.values_list("pk", flat=True))


def _older(sha256: str, before: datetime) -> bool:
    return store().stored_at(sha256) < before
