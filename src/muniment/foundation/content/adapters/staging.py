"""What every content store does alike: taking bytes in, and reading them against their digest.

Bytes on their way in lie in a folder of this machine, wherever the store keeps them in the end.
"""

import hashlib
import os
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import sealed, source
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


class Staging:
    """The half of a store that takes bytes in, and looks whether they are what they were.

    `threads`: how many files `stage_many` writes at once. `book`: what is known of seals.
    """

    def __init__(self, incoming: Incoming, book: SealBook | None, threads: int) -> None:
        self._incoming = incoming
        self._book = book or Unsealed()
        self._threads = threads

    @abstractmethod
    def commit(self, staged: Staged) -> None:
        """Make the staged bytes part of the store, durably."""

    @abstractmethod
    def _open(self, sha256: str, seal: Seal | None) -> BinaryIO:
        """The plain bytes. Raises `ContentMissing`, `ContentCorrupt`."""

    @abstractmethod
    def iter_held(self) -> Iterator[Held]:
        """Every file held, ascending; a content may be held in more than one form for a while."""

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

    def verify(self, sha256: str) -> FixityState:
        """Read the bytes again and compare their SHA-256. Unreadable counts as corrupt."""
        try:
            with self._streamed(sha256) as stream:
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

    def clear_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what aborted uploads left more than so many seconds before `now`."""
        return self._incoming.clear(older_than_seconds, now)

    def _streamed(self, sha256: str) -> BinaryIO:
        """The plain bytes, for reading once from beginning to end."""
        return self.open(sha256)

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


def _digest(stream: BinaryIO) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
