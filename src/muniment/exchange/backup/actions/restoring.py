"""Restoring aside: every byte read, the copy opened and proven, what was destroyed since destroyed
again. The live body is only asked, never touched; putting the copy in its place is `swapping`."""

import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, connection

from muniment.exchange.backup.actions import examining
from muniment.exchange.backup.actions.examining import Snapshot
from muniment.exchange.backup.actions.remembering import remembered
from muniment.exchange.backup.adapters import copying, databases, folder, process
from muniment.exchange.backup.rules import deciding
from muniment.exchange.backup.types import (
    KEY,
    OPERATOR,
    BackupFailed,
    Held,
    Progress,
    Remembered,
    Restored,
    Wish,
)
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.adapters import folder as outside
from muniment.foundation.audit.adapters.files import sync_folder
from muniment.foundation.audit.rules import notes
from muniment.foundation.audit.types import LogDamaged
from muniment.foundation.content.rules import blob_path
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

PARTIAL, TOLD, DATABASE_FILE = ".partial", "restored.json", "muniment.sqlite3"
SECRETS = ("audit-signing.key", "secret.key")
PROOF = "muniment-proof-"
CONTENT_KEYS = "content"  # the folder of the keys of sealed content, where there are any


def restore(
    wish: Wish, *, now: datetime, progress: Progress = lambda step, done, total: None
) -> Restored:
    """Prove a backup, and restore it where `wish.into` names a folder (which must not exist).

    Nothing is left where it is not sound: the faults say why. Raises NotABackup where it cannot
    even be opened, Refused where destroyed records could come back or the keys are missing,
    BackupFailed where the disk or the database fails.
    """
    started = time.monotonic()
    with folder.locked(folder.root_of(wish.source.absolute()), alone=False):
        found = examining.open_snapshot(wish.source, wish.keys)
        faults = examining.faults_of_parts(found)
        if faults:
            return Restored(found.manifest, found.digest, faults)
        known = remembered(found.root, found.manifest, found.key, wish.ledgers)
        if wish.into is not None:
            _refuse(wish, known)
        try:
            result = _Restoring(found, known, wish, now, progress).run()
        except OSError as failure:
            raise BackupFailed(f"It could not be restored: {failure.strerror}.") from failure
    return replace(result, seconds=round(time.monotonic() - started, 2))


def _refuse(wish: Wish, known: Remembered) -> None:
    reasons = deciding.reasons_not_to_restore(known, without_ledger=wish.without_ledger)
    into = cast(Path, wish.into)
    if into.exists():
        said = f"{into} exists. Name a folder that does not, beside the data folder."
        reasons.append(Reason("exists", said, "into"))
    if (partial_of(into) / TOLD).is_file():
        _remove_unnamed(wish)
    if connection.vendor == "postgresql" and databases.exists(database_of(wish)):
        said = f"There is a database {database_of(wish)} already. Name another with --database."
        reasons.append(Reason("exists", said, "database"))
    if any(not (keys_of(wish) / name).is_file() for name in SECRETS):
        said = "The keys are not in a backup. Name the folder where you keep them with --keys."
        reasons.append(Reason("no_keys", said, "keys"))
    refuse_if(reasons)


def _remove_unnamed(wish: Wish) -> None:
    """Remove the database of a restore that was killed when all but its folder had its name."""
    if connection.vendor == "postgresql":
        databases.drop(database_of(wish))
    shutil.rmtree(partial_of(cast(Path, wish.into)))


def partial_of(into: Path) -> Path:
    """The folder of a restore that has not ended."""
    return into.with_name(f"{into.name}{PARTIAL}")


def database_of(wish: Wish) -> str:
    """What the restored database is called on PostgreSQL."""
    return wish.database or f"{connection.settings_dict['NAME']}_restored"


def keys_of(wish: Wish) -> Path:
    """Where the keys are."""
    return wish.keys or Path(settings.MUNIMENT_HOME) / "keys"


