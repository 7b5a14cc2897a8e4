"""What the database remembers of backups, and the log tells of them."""

from collections.abc import Sequence
from datetime import datetime

from muniment.exchange.backup.models import Backup
from muniment.exchange.backup.types import Manifest, Taken
from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft


@verb("backup:snapshot:take")
def note_taken(actor: Profile, taken: Taken | None, *, now: datetime) -> Backup:
    """Note a backup that is complete, and those that were removed because they are too old.

    Called with nothing where the person may not take one: it refuses.
    """
    require(actor, Permission.SYSTEM_RUN)
    if taken is None:
        raise ValueError("there is nothing to note")
    of = taken.manifest
    row = Backup.objects.create(
        name=of.name,
        folder=str(taken.folder),
        taken_at=of.taken_at,
        taken_by=actor.reference,
        seconds=taken.seconds,
        events=of.events,
        records=sum(of.records.values()),
        contents=of.contents,
        bytes=of.bytes,
        copied=taken.copied,
        missing=len(of.missing),
        manifest_sha256=taken.manifest_sha256,
    )
    old = Backup.objects.filter(folder=str(taken.folder), name__in=list(taken.removed))
    old.filter(removed_at=None).update(removed_at=now)
    detail: dict[str, JSON] = {
        "events": of.events,
        "root": of.root,
        "contents": of.contents,
        "copied": taken.copied,
        "missing": len(of.missing),
        "manifest_sha256": taken.manifest_sha256,
        "removed": list(taken.removed),
    }
    about = f"backup:{of.name}"
    record(EventDraft("backup:snapshot:taken", actor.reference, about, detail=detail), at=now)
    return row


@verb("backup:snapshot:prove")
def note_proof(
    actor: Profile, manifest: Manifest, digest: str, faults: Sequence[str], *, now: datetime
) -> None:
    """Note that a backup (with this digest of its manifest) was restored aside, and what was found
    wrong with it."""
    require(actor, Permission.SYSTEM_RUN)
    found = Backup.objects.filter(manifest_sha256=digest)
    found.update(**({"proof_failed_at": now} if faults else {"proven_at": now}))
    detail: dict[str, JSON] = {"manifest_sha256": digest, "faults": len(faults)}
    kind = "backup:snapshot:failed" if faults else "backup:snapshot:proven"
    about = f"backup:{manifest.name}"
    record(EventDraft(kind, actor.reference, about, detail=detail), at=now)
