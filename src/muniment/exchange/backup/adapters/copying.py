"""Copying files so that they are there whole or not at all, and reading them against digests."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from muniment.foundation.audit.adapters.files import sync_folder
from muniment.foundation.content.adapters import durable
from muniment.foundation.content.types import ContentMissing

BATCH, THREADS, PIECE = 512, 4, 1 << 20


class Copied(NamedTuple):
    """A file under its temporary name, durable; None for the digest where it was not there."""

    sha256: str | None
    size: int
    mtime_ns: int
    path: Path


def batches(rows: Iterable[object]) -> Iterator[list[object]]:
    """The rows, a batch at a time."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


Opener = Callable[[], BinaryIO]


def copy_many(pairs: Sequence[tuple[Path, Path] | tuple[Opener, Path]]) -> list[Copied]:
    """Copy each source to its temporary name, a few at once: a file, or what opens as a stream.
    Raises OSError for a full disk."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda pair: copy(*pair), pairs))


def copy(source: Path | Opener, target: Path) -> Copied:
    """Copy a file, reading its digest on the way; durable when this returns."""
    try:
        read = _opened(source) if isinstance(source, Path) else source()
    except (FileNotFoundError, ContentMissing):
        return Copied(None, 0, 0, target)
    with read:
        target.unlink(missing_ok=True)
        write = durable.create_new(target)
        try:
            digest, size = _pump(read, write)
            os.fsync(write)
        finally:
            os.close(write)
        return Copied(digest, size, _written(read), target)


def _opened(source: Path) -> BinaryIO:
    return os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb", 0)


def _written(read: BinaryIO) -> int:
    """When the file was written, in nanoseconds; 0 for what is no file of this machine."""
    try:
        return os.fstat(read.fileno()).st_mtime_ns
    except OSError:  # io.UnsupportedOperation is one
        return 0


def _pump(read: BinaryIO, write: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := read.read(PIECE):
        digest.update(piece)
        durable.write_all(write, piece)
        size += len(piece)
    return digest.hexdigest(), size


class Places:
    """Moves files to where they stay. Their folders are made durable by `settle`, once each."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._known: set[Path] = {top}
        self._touched: set[Path] = set()

    def move_in(self, temporary: Path, target: Path) -> None:
        """Give a durable file its name."""
        self._make(target.parent)
        temporary.replace(target)
        self._touched.add(target.parent)

    def settle(self) -> None:
        """Make every name given so far durable."""
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(sync_folder, sorted(self._touched)))
        self._touched.clear()

    def _make(self, folder: Path) -> None:
        if folder in self._known:
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._touched.add(folder.parent)
        self._known.add(folder)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file; None where it is not there or cannot be read."""
    try:
        with path.open("rb", buffering=0) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def digests_of(paths: Sequence[Path]) -> list[str | None]:
    """The digests of files, a few read at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(digest_of, paths))
