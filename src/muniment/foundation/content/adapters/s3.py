"""The content store on S3: spooled here and hashed, then written under its digest in one request.

An object is there whole or not at all, so that nothing needs a temporary name over there. What is
destroyed goes with all its versions: the mark that a service puts over an old version hides it and
destroys nothing.
"""

import io
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import plain, remote, sealed
from muniment.foundation.content.adapters.bucket import Bucket, Object, Version
from muniment.foundation.content.adapters.incoming import Incoming
from muniment.foundation.content.adapters.staging import Staging
from muniment.foundation.content.types import (
    ContentMissing,
    Held,
    Place,
    Seal,
    SealBook,
    Staged,
    StoreAway,
    StoreUnfit,
)
from muniment.foundation.kernel.errors import Refused

_T = TypeVar("_T")
ROUNDS = 3  # of removing what is found: somebody may write meanwhile


class S3Store(Staging):
    """Keeps bytes in a bucket under `prefix/blobs/ab/cd/<sha256>`, sealed ones with a dot and the
    name of their seal behind.

    `spool`: a folder of this machine for bytes on their way. `threads`: requests at once.
    """

    def __init__(
        self, place: Place, spool: Path, *, threads: int = 8, book: SealBook | None = None
    ) -> None:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(Incoming(spool, 0, stays=False), book, threads)
        self.bucket = Bucket(place)
        self._prefix = f"{place.prefix}/" if place.prefix else ""
        self._fresh = Fresh()
        self._fit = False

    def require_fit(self) -> None:
        """Raises `StoreUnfit` where the bucket would not let go of what is destroyed, StoreAway
        where it does not answer."""
        if reasons := self.bucket.unfit():
            self._fit = False
            raise StoreUnfit(reasons)
        self._fit = True

    # -- taking in ----------------------------------------------------------------------------
    def commit(self, staged: Staged) -> None:
        """Make the staged bytes part of the store, durably. Raises `StoreAway`, `StoreUnfit`."""
        self.commit_many([staged])

    def commit_many(self, staged: Sequence[Staged]) -> None:
        """Commit all; returns when the service has answered for every one.

        After a failure some may be in the store and some not; none is to be acknowledged.
        """
        if staged and not self._fit:
            self.require_fit()
        for failure in self._at_once(self._put, staged):
            if isinstance(failure, Refused):
                raise failure

    def _put(self, one: Staged) -> None:
        path = self._incoming.path_of(one)
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            self.bucket.put(self._key(one.sha256, one.seal_name), file, size)
            self._fresh.keep(one, os.dup(file.fileno()), size)
        path.unlink(missing_ok=True)

    # -- giving out ---------------------------------------------------------------------------
    def open(self, content: str | Staged) -> BinaryIO:
        """The plain bytes, for reading from any place; committed content also before it is in
        the books. Raises `ContentMissing`, `KeyGone`, `ContentCorrupt`, `StoreAway`."""
        fresh = self._fresh.opened(content) if isinstance(content, Staged) else None
        if fresh is None or isinstance(content, str):
            return super().open(content)  # what is asked for by its digest is what lies there
        return sealed.opened(fresh, content.seal, content.sha256) if content.seal else fresh

    @contextmanager
    def plain_files(self, contents: Sequence[Staged]) -> Iterator[list[Path]]:
        """Files with the plain bytes, for parts that read files; gone when it ends."""
        with plain.Files(self._incoming.folder) as files:
            try:
                yield [files.add(self.open(one)) for one in contents]
            finally:
                for one in contents:
                    self._fresh.forget(one.sha256)

    def exists(self, sha256: str, seal: str | None = None) -> bool:
        """Whether the store holds the bytes, under the seal of this name if one is given."""
        return self._head(sha256, seal) is not None

    def size(self, sha256: str) -> int:
        """How many plain bytes. Raises `ContentMissing`."""
        found = self._there(sha256)
        seal = "." in found.key.rpartition("/")[2]
        return max(sealed.plain_size(found.size), 0) if seal else found.size

    def raw(self, sha256: str, seal: str) -> BinaryIO:
        """The bytes as they lie at rest, plain or sealed. Raises `ContentMissing`, `StoreAway`."""
        return remote.opened(self.bucket, self._key(sha256, seal), sha256)

    def stamp(self, sha256: str, seal: str) -> None:
        """None: nobody can write over an object but with the same bytes, and it costs to ask."""

    def stored_at(self, sha256: str) -> datetime:
        """When the bytes were written. Raises `ContentMissing`."""
        return self._there(sha256).written_at

    # -- looking after ------------------------------------------------------------------------
    def forms(self, sha256: str) -> list[Held]:
        """The forms in which the store holds the bytes."""
        return [held for held, _ in self._listed(self._key(sha256, ""))]

    def delete(self, sha256: str) -> bool:
        """Remove the bytes for good, in whatever form and version; tells whether they were there.
        Safe to repeat."""
        existed = any(self.bucket.versions(self._key(sha256, "")))
        for failure in self.delete_many([sha256]).values():
            raise failure
        return existed

    def delete_many(self, digests: Sequence[str]) -> dict[str, Refused]:
        """Remove the bytes of each for good; those that could not be removed, and why."""
        failed = self._at_once(lambda one: self._destroy(self._key(one, "")), digests)
        for one in digests:
            self._fresh.forget(one)
        return {
            one: failure
            for one, failure in zip(digests, failed, strict=True)
            if isinstance(failure, Refused)
        }

    def drop(self, one: Held) -> None:
        """Remove one form of the bytes for good. Safe to repeat."""
        key = self._key(one.sha256, one.seal)
        self._destroy(key, lambda found: found.key == key)

    def iter_held(self) -> Iterator[Held]:
        """Every object held, ascending; a content may be held in more than one form for a while."""
        return (held for held, _ in self._listed(f"{self._prefix}blobs/"))

    def clear_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what aborted uploads left more than so many seconds before `now`."""
        removed = super().clear_incoming(older_than_seconds, now)
        for key, upload, since in self.bucket.unfinished(f"{self._prefix}blobs/"):
            if (now - since).total_seconds() > older_than_seconds:
                self.bucket.abandon(key, upload)
                removed += 1
        return removed

    # -- inside -------------------------------------------------------------------------------
    def _open(self, sha256: str, seal: Seal | None) -> BinaryIO:
        lies = self.raw(sha256, seal.name if seal else "")
        if isinstance(lies, io.BufferedReader):
            # What was read and compared must be what is given out: a second request might bring
            # other bytes. So a large file is fetched once, into a file without a name.
            lies = plain.spooled(lies, self._incoming.folder)
        return sealed.opened(lies, seal, sha256) if seal else lies

    def _streamed(self, sha256: str) -> BinaryIO:
        seal = self._book.seal_of(sha256)
        lies = self.raw(sha256, seal.name if seal else "")
        return sealed.opened(lies, seal, sha256) if seal else lies

    def _key(self, sha256: str, seal: str) -> str:
        return f"{self._prefix}{rules.blob_path(sha256, seal)}"

    def _head(self, sha256: str, seal: str | None) -> Object | None:
        key = self._key(sha256, seal or "")
        name = self._book.name_of(sha256) if seal is None else seal
        if name is None:  # in no book: what lies there in any form
            return next((found for _, found in self._listed(key)), None)
        return self.bucket.head(self._key(sha256, name))

    def _there(self, sha256: str) -> Object:
        found = self._head(sha256, None)
        if found is None:
            raise ContentMissing(sha256)
        return found

    def _listed(self, prefix: str) -> Iterator[tuple[Held, Object]]:
        """What belongs in the store; a key that is not made of its digest is passed over."""
        for one in self.bucket.objects(prefix):
            held = rules.held_as(one.key.rpartition("/")[2])
            if held and one.key == self._key(*held):
                yield Held(*held), one

    def _destroy(self, prefix: str, wanted: Callable[[Version], bool] = lambda found: True) -> None:
        """Remove every version, and look whether any is left. Raises `StoreAway`."""
        for _ in range(ROUNDS):
            found = [one for one in self.bucket.versions(prefix) if wanted(one)]
            if not found:
                return
            for one in found:
                self.bucket.destroy(one)
        raise StoreAway("it keeps what it was told to remove")

    def _at_once(self, work: Callable[[_T], None], several: Sequence[_T]) -> list[Refused | None]:
        def done(one: _T) -> Refused | None:
            try:
                work(one)
            except Refused as refusal:
                return refusal
            return None

        if len(several) == 1:
            return [done(several[0])]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(done, several))


@dataclass(frozen=True, slots=True)
class _Kept:
    handle: int
    size: int
    since: float


class Fresh:
    """What this process has just stored, so that it is not fetched to be looked at: a few files
    without a name, which vanish with the process whatever ends it."""

    FILES, BYTES, SECONDS = 256, 64 * 2**20, 60.0

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, one: Staged, handle: int, size: int) -> None:
        """Keep an open file, which is closed here."""
        with self._lock:
            self._close((one.sha256, one.seal_name))
            self._kept[one.sha256, one.seal_name] = _Kept(handle, size, time.monotonic())
            while self._kept and self._over():
                self._close(next(iter(self._kept)))

    def _over(self) -> bool:
        oldest = next(iter(self._kept.values()))
        return (
            len(self._kept) > self.FILES
            or sum(one.size for one in self._kept.values()) > self.BYTES
            or time.monotonic() - oldest.since > self.SECONDS
        )

    def opened(self, one: Staged) -> BinaryIO | None:
        """The bytes as they were stored, if they are still here."""
        with self._lock:
            kept = self._kept.get((one.sha256, one.seal_name))
            path = Path(f"/proc/self/fd/{kept.handle}") if kept else None
            return path.open("rb") if path else None

    def forget(self, sha256: str) -> None:
        """Let go of a content in whatever form."""
        with self._lock:
            for key in [one for one in self._kept if one[0] == sha256]:
                self._close(key)

    def _close(self, key: tuple[str, str]) -> None:
        kept = self._kept.pop(key, None)
        if kept:
            os.close(kept.handle)
