"""The content store on a file system: temporary file, fsync, rename, fsync of the folder."""

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import durable, source
from muniment.foundation.content.adapters.incoming import Incoming
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import (
    ChangedWhileRead,
    ContentMissing,
    Source,
    Staged,
)
from muniment.foundation.kernel.errors import Refused


class FilesystemStore:
    """Keeps bytes under `root/blobs/ab/cd/<sha256>`; names on disk are hexadecimal and no more.

    `headroom_bytes`: free space that new content must leave, so that the database can go on.
    `threads`: how many files `stage_many` writes at once; fsync waits, so a few help.
    """

    def __init__(self, root: Path, *, headroom_bytes: int = 0, threads: int = 4) -> None:
        self.root = Path(root)
        self._incoming = Incoming(self.root / "incoming", headroom_bytes)
        self._blobs = self.root / "blobs"
        self._threads = threads
        self._durable_folders: set[Path] = set()
        self._lock = threading.Lock()
        for folder in (self._incoming.folder, self._blobs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.sync_folder(self.root)
        durable.sync_folder(self.root.parent)

    # -- taking in ----------------------------------------------------------------------------
    def stage(
        self,
        stream: Source,
        *,
        expected_size: int | None = None,
        expected_sha256: str | None = None,
    ) -> Staged:
        """Make the bytes durable under a temporary name, with constant memory.

        `expected_size` in bytes. Raises `LengthMismatch`, `DigestMismatch`, `NoRoom`,
        `StoreFailed`, or a `SourceRefused` where `stream` is a path; each leaves nothing.
        """
        if not isinstance(stream, str | bytes | os.PathLike):
            return self._incoming.receive(stream, None, expected_size, expected_sha256)
        staged: Staged | None = None
        try:
            with source.opened(stream) as (opened, facts):
                staged = self._incoming.receive(opened, facts, expected_size, expected_sha256)
                if staged.size != facts.size:
                    raise ChangedWhileRead
        except Refused:
            if staged:
                self.discard(staged)
            raise
        return staged

    def stage_many(self, sources: Sequence[Source]) -> list[Staged | Refused]:
        """Stage each, a few at once; results in order, refusals as values."""
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._stage_or_refusal, sources))

    def commit(self, staged: Staged) -> None:
        """Make the staged bytes part of the store, durably. Raises `StoreFailed`."""
        self.commit_many([staged])

    def commit_many(self, staged: Sequence[Staged]) -> None:
        """Commit all: every rename first, then one fsync per folder.

        After a failure some may be in the store and some not; none is to be acknowledged.
        """
        try:
            folders = [self._move_in(one) for one in staged]
            for folder in dict.fromkeys(folders):
                durable.sync_folder(folder)
        except OSError as error:
            raise durable.refusal_of(error) from error

    def discard(self, staged: Staged) -> None:
        """Remove staged bytes. Safe to repeat."""
        self._incoming.path_of(staged).unlink(missing_ok=True)

    def store(
        self,
        stream: Source,
        *,
        expected_size: int | None = None,
        expected_sha256: str | None = None,
    ) -> Staged:
        """Stage and commit. Raises what they raise, and leaves nothing then."""
        staged = self.stage(stream, expected_size=expected_size, expected_sha256=expected_sha256)
        try:
            self.commit(staged)
        except Refused:
            self.discard(staged)
            raise
        return staged

    # -- giving out ---------------------------------------------------------------------------
    def open(self, sha256: str) -> BinaryIO:
        """The bytes, for reading. Raises `ContentMissing`."""
        try:
            return self.path_for(sha256).open("rb")
        except FileNotFoundError:
            raise ContentMissing(sha256) from None

    def exists(self, sha256: str) -> bool:
        """Whether the store holds the bytes."""
        return self.path_for(sha256).is_file()

    def size(self, sha256: str) -> int:
        """How many bytes. Raises `ContentMissing`."""
        try:
            return self.path_for(sha256).stat().st_size
        except FileNotFoundError:
            raise ContentMissing(sha256) from None

    def path_for(self, sha256: str) -> Path:
        """Where the bytes lie. Raises `ValueError` for what is not a SHA-256."""
        return self.root / rules.blob_path(sha256)

    # -- looking after ------------------------------------------------------------------------
    def delete(self, sha256: str) -> bool:
        """Remove the bytes durably; tells whether they were there. Safe to repeat."""
        existed = self.path_for(sha256).exists()
        for failure in self.delete_many([sha256]).values():
            raise failure
        return existed

    def delete_many(self, digests: Sequence[str]) -> dict[str, Refused]:
        """Remove the bytes of each durably: every name first, then one fsync per folder, most of
        which find that the first has done their work. Those that could not be removed, and why;
        each of them may be in the store or not."""
        failed: dict[str, Refused] = {}
        folders: dict[Path, list[str]] = {}
        for sha256 in digests:
            path = self.path_for(sha256)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                failed[sha256] = durable.refusal_of(error)
            else:
                # Also where it was gone: an earlier call may have died between the two.
                folders.setdefault(path.parent, []).append(sha256)
        for folder, removed in folders.items():
            try:
                if folder.is_dir():
                    durable.sync_folder(folder)
            except OSError as error:
                failed.update(dict.fromkeys(removed, durable.refusal_of(error)))
        return failed

    def verify(self, sha256: str) -> FixityState:
        """Read the bytes again and compare their SHA-256. Unreadable counts as corrupt."""
        try:
            with self.path_for(sha256).open("rb", buffering=0) as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return FixityState.MISSING
        except OSError:
            return FixityState.CORRUPT
        return FixityState.INTACT if found == sha256 else FixityState.CORRUPT

    def iter_all(self) -> Iterator[str]:
        """Every SHA-256 held, ascending; what does not belong in the store is passed over."""
        for first in _sorted_names(self._blobs):
            for second in _sorted_names(self._blobs / first):
                for name in _sorted_names(self._blobs / first / second):
                    if rules.is_digest(name) and name.startswith(first + second):
                        yield name

    def clear_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what aborted uploads left more than so many seconds before `now`."""
        return self._incoming.clear(older_than_seconds, now)

    # -- inside -------------------------------------------------------------------------------
    def _stage_or_refusal(self, one: Source) -> Staged | Refused:
        try:
            return self.stage(one)
        except Refused as refusal:
            return refusal

    def _move_in(self, staged: Staged) -> Path:
        target = self.path_for(staged.sha256)
        self._make_folder(target.parent)
        self._incoming.path_of(staged).replace(target)
        return target.parent

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and its name durable; once per process is enough, folders stay."""
        if folder in self._durable_folders or folder == self.root:
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        durable.sync_folder(folder.parent)
        with self._lock:
            self._durable_folders.add(folder)


def _sorted_names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