class _Restoring:
    """One restore on its way."""

    def __init__(
        self, found: Snapshot, known: Remembered, wish: Wish, now: datetime, progress: Progress
    ) -> None:
        self.found, self.known, self.wish = found, known, wish
        self.now, self.progress = now, progress
        self.warnings = [*self._warnings()]

    def _warnings(self) -> Iterator[str]:
        if not self.found.vouched:
            yield "The manifest was checked with the key in the backup itself: name --keys."
        if not self.known.sources:
            yield "Nothing here says what was destroyed after the backup was taken."
        yield from self.known.faults

    def run(self) -> Restored:
        base = Restored(self.found.manifest, self.found.digest, warnings=self.warnings)
        if self.wish.into is None:
            return self._prove_only(base)
        partial = partial_of(self.wish.into)
        name = f"{database_of(self.wish)}_partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700, parents=True)
        try:
            return self._restore(base, partial, name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            if connection.vendor == "postgresql":
                databases.drop(name)

    def _prove_only(self, base: Restored) -> Restored:
        faults = list(examining.faults_of_content(self.found, self.progress))
        if faults:
            return replace(base, faults=faults)
        with _temporary() as aside:
            name = f"{connection.settings_dict['NAME']}_proof"
            try:
                answer = self._open(aside, name, actor="")
            finally:
                if connection.vendor == "postgresql":
                    databases.drop(name)
        return replace(base, **self._told(answer))

    def _told(self, answer: Any) -> dict[str, Any]:
        warnings = [*self.warnings, *answer["warnings"]]
        to_replay = len(self.known.destroyed)
        return {"faults": answer["faults"], "warnings": warnings, "to_replay": to_replay}

    def _restore(self, base: Restored, partial: Path, name: str) -> Restored:
        faults = list(self._copy_content(partial))
        if faults:
            return replace(base, faults=faults)
        self._copy_keys(partial)
        answer = self._open(partial, name, actor=self._actor())
        told = self._told(answer)
        if answer["faults"]:
            return replace(base, **told)
        self._finish(partial, name, answer["checkpoints"])
        into, replayed = self.wish.into, answer["replayed"]
        return replace(base, **told, into=into, replayed=replayed, database=database_of(self.wish))

    def _actor(self) -> str:
        kept = (self.found.place / OPERATOR).read_text("utf-8").strip()
        actor = self.wish.actor or kept
        if not actor:
            raise Refused(Reason("no_actor", "Say who restores: give --as NAME.", "as"))
        return actor

    # -- files ----------------------------------------------------------------------------------
    def _copy_content(self, partial: Path) -> Iterator[str]:
        places, done = copying.Places(partial), 0
        temporary = partial / "content" / "incoming"
        temporary.mkdir(mode=0o700, parents=True)
        (partial / "content" / "blobs").mkdir(mode=0o700)
        for batch in copying.batches(folder.held(self.found.place)):
            rows = [cast(Held, one) for one in batch]
            paths = [folder.content_path(self.found.root, one.stored) for one in rows]
            pairs = [(path, temporary / path.name) for path in paths]
            for one, copy, path in zip(rows, copying.copy_many(pairs), paths, strict=True):
                fault = list(examining.fault_of(one, path, copy.sha256))
                yield from fault
                if not fault:
                    places.move_in(copy.path, partial / "content" / blob_path(one.sha256, one.seal))
            done += len(rows)
            self.progress("content", done, self.found.manifest.contents)
        places.settle()

    def _copy_keys(self, partial: Path) -> None:
        (partial / "keys").mkdir(mode=0o700)
        for name in SECRETS:
            shutil.copyfile(keys_of(self.wish) / name, partial / "keys" / name)
            (partial / "keys" / name).chmod(0o600)
        if (keys_of(self.wish) / CONTENT_KEYS).is_dir():
            shutil.copytree(keys_of(self.wish) / CONTENT_KEYS, partial / "keys" / CONTENT_KEYS)
        shutil.copyfile(self.found.place / OPERATOR, partial / OPERATOR)

    def _finish(self, partial: Path, name: str, checkpoints: list[int]) -> None:
        """Make it durable and give it its name: only now is it a restored body."""
        into = cast(Path, self.wish.into)
        told = {
            "manifest": self.found.digest,
            "snapshot": self.found.manifest.name,
            "token": secrets.token_hex(8),
            "checkpoints": checkpoints,
            "destroyed": sorted(self.known.destroyed),
        }
        (partial / TOLD).write_text(json.dumps(told) + "\n", "utf-8")
        shutil.rmtree(partial / "checkpoints")
        for path in [*partial.iterdir(), *(partial / "keys").rglob("*")]:
            if path.is_file():
                _sync_file(path)
        for place in (*_folders(partial / "keys"), partial / "content", partial):
            sync_folder(place)
        if connection.vendor == "postgresql":
            databases.rename(name, database_of(self.wish))
        partial.rename(into)
        sync_folder(into.parent)

    # -- the copy ---------------------------------------------------------------------------------
    def _open(self, aside: Path, name: str, *, actor: str) -> Any:
        """Put the database back and have it opened by a process that knows of no other."""
        self.progress("database", 0, 1)
        file = aside / DATABASE_FILE
        databases.put_back(self.found.place / self.found.manifest.database, file=file, name=name)
        (aside / "keys").mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(self.found.place / KEY, aside / "keys" / KEY)
        self._copy_checkpoints(aside / "checkpoints")
        orders = {
            "snapshot": str(self.found.place),
            "manifest": {**asdict(self.found.manifest), "taken_at": self._taken_at()},
            "destroyed": sorted(self.known.destroyed),
            "checkpoint": self.wish.checkpoint,
            "actor": actor,
            "reason": self.wish.reason,
            "now": self.now.isoformat(),
            "lost_after": _live_size(),
        }
        environment = {
            "MUNIMENT_HOME": str(aside),
            "MUNIMENT_CHECKPOINTS": str(aside / "checkpoints"),
            "MUNIMENT_DATABASE_URL": databases.url_of(file, name),
            "MUNIMENT_ORIGIN": self.found.manifest.origin,
            "MUNIMENT_CONTENT_COPY": "",
            "MUNIMENT_CONTENT_STORE": "",
        }
        answer = process.open_aside(orders, environment)
        self.progress("database", 1, 1)
        return answer

    def _taken_at(self) -> str:
        return self.found.manifest.taken_at.isoformat()

    def _copy_checkpoints(self, to: Path) -> None:
        """The notes kept outside that are about what the backup holds: those signed since are about
        events that it cannot hold."""
        to.mkdir(mode=0o700)
        for name, note in outside.notes():
            try:
                size = notes.open_note(note, self.found.key).head.size
            except notes.MalformedNote:
                self.warnings.append(f"The checkpoint {name} kept outside is not well signed.")
                continue
            if size < self.found.manifest.events:
                (to / f"{size}{outside.SUFFIX}").write_text(note, "utf-8")


def _live_size() -> int:
    try:
        return audit.size()
    except (DatabaseError, LogDamaged):
        return 0


def _folders(top: Path) -> Iterator[Path]:
    yield from (path for path in top.rglob("*") if path.is_dir())
    yield top


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _temporary() -> Iterator[Path]:
    """A folder on the disk of the data folder, where there is room for a database. It is locked
    while it is in use: one that is not was left by a proof that was killed, and is removed."""
    beside = Path(settings.MUNIMENT_HOME).parent
    where = beside if beside.is_dir() and os.access(beside, os.W_OK) else None
    for left in (where or Path(tempfile.gettempdir())).glob(f"{PROOF}*"):
        with suppress(BlockingIOError, FileNotFoundError), folder.held_alone(left):
            shutil.rmtree(left)
    made = tempfile.TemporaryDirectory(prefix=PROOF, dir=where)
    with made as name, folder.held_alone(Path(name)):
        yield Path(name)
