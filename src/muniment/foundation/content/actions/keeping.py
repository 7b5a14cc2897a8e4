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
from muniment.foundation.content.actions import sealing
from muniment.foundation.content.actions.copying import remove_copies
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.models import (
    Blob,
    BlobReference,
    Derived,
    Preview,
    Scan,
)
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState, DerivedState
from muniment.foundation.content.types import (
    ContentVanished,
    Extraction,
    Format,
    Held,
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
    brought = list(staged)
    new = {one.sha256: one for one in brought}
    # Rows first and locks second, both in order: two captures of the same bytes never wait in a
    # ring, and the second joins the first.
    rows = [_row(new[sha256], formats, now) for sha256 in sorted(new)]
    Blob.objects.bulk_create(rows, ignore_conflicts=True)
    known = lock(new)
    doomed = [one for one in known.values() if one.state == BlobState.DOOMED]
    _take_up([(row, new[row.pk]) for row in doomed], now)
    vanished = [
        one for one in new if one not in known or not store().exists(one, seal=known[one].seal)
    ]
    if vanished:
        raise ContentVanished(vanished)
    Derived.objects.bulk_create(
        [Derived(blob_id=sha256, state=DerivedState.WAITING) for sha256 in sorted(new)],
        ignore_conflicts=True,
    )
    sealing.keep_keys(new[one] for one in new if known[one].seal == new[one].seal_name)
    _drop_doubles(
        [one for one in brought if one.handle and one.seal_name != known[one.sha256].seal]
    )
    refer(holders)


def _take_up(doomed: Sequence[tuple[Blob, Staged]], now: datetime) -> None:
    """Have doomed content live again. The key of its old bytes is gone: the new ones count."""
    if not doomed:
        return
    for row, one in doomed:
        row.state, row.unreferenced_at, row.copied_at = BlobState.LIVE, None, None
        if one.handle:
            row.seal, row.sealed_at = one.seal_name, now if one.seal else None
    sealing.forget_keys([row.pk for row, _ in doomed])
    fields = ["state", "unreferenced_at", "copied_at", "seal", "sealed_at"]
    Blob.objects.bulk_update([row for row, _ in doomed], fields)


def _drop_doubles(doubles: Sequence[Staged]) -> None:
    """Remove what was brought and is there already under another seal, once that is certain."""
    for one in doubles:
        held = Held(one.sha256, one.seal_name)
        transaction.on_commit(lambda held=held: store().drop(held), robust=True)  # type: ignore[misc]


def _row(one: Staged, formats: Mapping[str, Format], now: datetime) -> Blob:
    found = formats.get(one.sha256)
    return Blob(
        sha256=one.sha256,
        size=one.size,
        seal=one.seal_name,
        sealed_at=now if one.seal else None,
        puid=found.puid if found else "",
        mime=found.mime if found else "",
        format_name=found.name if found else "",
        format_note=(found.warning if found else "not identified")[:300],
        stored_at=now,
        checked_at=now,
    )


def refer(holders: Iterable[tuple[str, str]]) -> None:
    """Note that each holder keeps its digest. Within the transaction that adopted the content."""
    pairs = list(holders)
    rows = [BlobReference(blob_id=sha256, holder=holder) for sha256, holder in pairs]
    BlobReference.objects.bulk_create(rows, ignore_conflicts=True)
    sealing.wrap_for(pairs)


def turn_away(brought: Iterable[Staged], *, now: datetime) -> None:
    """Have stored content that is not wanted after all removed when the transaction commits; what
    is in the books already stays. In the caller's transaction."""
    rows = [_row(one, {}, now) for one in brought]
    for row in rows:
        row.state, row.unreferenced_at = BlobState.DOOMED, now
    Blob.objects.bulk_create(rows, ignore_conflicts=True)
    digests = [row.pk for row in rows]
    if digests:
        transaction.on_commit(lambda: _remove_quietly(digests), robust=True)


def _remove_quietly(digests: list[str]) -> None:
    remove_all_doomed(digests)


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

    Content that nobody else holds loses its text, preview and keys here and now; its bytes follow
    when the transaction has committed (`remove_doomed`).
    """
    held = set(BlobReference.objects.filter(holder__in=holders).values_list("blob_id", flat=True))
    locked = lock(held)
    BlobReference.objects.filter(holder__in=holders).delete()
    sealing.forget_holders(holders)
    kept = set(
        BlobReference.objects.filter(blob__in=held).values_list("blob_id", flat=True).distinct()
    )
    doomed = sorted(set(locked) - kept)
    Derived.objects.filter(blob__in=doomed).delete()
    Preview.objects.filter(blob__in=doomed).delete()
    Scan.objects.filter(blob__in=doomed).delete()
    sealing.forget_keys(doomed)
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
    """Remove the bytes of doomed contents, of the second copy too, under the locks of their rows:
    which are gone, and which could not be removed and stay doomed. What a capture has taken up
    again is neither."""
    wanted = sorted(set(digests))
    rows = lock(wanted)
    kept = BlobReference.objects.filter(blob__in=list(rows)).values_list("blob_id", flat=True)
    free = {one for one, row in rows.items() if row.state == BlobState.DOOMED} - set(kept)
    failed = store().delete_many(sorted(free)) | remove_copies(rows[one] for one in free)
    removed = free - set(failed)
    sealing.forget_keys(removed)
    Blob.objects.filter(pk__in=removed).delete()
    gone_before = {one for one in wanted if one not in rows and not store().exists(one)}
    return Removal(frozenset(removed | gone_before), failed)


def save_extraction(sha256: str, found: Extraction, *, now: datetime) -> None:
    """Write down the text of content, or why there is none."""
    save_extractions({sha256: found}, now=now)


def save_extractions(found: Mapping[str, Extraction], *, now: datetime) -> None:
    """Write down the texts of contents, by digest, or why there are none; those that are gone are
    passed over. In the caller's transaction."""
    rows = Derived.objects.select_for_update().order_by("pk").in_bulk(list(found))
    for sha256, row in rows.items():
        _write_into(row, found[sha256], now)
    # Written over: they are there and locked. An update of many fields of many rows in one go is
    # a CASE for each of them, which takes longer to put together than all else here.
    Derived.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["blob"],
        update_fields=[one.name for one in Derived._meta.concrete_fields if not one.primary_key],
        batch_size=50,
    )


def _write_into(row: Derived, found: Extraction, now: datetime) -> None:
    row.state, row.text = found.state.value, found.text.replace("\x00", "")
    row.metadata, row.reason = found.metadata, found.reason[:500]
    row.origin, row.confidence = found.origin, found.confidence
    row.language, row.language_confidence = found.language, found.language_confidence
    row.attempts, row.derived_at = row.attempts + 1, now


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
