"""The content store on a file system: temporary file, fsync, rename, fsync of the folder."""

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import durable, plain, sealed, source
from muniment.foundation.content.adapters.incoming import Incoming
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import (
    ChangedWhileRead,
    ContentCorrupt,
    ContentMissing,
    DigestMismatch,
    Held,
    KeyGone,
    Seal,
    SealBook,
    Source,
    Staged,
)
from muniment.foundation.kernel.errors import Refused


class Unsealed:
    """The book of a store whose contents all lie plain."""

    def sealing(self) -> bool:
        """Never."""
        return False

    def name_of(self, sha256: str) -> str | None:
        """Blank: whatever is there lies plain."""
        return ""

    def seal_of(self, sha256: str) -> Seal | None:
        """None."""
        return None


class FilesystemStore:
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
        self._book = book or Unsealed()
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
        return self._stage(stream, self._book.sealing(), expected_size, expected_sha256)

    def stage_many(self, sources: Sequence[Source]) -> list[Staged | Refused]:
        """Stage each, a few at once; results in order, refusals as values."""
        sealing = self._book.sealing()  # asked once, and here: threads have no database
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda one: self._stage_or_refusal(one, sealing), sources))

    def stage_form(self, lies: BinaryIO, sha256: str, seal: Seal | None) -> Staged:
        """Stage the bytes of a file of another store as they lie there, plain or sealed, once they
        are proven to be this content; closes `lies`. Raises `ContentCorrupt`, and what `stage`
        raises, and leaves nothing then."""
        try:
            with lies:
                staged = self._incoming.receive(lies, None, None, None if seal else sha256)
        except (OSError, DigestMismatch) as unreadable:
            raise ContentCorrupt(sha256) from unreadable
        if seal is None:
            return staged
        try:
            file = self._incoming.path_of(staged).open("rb", buffering=0)
            with sealed.opened(file, seal, sha256) as stream:
                if _digest(stream) != sha256:
                    raise ContentCorrupt(sha256)
                return replace(staged, sha256=sha256, size=stream.tell(), seal=seal)
        except BaseException:
            self.discard(staged)
            raise

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
    def open(self, content: str | Staged) -> BinaryIO:
        """The plain bytes, for reading from any place; committed content also before it is in
        the books. Raises `ContentMissing`, `KeyGone`, `ContentCorrupt`."""
        if isinstance(content, Staged):
            return self._open(content.sha256, content.seal)
        rules.blob_path(content)  # before anything is asked: only a digest leads anywhere
        return self._open(content, self._book.seal_of(content))

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

    def verify(self, sha256: str) -> FixityState:
        """Read the bytes again and compare their SHA-256. Unreadable counts as corrupt."""
        try:
            with self.open(sha256) as stream:
                found = _digest(stream)
        except ContentMissing:
            return FixityState.MISSING
        except (ContentCorrupt, KeyGone, OSError):
            return FixityState.CORRUPT
        return FixityState.INTACT if found == sha256 else FixityState.CORRUPT

    def iter_all(self) -> Iterator[str]:
        """Every SHA-256 held, ascending; what does not belong in the store is passed over."""
        last = ""
        for one in self.iter_held():
            if one.sha256 != last:
                yield one.sha256
            last = one.sha256

    def iter_held(self) -> Iterator[Held]:
        """Every file held, ascending; a content may be held in more than one form for a while."""
        for first in _sorted_names(self._blobs):
            for second in _sorted_names(self._blobs / first):
                for name in _sorted_names(self._blobs / first / second):
                    found = rules.held_as(name)
                    if found and name.startswith(first + second):
                        yield Held(*found)

    def clear_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what aborted uploads left more than so many seconds before `now`."""
        return self._incoming.clear(older_than_seconds, now)

    # -- inside -------------------------------------------------------------------------------
    def _stage(
        self,
        stream: Source,
        sealing: bool,
        expected_size: int | None = None,
        expected_sha256: str | None = None,
    ) -> Staged:
        seal = sealed.new_seal() if sealing else None
        if not isinstance(stream, str | bytes | os.PathLike):
            return self._incoming.receive(stream, None, expected_size, expected_sha256, seal)
        staged: Staged | None = None
        try:
            with source.opened(stream) as (opened, facts):
                staged = self._incoming.receive(opened, facts, expected_size, expected_sha256, seal)
                if staged.size != facts.size:
                    raise ChangedWhileRead
        except Refused:
            if staged:
                self.discard(staged)
            raise
        return staged

    def _stage_or_refusal(self, one: Source, sealing: bool) -> Staged | Refused:
        try:
            return self._stage(one, sealing)
        except Refused as refusal:
            return refusal

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


def _digest(stream: BinaryIO) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _sorted_names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
