"""What the content store keeps, and what a store does."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Protocol

from muniment.foundation.content.states import FixityState
from muniment.foundation.kernel.errors import Refused

Source = BinaryIO | str | bytes | PathLike[str] | PathLike[bytes]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the file system said of a source file while it was read. Times in nanoseconds."""

    size: int
    mtime_ns: int
    ctime_ns: int
    device: int
    inode: int
    mode: int
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that seals one content, and its name, which is part of the file's name."""

    name: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that are durable under a temporary name and not yet part of the store.

    `size` in bytes; `handle` is the store's own name for them, blank where the bytes are known to
    be there already; `source` is set for files; `seal` where they are sealed.
    """

    sha256: str
    size: int
    handle: str
    source: SourceFacts | None = None
    seal: Seal | None = None

    @property
    def seal_name(self) -> str:
        """The name of the seal; blank where the bytes lie plain."""
        return self.seal.name if self.seal else ""


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the store: a content, sealed under the seal of this name or (blank) plain."""

    sha256: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """A key that wraps the keys of content."""

    number: int
    made_at: datetime
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeysStatus:
    """How far sealing has come. `in_use`: how many wrapped keys each generation has. `overdue`:
    old generations ought to have been replaced or destroyed by now."""

    since: datetime | None
    sealed: int
    plain: int
    generations: tuple[Generation, ...]
    in_use: dict[int, int]
    overdue: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an S3 store is: `endpoint` a URL, blank for AWS; `timeout_seconds` how long an answer
    may take before the request is sent again."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    timeout_seconds: float = 30.0


class SealBook(Protocol):
    """What a store is told of seals: the database and the key files know them."""

    def sealing(self) -> bool:
        """Whether new content is to be sealed."""
        ...

    def name_of(self, sha256: str) -> str | None:
        """The name of the seal of content, blank where it lies plain; None for what is in no
        book."""
        ...

    def seal_of(self, sha256: str) -> Seal | None:
        """The seal of content, None where it lies plain. Raises KeyGone."""
        ...


class ContentStore(Protocol):
    """A place that keeps bytes under their SHA-256. The file system is one, S3 another."""

    def stage(
        self,
        stream: Source,
        *,
        expected_size: int | None = None,
        expected_sha256: str | None = None,
    ) -> Staged:
        """Make the bytes durable under a temporary name, or leave nothing and raise."""
        ...

    def stage_many(self, sources: Sequence[Source]) -> list[Staged | Refused]:
        """Stage each, in order; what is refused stands in its place as a value."""
        ...

    def stage_form(self, lies: BinaryIO, sha256: str, seal: Seal | None) -> Staged:
        """Stage the bytes of a file of another store as they lie there, plain or sealed, once they
        are proven to be this content. Raises `ContentCorrupt`, and leaves nothing then."""
        ...

    def commit(self, staged: Staged) -> None:
        """Make the staged bytes part of the store, durably."""
        ...

    def commit_many(self, staged: Sequence[Staged]) -> None:
        """Commit all; returns when every one is durable."""
        ...

    def discard(self, staged: Staged) -> None:
        """Remove staged bytes. Safe to repeat."""
        ...

    def store(
        self,
        stream: Source,
        *,
        expected_size: int | None = None,
        expected_sha256: str | None = None,
    ) -> Staged:
        """Stage and commit."""
        ...

    def open(self, content: str | Staged) -> BinaryIO:
        """The plain bytes, for reading from any place; committed content also before it is in
        the books. Raises `ContentMissing`, `KeyGone`, `ContentCorrupt`."""
        ...

    def plain_files(self, contents: Sequence[Staged]) -> AbstractContextManager[list[Path]]:
        """Files with the plain bytes, for parts that read files; gone when it ends."""
        ...

    def exists(self, sha256: str, seal: str | None = None) -> bool:
        """Whether the store holds the bytes, under the seal of this name if one is given."""
        ...

    def size(self, sha256: str) -> int:
        """How many bytes. Raises `ContentMissing`."""
        ...

    def raw(self, sha256: str, seal: str) -> BinaryIO:
        """The bytes as they lie at rest, plain or sealed: not for reading what they say. Raises
        `ContentMissing`, OSError."""
        ...

    def stamp(self, sha256: str, seal: str) -> tuple[int, int] | None:
        """The size at rest in bytes, and when it was written last in nanoseconds; None where
        nobody can write over it. Raises `ContentMissing`."""
        ...

    def stored_at(self, sha256: str) -> datetime:
        """When the bytes were written. Raises `ContentMissing`."""
        ...

    def delete(self, sha256: str) -> bool:
        """Remove the bytes durably, in whatever form; tells whether they were there. Safe to
        repeat."""
        ...

    def forms(self, sha256: str) -> list[Held]:
        """The forms in which the store holds the bytes."""
        ...

    def drop(self, one: Held) -> None:
        """Remove one form of the bytes durably. Safe to repeat."""
        ...

    def delete_many(self, digests: Sequence[str]) -> dict[str, Refused]:
        """Remove the bytes of each durably; those that could not be removed, and why."""
        ...

    def verify(self, sha256: str) -> FixityState:
        """Read the bytes again and compare their SHA-256."""
        ...

    def iter_all(self) -> Iterator[str]:
        """Every SHA-256 held, ascending."""
        ...

    def iter_held(self) -> Iterator[Held]:
        """Every file held, ascending; a content may be held in more than one form for a while."""
        ...

    def clear_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what aborted uploads left; returns how many."""
        ...
