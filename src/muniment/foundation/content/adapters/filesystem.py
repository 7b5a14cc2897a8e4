"""The content store on a file system: temporary file, fsync, rename, fsync of the folder."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import durable, plain, sealed
from muniment.foundation.content.adapters.incoming import Incoming
from muniment.foundation.content.adapters.staging import Staging
from muniment.foundation.content.types import (
    ContentMissing,
    Held,
    Seal,
    SealBook,
    Staged,
)
from muniment.foundation.kernel.errors import Refused


class FilesystemStore(Staging):
    """Keeps bytes under `root/blobs/ab/cd/<sha256>`, sealed ones with a dot and the name of their
    seal behind; names on disk are hexadecimal and no more.

    `headroom_bytes`: free space that new content must leave, so that the database can go on.
    `threads`: how many files `stage_many` writes at once; fsync waits, so a few help.
    `book`: what is known of seals.
    """

    def __init__(
        self,
        root: Path,
        *,
        headroom_bytes: int = 0,
        threads: int = 4,
        book: SealBook | None = None,
    ) -> None:
        self.root = Path(root)
        super().__init__(Incoming(self.root / "incoming", headroom_bytes), book, threads)
        self._blobs = self.root / "blobs"
        self._durable_folders: set[Path] = set()
        self._lock = threading.Lock()
        for folder in (self._incoming.folder, self._blobs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.sync_folder(self.root)
        durable.sync_folder(self.root.parent)

    # -- taking in ----------------------------------------------------------------------------
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

    # -- giving out ---------------------------------------------------------------------------
    @contextmanager
    def plain_files(self, contents: Sequence[Staged]) -> Iterator[list[Path]]:
        """Files with the plain bytes, for parts that read files; gone when it ends."""
        with plain.Files(self._incoming.folder) as files:
            yield [
                files.add(self.open(one)) if one.seal else self.path_for(one.sha256, "")
                for one in contents
            ]

    def exists(self, sha256: str, seal: str | None = None) -> bool:
        """Whether the store holds the bytes, under the seal of this name if one is given."""
        return self.path_for(sha256, seal).is_file()

    def size(self, sha256: str) -> int:
        """How many plain bytes. Raises `ContentMissing`."""
        path = self.path_for(sha256)
        try:
            on_disk = path.stat().st_size
        except FileNotFoundError:
            raise ContentMissing(sha256) from None
        return max(sealed.plain_size(on_disk), 0) if path.suffix else on_disk

    def path_for(self, sha256: str, seal: str | None = None) -> Path:
        """Where the bytes lie at rest, plain or sealed: not for reading what they say. Raises
        `ValueError` for what is not a SHA-256."""
        plainly = self.root / rules.blob_path(sha256, seal or "")
        if seal is not None:
            return plainly
        known = self._book.name_of(sha256)
        if known is None:  # in no book: what lies there in any form
            return next(iter(self._forms(sha256)), plainly)
        return self.root / rules.blob_path(sha256, known)

    def raw(self, sha256: str, seal: str) -> BinaryIO:
        """The bytes as they lie at rest, plain or sealed: not for reading what they say. Raises
        `ContentMissing`, OSError."""
        path = self.root / rules.blob_path(sha256, seal)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            raise ContentMissing(sha256) from None
        return os.fdopen(handle, "rb", buffering=0)

    def stamp(self, sha256: str, seal: str) -> tuple[int, int] | None:
        """The size at rest in bytes, and when it was written last in nanoseconds: another stamp
        means that somebody wrote there. Raises `ContentMissing`."""
        try:
            found = (self.root / rules.blob_path(sha256, seal)).stat()
        except FileNotFoundError:
            raise ContentMissing(sha256) from None
        return found.st_size, found.st_mtime_ns

    def stored_at(self, sha256: str) -> datetime:
        """When the bytes were written. Raises `ContentMissing`."""
        try:
            return datetime.fromtimestamp(self.path_for(sha256).stat().st_mtime, UTC)
        except FileNotFoundError:
            raise ContentMissing(sha256) from None

    # -- looking after ------------------------------------------------------------------------
    def delete(self, sha256: str) -> bool:
        """Remove the bytes durably, in whatever form; tells whether they were there. Safe to
        repeat."""
        existed = bool(self._forms(sha256))
        for failure in self.delete_many([sha256]).values():
            raise failure
        return existed

    def drop(self, one: Held) -> None:
        """Remove one form of the bytes durably. Safe to repeat."""
        path = self.path_for(one.sha256, one.seal)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                durable.sync_folder(path.parent)
        except OSError as error:
            raise durable.refusal_of(error) from error

    def delete_many(self, digests: Sequence[str]) -> dict[str, Refused]:
        """Remove the bytes of each durably: every name first, then one fsync per folder, most of
        which find that the first has done their work. Those that could not be removed, and why;
        each of them may be in the store or not."""
        failed: dict[str, Refused] = {}
        folders: dict[Path, list[str]] = {}
        for sha256 in digests:
            folder = self.path_for(sha256, "").parent
            try:
                for path in self._forms(sha256):
                    path.unlink(missing_ok=True)
            except OSError as error:
                failed[sha256] = durable.refusal_of(error)
            else:
                # Also where it was gone: an earlier call may have died between the two.
                folders.setdefault(folder, []).append(sha256)
        for folder, removed in folders.items():
            try:
                if folder.is_dir():
                    durable.sync_folder(folder)
            except OSError as error:
                failed.update(dict.fromkeys(removed, durable.refusal_of(error)))
        return failed

    def iter_held(self) -> Iterator[Held]:
        """Every file held, ascending; a content may be held in more than one form for a while."""
        for first in _sorted_names(self._blobs):
            for second in _sorted_names(self._blobs / first):
                for name in _sorted_names(self._blobs / first / second):
                    found = rules.held_as(name)
                    if found and name.startswith(first + second):
                        yield Held(*found)

    # -- inside -------------------------------------------------------------------------------
    def _open(self, sha256: str, seal: Seal | None) -> BinaryIO:
        path = self.path_for(sha256, seal.name if seal else "")
        try:
            if seal is None:
                return path.open("rb")
            return sealed.opened(path.open("rb", buffering=0), seal, sha256)
        except FileNotFoundError:
            raise ContentMissing(sha256) from None

    def forms(self, sha256: str) -> list[Held]:
        """The forms in which the store holds the bytes."""
        found = (rules.held_as(path.name) for path in self._forms(sha256))
        return [Held(*one) for one in found if one]

    def _forms(self, sha256: str) -> list[Path]:
        """The files of a content, in whatever form."""
        folder = self.path_for(sha256, "").parent
        return [folder / name for name in _sorted_names(folder) if name[:64] == sha256]

    def _move_in(self, staged: Staged) -> Path:
        target = self.path_for(staged.sha256, staged.seal_name)
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
