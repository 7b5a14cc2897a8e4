"""Checking the store against the database, and removing what nobody needs any more.

Bytes are read outside any transaction: on SQLite a transaction keeps all other writers waiting.
What was found is looked at again, under the lock of its row, before it is written down.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.actions.converting import clear_doubles
from muniment.foundation.content.actions.keeping import lock, remove_doomed
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import StoreReport
from muniment.foundation.kernel.errors import NotFound, Reason, Refused

CHUNK = 1000
Conditions = Mapping[str, FixityState]


def verify_oldest(actor: Profile, *, limit: int, now: datetime) -> StoreReport:
    """Check the `limit` blobs that were checked longest ago: bytes against digest.

    What is missing or changed becomes an incident; nothing is repaired in silence.
    """
    oldest = Blob.objects.filter(state=BlobState.LIVE).order_by("checked_at", "pk")
    chosen = oldest.values_list("pk", flat=True)[:limit] if _may(actor) else []
    conditions = {sha256: store().verify(sha256) for sha256 in chosen}
    return write_down_verification(actor, conditions, now=now)


def check(actor: Profile, *, deep: bool = True, now: datetime) -> StoreReport:
    """Check the store against the database, both ways. Repairs nothing.

    `deep` reads every byte; otherwise only presence is looked at. `unreferenced` are files that
    no row names, or rows that nobody refers to.
    """
    live = Blob.objects.filter(state=BlobState.LIVE).values_list("pk", flat=True)
    conditions = {one: _condition(one, deep) for one in live.iterator()} if _may(actor) else {}
    held = set(store().iter_all()) if _may(actor) else set()
    return write_down_check(actor, conditions, held, now=now)


def _may(actor: Profile) -> bool:
    return may(actor, Permission.STORE_CHECK)


def _condition(sha256: str, deep: bool) -> FixityState:
    if deep:
        return store().verify(sha256)
    return FixityState.INTACT if store().exists(sha256) else FixityState.MISSING


@verb("content:store:verify")
def write_down_verification(
    actor: Profile, conditions: Conditions, *, now: datetime
) -> StoreReport:
    """Write down in which condition contents were found, by digest."""
    require(actor, Permission.STORE_CHECK)
    report = _report(_written_down(conditions, now), (), ())
    _tell_report("content:store:verified", actor, report, now)
    return report


@verb("content:store:check")
def write_down_check(
    actor: Profile, conditions: Conditions, held: Iterable[str], *, now: datetime
) -> StoreReport:
    """Write down what a check of the whole store found; `held` are the digests in the store."""
    require(actor, Permission.STORE_CHECK)
    found = _written_down(conditions, now)
    rows = dict(Blob.objects.values_list("pk", "state"))
    strays = [sha256 for sha256 in held if sha256 not in rows and store().exists(sha256)]
    idle = Blob.objects.filter(state=BlobState.LIVE, references=None).values_list("pk", flat=True)
    doomed = [sha256 for sha256, state in rows.items() if state == BlobState.DOOMED]
    report = _report(found, sorted({*strays, *idle}), doomed)
    _tell_report("content:store:checked", actor, report, now)
    return report


def _written_down(conditions: Conditions, now: datetime) -> dict[str, FixityState]:
    """Write the conditions on the rows; what looked bad is looked at again first, for it may
    have been destroyed meanwhile."""
    suspects = [one for one, found in conditions.items() if found is not FixityState.INTACT]
    locked = lock(suspects)
    again = {one: store().verify(one) for one, row in locked.items() if row.state == BlobState.LIVE}
    settled = {one: found for one, found in conditions.items() if one not in suspects} | again
    for condition in FixityState:
        found = [sha256 for sha256, one in settled.items() if one is condition]
        for start in range(0, len(found), CHUNK):
            some = found[start : start + CHUNK]
            Blob.objects.filter(pk__in=some).update(fixity=condition, checked_at=now)
    for sha256, condition in again.items():
        if condition is not FixityState.INTACT:
            FixityIncident.objects.get_or_create(
                sha256=sha256, found=condition, closed_at=None, defaults={"found_at": now}
            )
    return settled


def _report(
    conditions: Conditions, unreferenced: Sequence[str], doomed: Sequence[str]
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
    """Remove content that nothing has needed for the grace period (MUNIMENT_BLOB_GRACE_HOURS).

    It is what a capture left that died before its commit, what nobody refers to any more, and
    what a destruction that died had doomed. Each has or gets a doomed row, which collides with a
    capture of the same bytes, so that the two cannot cross.
    """
    require(actor, Permission.STORE_CHECK)
    before = now - timedelta(hours=settings.MUNIMENT_BLOB_GRACE_HOURS)
    store().clear_incoming(settings.MUNIMENT_BLOB_GRACE_HOURS * 3600, now)
    clear_doubles()
    doomed = sorted({*_doom_strays(before, now), *_doom_idle(before, now), *_left(before)})
    record(
        EventDraft(
            "content:store:collected", actor.reference, "store", detail={"files": len(doomed)}
        ),
        at=now,
    )
    transaction.on_commit(lambda: _remove(doomed))
    return len(doomed)


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
    return store().path_for(sha256).stat().st_mtime < before.timestamp()


@verb("content:incident:close")
def close_incident(actor: Profile, number: int, *, note: str, now: datetime) -> None:
    """Close a fixity incident, with what was done about it."""
    require(actor, Permission.STORE_CHECK)
    found = FixityIncident.objects.filter(pk=number)
    if not found.exists():
        raise NotFound("incident", str(number))
    if not found.filter(closed_at=None).update(
        closed_at=now, closed_by=actor.reference, note=note[:500]
    ):
        raise Refused(Reason("closed", f"Incident {number} is closed already."))
    record(EventDraft("content:incident:closed", actor.reference, f"incident:{number}"), at=now)


def _tell_report(kind: str, actor: Profile, found: StoreReport, now: datetime) -> None:
    counts = {
        "checked": found.checked,
        "missing": len(found.missing),
        "corrupt": len(found.corrupt),
        "unreferenced": len(found.unreferenced),
        "doomed": len(found.doomed),
    }
    record(EventDraft(kind, actor.reference, "store", detail=counts), at=now)
