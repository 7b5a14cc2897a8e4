"""The backup folder: snapshots, and the content that they share, each file once.

muniment-backup                 whose backups these are
snapshots/20261121T020000Z/     database, lists, settings; `manifest` is written last
content/ab/cd/<sha256>          files as they lie in the store, named by their own SHA-256
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from muniment.exchange.backup.rules import contents
from muniment.exchange.backup.types import CONTENT, FORMAT, Held, NotABackup
from muniment.foundation.audit.adapters.files import sync_folder, write_durably
from muniment.foundation.kernel.errors import Reason, Refused

MARK, MANIFEST, PARTIAL, LOCK = "muniment-backup", "manifest", ".partial", "lock"
BUSY = "busy"
_NAME = "%Y%m%dT%H%M%SZ"


def root_of(path: Path) -> Path:
    """The backup folder that `path` is, or that holds the snapshot that `path` is. Raises
    NotABackup."""
    for root in (path, path.parent.parent):
        if (root / MARK).is_file():
            return root
    raise NotABackup(f"{path} is not a folder of backups.")


def prepare(root: Path, origin: str) -> None:
    """Make the folder for the body `origin`, or see that it is one. Raises NotABackup, OSError."""
    mark = json.dumps({"format": FORMAT, "origin": origin}) + "\n"
    if not (root / MARK).exists():
        _make(root, mark)
    if (root / MARK).read_bytes() != mark.encode():
        raise NotABackup(f"{root} holds backups of another body.", "to")


def _make(root: Path, mark: str) -> None:
    if root.exists() and {path.name for path in root.iterdir()} - {"lost+found", LOCK, *_INSIDE}:
        said = f"{root} holds other things. Name a folder that is empty or new."
        raise NotABackup(said, "to")
    for folder in (root, *(root / name for name in _INSIDE)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    write_durably(root / MARK, mark, mode=0o600)


_INSIDE = ("snapshots", "content", "incoming")


@contextmanager
def locked(root: Path, *, alone: bool) -> Iterator[None]:
    """Within it no backup is taken here, and where `alone` none is read. Raises Refused where
    that is going on."""
    path = root / LOCK
    if alone:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    elif not path.exists():  # a copy on a medium that cannot be written
        yield
        return
    with path.open("rb") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            said = f"Another backup or restore is at work in {root}."
            raise Refused(Reason(BUSY, said)) from None
        yield


@contextmanager
def held_alone(place: Path) -> Iterator[None]:
    """Within it a folder is in use. Raises BlockingIOError where it is already."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def begin(root: Path, now: datetime) -> tuple[str, Path]:
    """A new snapshot's name and the folder to write it in, which counts for nothing yet."""
    name = now.astimezone(UTC).strftime(_NAME)
    while (root / "snapshots" / name).exists():
        name += "x"
    place = root / "snapshots" / f"{name}{PARTIAL}"
    place.mkdir(mode=0o700)
    return name, place


def finish(place: Path) -> Path:
    """Make a snapshot that is whole and durable count as one."""
    final = place.with_name(place.name.removesuffix(PARTIAL))
    sync_folder(place)
    place.rename(final)
    sync_folder(final.parent)
    return final


def clear(root: Path) -> bool:
    """Empty what was left by backups that were killed while they were written or removed; whether
    there were any, so that content may be left that nothing needs. Their folders stay until that
    has gone, for the next to see if this one is killed too."""
    for file in (root / "incoming").iterdir():
        file.unlink()
    left = list((root / "snapshots").glob(f"*{PARTIAL}"))
    for file in (one for place in left for one in place.iterdir()):
        file.unlink()
    return bool(left)


def names(root: Path) -> list[str]:
    """The snapshots, the oldest first; those that were never finished are none."""
    found = (path for path in (root / "snapshots").iterdir() if path.suffix != PARTIAL)
    return sorted(path.name for path in found if (path / MANIFEST).is_file())


def latest(root: Path) -> Path:
    """The latest snapshot. Raises NotABackup where there is none, or it has lost its manifest: an
    older one is not taken for it in silence."""
    found = sorted(path for path in (root / "snapshots").iterdir() if path.suffix != PARTIAL)
    if not found:
        raise NotABackup(f"There is no complete backup in {root}.")
    if not (found[-1] / MANIFEST).is_file():
        raise NotABackup(f"{found[-1] / MANIFEST} is missing. Name another snapshot.")
    return found[-1]


def taken_at(name: str) -> datetime:
    """When a snapshot was taken, by its name."""
    return datetime.strptime(name.rstrip("x"), _NAME).replace(tzinfo=UTC)


def held(place: Path) -> Iterator[Held]:
    """The content of a snapshot. Raises NotABackup for a list that is not one."""
    with (place / CONTENT).open(encoding="ascii", errors="replace") as lines:
        yield from contents.read(line.rstrip("\n") for line in lines)


def content_path(root: Path, stored: str) -> Path:
    """Where a file of content lies."""
    return root / "content" / stored[:2] / stored[2:4] / stored


def remove(root: Path, snapshots: Sequence[str], *, sweep: bool) -> None:
    """Remove snapshots, and the content that only they needed; `sweep`: whatever is not needed,
    and what killed backups left. Those that stay must be readable.

    A snapshot first loses its name, and its folder goes last: killed in between, the next backup
    sees it and sweeps.
    """
    idle = set() if sweep else _needed_by(root, snapshots)
    for name in snapshots:
        place = root / "snapshots" / name
        place.rename(place.with_name(f"{name}{PARTIAL}"))
    left = list((root / "snapshots").glob(f"*{PARTIAL}"))
    if not left:
        return
    sync_folder(root / "snapshots")
    if sweep:
        idle = {path.name for path in (root / "content").glob("*/*/*")}
    for name in reversed(names(root)):  # the latest needs most of it
        if not idle:
            break
        idle -= _needed_by(root, [name])
    for stored in idle:
        path = content_path(root, stored)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    for place in left:
        shutil.rmtree(place)


def _needed_by(root: Path, snapshots: Sequence[str]) -> set[str]:
    return {stored for name in snapshots for stored in _stored(root / "snapshots" / name)}


def _stored(place: Path) -> Iterator[str]:
    with (place / CONTENT).open(encoding="ascii") as lines:
        yield from (line.split(" ", 2)[1] for line in lines)
