"""Taking a backup while everything goes on: the database first, then the content it refers to.

Killed at any moment it leaves no snapshot, and the earlier ones as they were.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection

from muniment.exchange.backup.actions.noting import note_taken
from muniment.exchange.backup.adapters import copying, databases, facts, folder
from muniment.exchange.backup.rules import contents, deciding, manifests
from muniment.exchange.backup.types import (
    CHECKPOINT,
    CONTENT,
    DATABASE,
    KEY,
    LEDGER,
    OPERATOR,
    SETTINGS,
    BackupFailed,
    Facts,
    Held,
    Manifest,
    Part,
    Progress,
    Taken,
)
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.adapters import keys, ledger
from muniment.foundation.content.adapters import durable
from muniment.foundation.content.queries import blobs, store
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import ContentMissing
from muniment.foundation.jobs.types import LeaseLost
from muniment.foundation.kernel.errors import Refused, refuse_if

KEPT_SETTINGS = (
    *("MUNIMENT_ORIGIN", "MUNIMENT_BODY_NAME", "MUNIMENT_TIERS", "MUNIMENT_BACKUP_DAYS"),
    *("MUNIMENT_BLOB_GRACE_HOURS", "MUNIMENT_CLOCK_JUMP_HOURS", "MUNIMENT_CHECKPOINT_SECONDS"),
)


def take(
    actor: Profile,
    to: Path,
    *,
    keep_days: int | None = None,
    now: datetime,
    progress: Progress = lambda step, done, total: None,
) -> Taken:
    """Take a backup into the folder `to`, and remove those that are `keep_days` old
    (MUNIMENT_BACKUP_DAYS if None). Content that is there already is not copied again.

    Runs outside a transaction. Raises Refused where the person may not, the folder is no place
    for it, another backup is at work, or the disk or the database fails: nothing counts then.
    """
    if not may(actor, Permission.SYSTEM_RUN):
        note_taken(actor, None, now=now)
    days = settings.MUNIMENT_BACKUP_DAYS if keep_days is None else keep_days
    root = to.absolute()
    home, checkpoints = Path(settings.MUNIMENT_HOME), Path(settings.MUNIMENT_CHECKPOINTS)
    refuse_if(
        [
            *deciding.reasons_not_to_keep_in(root, home, checkpoints),
            *deciding.reasons_not_to_keep_so_long(days),
        ]
    )
    try:
        with folder.locked(root, alone=True):
            folder.prepare(root, settings.MUNIMENT_ORIGIN)
            taken = _Taking(root, now, progress).run(days)
    except OSError as failure:
        said = f"The backup could not be written: {failure.strerror}. It counts for nothing."
        raise BackupFailed(said) from failure
    note_taken(actor, taken, now=now)
    return taken


def take_in_turn(
    actor: Profile, to: Path, *, now: datetime, progress: Progress
) -> dict[str, Any] | None:
    """Take a backup for a job, and say in short what came of it; None where one is being taken.

    A large database is copied without a word. If the job is taken for dead meanwhile and given to
    another worker, the lock of the folder says who is at work, and who began goes on.
    """

    def say(step: str, done: int, total: int) -> None:
        with suppress(LeaseLost):
            progress(step, done, total)

    try:
        made = take(actor, to, now=now, progress=say)
    except Refused as refusal:
        if {reason.code for reason in refusal.reasons} == {folder.BUSY}:
            return None
        raise
    found = made.manifest
    return {"name": found.name, "copied": made.copied, "missing": len(found.missing)}


class _Taking:
    """One backup on its way."""

    def __init__(self, root: Path, now: datetime, progress: Progress) -> None:
        self.root, self.now, self.progress = root, now, progress
        self.started = time.monotonic()
        self.earlier = folder.names(root)
        self.left = folder.clear(root)
        self.name, self.place = folder.begin(root, now)
        self.places = copying.Places(root / "content")
        self.copied = self.copied_bytes = self.bytes = 0
        self.gone: list[str] = []
        self.missing: list[str] = []

    def run(self, keep_days: int) -> Taken:
        self.progress("database", 0, 1)
        with databases.snapshot(self.place / DATABASE[connection.vendor]) as ask:
            known = facts.read(ask)
        self.progress("database", 1, 1)
        kept = self._keep_content(known)
        self._write_small(known)
        manifest = self._manifest(known, kept)
        digest = self._finish(manifest)
        removed = self._remove_old(keep_days)
        seconds = round(time.monotonic() - self.started, 2)
        counts = self.copied, self.copied_bytes
        return Taken(manifest, digest, self.root, *counts, removed, seconds)

    # -- content --------------------------------------------------------------------------------
    def _keep_content(self, known: Facts) -> int:
        """Have the content of the snapshot in the folder, and list it; how much it is."""
        before = self._listed_before()
        listed = 0
        with (self.place / CONTENT).open("x", encoding="ascii", newline="") as file:
            for batch in copying.batches(sorted(known.contents)):
                digests = cast(list[str], batch)
                for one in self._kept(digests, before, known.contents):
                    file.write(contents.line(one))
                    self.bytes += one.size
                    listed += 1
                self.progress("content", listed, len(known.contents))
        self.places.settle()
        return listed

    def _listed_before(self) -> dict[str, Held]:
        if not self.earlier:
            return {}
        place = self.root / "snapshots" / self.earlier[-1]
        return {one.sha256: one for one in folder.held(place)}

    def _kept(
        self, digests: list[str], before: Mapping[str, Held], seals: Mapping[str, str]
    ) -> Iterator[Held]:
        there = {
            one: before[one] for one in digests if self._unchanged(before.get(one), seals[one])
        }
        wanted = [one for one in digests if one not in there]
        pairs = [
            (partial(store().raw, one, seals[one]), self.root / "incoming" / one) for one in wanted
        ]
        copied = dict(zip(wanted, copying.copy_many(pairs), strict=True))
        for sha256 in digests:
            one = there.get(sha256) or self._moved_in(sha256, copied[sha256], seals[sha256])
            if one is not None:
                yield one

    def _unchanged(self, one: Held | None, seal: str) -> bool:
        """Whether the folder has the file as it lies in the store now."""
        if one is None or one.seal != seal:
            return False
        try:
            live = store().stamp(one.sha256, seal)
            kept = folder.content_path(self.root, one.stored).stat()
        except (FileNotFoundError, ContentMissing):
            return False
        return live in (None, (one.size, one.mtime_ns)) and kept.st_size == one.size

    def _moved_in(self, sha256: str, copy: copying.Copied, seal: str) -> Held | None:
        if copy.sha256 is None or not self._as_it_should_be(sha256, copy.sha256):
            copy.path.unlink(missing_ok=True)
            (self.missing if self._wanted(sha256, seal) else self.gone).append(sha256)
            return None
        self.places.move_in(copy.path, folder.content_path(self.root, copy.sha256))
        self.copied, self.copied_bytes = self.copied + 1, self.copied_bytes + copy.size
        return Held(sha256, copy.sha256, copy.size, copy.mtime_ns, seal)

    def _as_it_should_be(self, sha256: str, stored: str) -> bool:
        """Where a store seals what it keeps, only it can tell whether it is intact."""
        return sha256 == stored or store().verify(sha256) is FixityState.INTACT

    def _wanted(self, sha256: str, seal: str) -> bool:
        """Whether the live database still needs content that is not in the store. Raises
        BackupFailed where it was sealed meanwhile: the snapshot knows it only as it lay."""
        row = blobs([sha256]).get(sha256)
        live = row is not None and row.state == BlobState.LIVE
        if live and row is not None and row.seal != seal:
            raise BackupFailed("Content was sealed while the backup was taken. Take it again.")
        return live

    # -- what else belongs to it ------------------------------------------------------------------
    def _write_small(self, known: Facts) -> None:
        """After the content: the ledger then tells of whatever was destroyed meanwhile."""
        home = Path(settings.MUNIMENT_HOME)
        operator = home / "operator"
        kept = {name: getattr(settings, name) for name in KEPT_SETTINGS}
        self._write(LEDGER, ledger.text())
        self._write(CHECKPOINT, known.checkpoint)
        self._write(SETTINGS, json.dumps(kept, indent=1, sort_keys=True) + "\n")
        self._write(KEY, keys.verifier_key_path().read_text("utf-8"))
        self._write(OPERATOR, operator.read_text("utf-8") if operator.is_file() else "")

    def _write(self, name: str, text: str) -> None:
        (self.place / name).write_bytes(text.encode("utf-8"))

    def _manifest(self, known: Facts, listed: int) -> Manifest:
        return Manifest(
            name=self.name,
            taken_at=self.now,
            origin=settings.MUNIMENT_ORIGIN,
            version=version("muniment"),
            vendor=connection.vendor,
            migrations=known.migrations,
            records=known.records,
            contents=listed,
            bytes=self.bytes,
            events=known.head.size,
            root=known.head.root.hex(),
            parts=[self._part(path) for path in sorted(self.place.iterdir())],
            gone=self.gone,
            missing=self.missing,
        )

    def _part(self, path: Path) -> Part:
        with path.open("rb") as file:
            os.fsync(file.fileno())
        return Part(path.name, path.stat().st_size, copying.digest_of(path) or "")

    def _finish(self, manifest: Manifest) -> str:
        path = self.place / folder.MANIFEST
        handle = durable.create_new(path)
        with os.fdopen(handle, "wb") as file:
            file.write(manifests.written(manifest, keys.signing_key()).encode("utf-8"))
            file.flush()
            os.fsync(handle)
        final = folder.finish(self.place)
        return copying.digest_of(final / folder.MANIFEST) or ""

    def _remove_old(self, keep_days: int) -> list[str]:
        taken = {name: folder.taken_at(name) for name in folder.names(self.root)}
        old = deciding.to_remove(taken, keep_days, self.now)
        folder.remove(self.root, old, sweep=self.left)
        return old
