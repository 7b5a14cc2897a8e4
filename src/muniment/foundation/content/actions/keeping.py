"""Keeping content, letting it go, and checking that it is still what it was.

Bytes are durable in the store before a row names them; a row is gone before its bytes are. The
row of a blob is the lock between a capture and a destruction of the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.models import (
    Blob,
    BlobReference,
    Derived,
    Preview,
)
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState, DerivedState
from muniment.foundation.content.types import (
    ContentVanished,
    Extraction,
    Format,
    Removal,
    Staged,
)


def adopt(
    staged: Iterable[Staged],
    formats: Mapping[str, Format],
    holders: Iterable[tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """Take stored content into the books: a row each, and a reference for each holder.

    `holders` are pairs of digest and holder (`component:17`). Runs in the caller's transaction,
    after the store has made the bytes durable. Raises ContentVanished if a destruction of the
    same bytes removed them in between; the caller stores them again and repeats.
    """
    sizes = {one.sha256: one.size for one in staged}
    # Rows first and locks second, both in order: two captures of the same bytes never wait in a
    # ring, and the second joins the first.
    rows = [_row(sha256, sizes[sha256], formats, now) for sha256 in sorted(sizes)]
    Blob.objects.bulk_create(rows, ignore_conflicts=True)
    known = lock(sizes)
    doomed = [one.pk for one in known.values() if one.state == BlobState.DOOMED]
    if doomed:
        Blob.objects.filter(pk__in=doomed).update(state=BlobState.LIVE, unreferenced_at=None)
    vanished = [one for one in sizes if one not in known or not store().exists(one)]
    if vanished:
        raise ContentVanished(vanished)
    Derived.objects.bulk_create(
        [Derived(blob_id=sha256, state=DerivedState.WAITING) for sha256 in sorted(sizes)],
        ignore_conflicts=True,
    )
    refer(holders)


def lock(digests: Iterable[str]) -> dict[str, Blob]:
    """The rows of the contents, locked in order: the lock between capture and destruction."""
    rows = Blob.objects.select_for_update().filter(pk__in=list(digests)).order_by("pk")
    return {row.pk: row for row in rows}


def _row(sha256: str, size: int, formats: Mapping[str, Format], now: datetime) -> Blob:
    found = formats.get(sha256)
    return Blob(
        sha256=sha256,
        size=size,
        puid=found.puid if found else "",
        mime=found.mime if found else "",
        format_name=found.name if found else "",
        format_note=(found.warning if found else "not identified")[:300],
        stored_at=now,
        checked_at=now,
    )


def refer(holders: Iterable[tuple[str, str]]) -> None:
    """Note that each holder keeps its digest. Within the transaction that adopted the content."""
    rows = [BlobReference(blob_id=sha256, holder=holder) for sha256, holder in holders]
    BlobReference.objects.bulk_create(rows, ignore_conflicts=True)


def keep_document(data: bytes, *, holder: str, mime: str, now: datetime) -> str:
    """Keep a document that the system itself made (a certificate); its digest."""
    staged = store().store(BytesIO(data))
    made = Format("", mime, "", "made by this system", "")
    with transaction.atomic():
        adopt([staged], {staged.sha256: made}, [(staged.sha256, holder)], now=now)
        others = BlobReference.objects.filter(blob_id=staged.sha256).exclude(holder=holder)
        if not others.exists():  # nobody will read its text, so that none is waited for
            Derived.objects.filter(blob_id=staged.sha256, state=DerivedState.WAITING).delete()
    return staged.sha256


def release(holders: Sequence[str], *, now: datetime) -> list[str]:
    """Give up what the holders keep, in the caller's transaction; the digests now doomed.

    Content that nobody else holds loses its text and preview here and now; its bytes follow
    when the transaction has committed (`remove_doomed`).
    """
    held = set(BlobReference.objects.filter(holder__in=holders).values_list("blob_id", flat=True))
    locked = lock(held)
    BlobReference.objects.filter(holder__in=holders).delete()
    kept = set(
        BlobReference.objects.filter(blob__in=held).values_list("blob_id", flat=True).distinct()
    )
    doomed = sorted(set(locked) - kept)
    Derived.objects.filter(blob__in=doomed).delete()
    Preview.objects.filter(blob__in=doomed).delete()
    Blob.objects.filter(pk__in=doomed).update(state=BlobState.DOOMED, unreferenced_at=now)
    return doomed


def remove_doomed(sha256: str) -> bool:
    """Remove the bytes of doomed content, under the lock of its row; whether they are gone.

    False if a capture has taken the content up again meanwhile. Safe to repeat. Raises
    StoreFailed when the disk fails; the row stays doomed and it can be tried again.
    """
    removal = remove_all_doomed([sha256])
    for failure in removal.failed.values():
        raise failure
    return sha256 in removal.gone


@transaction.atomic
def remove_all_doomed(digests: Iterable[str]) -> Removal:
    """Remove the bytes of doomed contents, under the locks of their rows: which are gone, and
    which could not be removed and stay doomed. What a capture has taken up again is neither."""
    wanted = sorted(set(digests))
    rows = lock(wanted)
    kept = BlobReference.objects.filter(blob__in=list(rows)).values_list("blob_id", flat=True)
    free = {one for one, row in rows.items() if row.state == BlobState.DOOMED} - set(kept)
    failed = store().delete_many(sorted(free))
    removed = free - set(failed)
    Blob.objects.filter(pk__in=removed).delete()
    gone_before = {one for one in wanted if one not in rows and not store().exists(one)}
    return Removal(frozenset(removed | gone_before), failed)


def save_extraction(sha256: str, found: Extraction, *, now: datetime) -> None:
    """Write down the text of content, or why there is none."""
    row = Derived.objects.select_for_update().filter(blob=sha256).first()
    if row is None:
        return
    row.state, row.text = found.state.value, found.text.replace("\x00", "")
    row.metadata, row.reason = found.metadata, found.reason[:500]
    row.attempts, row.derived_at = row.attempts + 1, now
    row.save()


def save_preview(sha256: str, png: bytes, *, now: datetime) -> None:
    """Keep the picture of a first page."""
    if Blob.objects.filter(pk=sha256, state=BlobState.LIVE).exists():
        Preview.objects.update_or_create(blob_id=sha256, defaults={"png": png, "made_at": now})


@verb("content:extraction:retry")
def retry_extraction(actor: Profile, sha256: str, *, now: datetime) -> None:
    """Put content whose text could not be had back in the queue."""
    require(actor, Permission.STORE_CHECK)
    Derived.objects.filter(blob=sha256).update(state=DerivedState.WAITING, reason="")
    record(EventDraft("content:extraction:retried", actor.reference, f"blob:{sha256}"), at=now)
