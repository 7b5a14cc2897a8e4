"""Keeping content, letting it go, and checking that it is still what it was.

Bytes are durable in the store before a row names them; a row is gone before its bytes are. The
row of a blob is the lock between a capture and a destruction of the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.models import (
    Blob,
    BlobReference,
    Derived,
    FixityIncident,
    Preview,
)
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState, DerivedState, FixityState
from muniment.foundation.content.types import (
    ContentVanished,
    Extraction,
    Format,
    Staged,
    StoreReport,
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
    known = _lock(sizes)
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


def _lock(digests: Iterable[str]) -> dict[str, Blob]:
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
    return staged.sha256


def release(holders: Sequence[str], *, now: datetime) -> list[str]:
    """Give up what the holders keep, in the caller's transaction; the digests now doomed.

    Content that nobody else holds loses its text and preview here and now; its bytes follow
    when the transaction has committed (`remove_doomed`).
    """
    held = set(BlobReference.objects.filter(holder__in=holders).values_list("blob_id", flat=True))
    locked = _lock(held)
    BlobReference.objects.filter(holder__in=holders).delete()
    kept = set(
        BlobReference.objects.filter(blob__in=held).values_list("blob_id", flat=True).distinct()
    )
    doomed = sorted(set(locked) - kept)
    Derived.objects.filter(blob__in=doomed).delete()
    Preview.objects.filter(blob__in=doomed).delete()
    Blob.objects.filter(pk__in=doomed).update(state=BlobState.DOOMED, unreferenced_at=now)
    return doomed


@transaction.atomic
def remove_doomed(sha256: str) -> bool:
    """Remove the bytes of doomed content, under the lock of its row; whether they are gone.

    False if a capture has taken the content up again meanwhile. Safe to repeat. Raises what the
    store raises when the disk fails; the row stays doomed and it can be tried again.
    """
    row = _lock([sha256]).get(sha256)
    if row is None:
        return not store().exists(sha256)
    if row.state != BlobState.DOOMED or row.references.exists():
        return False
    store().delete(sha256)
    row.delete()
    return True


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
    _tell("content:extraction:retried", actor, f"blob:{sha256}", now)


@verb("content:store:verify")
def verify_oldest(actor: Profile, *, limit: int, now: datetime) -> StoreReport:
    """Check the `limit` blobs that were checked longest ago: bytes against digest.

    What is missing or changed becomes an incident; nothing is repaired in silence.
    """
    require(actor, Permission.STORE_CHECK)
    oldest = list(Blob.objects.filter(state=BlobState.LIVE).order_by("checked_at")[:limit])
    conditions = {one.pk: store().verify(one.pk) for one in oldest}
    _write_down(conditions, now)
    report = _report(conditions, (), ())
    _tell_report("content:store:verified", actor, report, now)
    return report


@verb("content:store:check")
def check(actor: Profile, *, deep: bool = True, now: datetime) -> StoreReport:
    """Check the store against the database, both ways. Repairs nothing.

    `deep` reads every byte; otherwise only presence is looked at. `unreferenced` are files that
    no row names, or rows that nobody refers to.
    """
    require(actor, Permission.STORE_CHECK)
    rows = dict(Blob.objects.values_list("pk", "state"))
    live = [sha256 for sha256, state in rows.items() if state == BlobState.LIVE]
    conditions = {sha256: _condition(sha256, deep) for sha256 in live}
    _write_down(conditions, now)
    strays = [sha256 for sha256 in store().iter_all() if sha256 not in rows]
    idle = Blob.objects.filter(state=BlobState.LIVE, references=None).values_list("pk", flat=True)
    doomed = [sha256 for sha256, state in rows.items() if state == BlobState.DOOMED]
    report = _report(conditions, sorted({*strays, *idle}), doomed)
    _tell_report("content:store:checked", actor, report, now)
    return report


def _condition(sha256: str, deep: bool) -> FixityState:
    if deep:
        return store().verify(sha256)
    return FixityState.INTACT if store().exists(sha256) else FixityState.MISSING


def _write_down(conditions: Mapping[str, FixityState], now: datetime) -> None:
    for condition in FixityState:
        found = [sha256 for sha256, one in conditions.items() if one is condition]
        for start in range(0, len(found), 1000):
            some = found[start : start + 1000]
            Blob.objects.filter(pk__in=some).update(fixity=condition, checked_at=now)
    for sha256, condition in conditions.items():
        if condition is not FixityState.INTACT:
            FixityIncident.objects.get_or_create(
                sha256=sha256, found=condition, closed_at=None, defaults={"found_at": now}
            )


def _report(
    conditions: Mapping[str, FixityState], unreferenced: Sequence[str], doomed: Sequence[str]
) -> StoreReport:
    def those(wanted: FixityState) -> tuple[str, ...]:
        return tuple(sha256 for sha256, one in conditions.items() if one is wanted)

    return StoreReport(
        checked=len(conditions),
        missing=those(FixityState.MISSING),
        corrupt=those(FixityState.CORRUPT),
        unreferenced=tuple(unreferenced),
        doomed=tuple(doomed),
    )


@verb("content:store:collect")
def collect_garbage(actor: Profile, *, now: datetime) -> int:
    """Remove files that no row has named for the grace period (MUNIMENT_BLOB_GRACE_HOURS).

    They are what a capture left that died before its commit. Each is first given a doomed row,
    which collides with a capture of the same bytes, so that the two cannot cross.
    """
    require(actor, Permission.STORE_CHECK)
    before = now - timedelta(hours=settings.MUNIMENT_BLOB_GRACE_HOURS)
    store().clear_incoming(settings.MUNIMENT_BLOB_GRACE_HOURS * 3600, now)
    known = set(Blob.objects.values_list("pk", flat=True))
    strays = [one for one in store().iter_all() if one not in known and _older(one, before)]
    for sha256 in strays:
        Blob.objects.create(
            sha256=sha256,
            size=store().size(sha256),
            state=BlobState.DOOMED,
            unreferenced_at=now,
            stored_at=now,
            checked_at=now,
        )
    _tell("content:store:collected", actor, "store", now, files=len(strays))
    transaction.on_commit(lambda: [remove_doomed(sha256) for sha256 in strays] and None)
    return len(strays)


def _older(sha256: str, before: datetime) -> bool:
    return store().path_for(sha256).stat().st_mtime < before.timestamp()


@verb("content:incident:close")
def close_incident(actor: Profile, number: int, *, note: str, now: datetime) -> None:
    """Close a fixity incident, with what was done about it."""
    require(actor, Permission.STORE_CHECK)
    FixityIncident.objects.filter(pk=number, closed_at=None).update(
        closed_at=now, closed_by=actor.reference, note=note[:500]
    )
    _tell("content:incident:closed", actor, f"incident:{number}", now)


def _tell(kind: str, actor: Profile, what: str, now: datetime, **detail: int) -> None:
    record(EventDraft(kind, actor.reference, what, detail=detail), at=now)


def _tell_report(kind: str, actor: Profile, found: StoreReport, now: datetime) -> None:
    counts = {
        "checked": found.checked,
        "missing": len(found.missing),
        "corrupt": len(found.corrupt),
        "unreferenced": len(found.unreferenced),
        "doomed": len(found.doomed),
    }
    _tell(kind, actor, "store", now, **counts)
