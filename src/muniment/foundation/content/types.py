"""What the content store keeps, what formats are called, and what comes out of extraction."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Protocol

from muniment.foundation.content.states import DerivedState, FixityState
from muniment.foundation.kernel.errors import Reason, Refused

Source = BinaryIO | str | bytes | PathLike[str] | PathLike[bytes]


# -- the store --------------------------------------------------------------------------------
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

    def path_for(self, sha256: str, seal: str | None = None) -> Path:
        """Where the bytes lie at rest, plain or sealed: not for reading what they say."""
        ...

    def delete(self, sha256: str) -> bool:
        """Remove the bytes durably, in whatever form; tells whether they were there. Safe to
        repeat."""
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


class ContentMissing(Refused):
    """The store does not hold the bytes asked for."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            Reason("content_missing", f"The content {sha256[:12]}… is not in the store.")
        )


class ContentCorrupt(Refused):
    """The bytes in the store are not what was stored."""

    def __init__(self, sha256: str) -> None:
        words = f"The content {sha256[:12]}… is damaged in the store."
        super().__init__(Reason("content_corrupt", words))


class KeyGone(Refused):
    """The key of sealed content was destroyed, or is not among the keys here."""

    def __init__(self) -> None:
        super().__init__(Reason("key_gone", "The key of this content is not here any more."))


class KeysProblem(Refused):
    """The files of the content keys are missing or broken."""

    def __init__(self, why: str) -> None:
        super().__init__(Reason("content_keys", f"Sealed content cannot be used: {why}."))


class StoreFailed(Refused):
    """The disk under the store failed. Nothing was kept, and the write is not tried again."""

    def __init__(self, error: OSError) -> None:
        super().__init__(Reason("store_failed", f"The content store failed: {error.strerror}."))


class LengthMismatch(Refused):
    """Fewer or more bytes came than were announced."""

    def __init__(self, expected: int, found: int) -> None:
        words = f"{expected} bytes were announced and {found} came."
        super().__init__(Reason("length_mismatch", words))


class DigestMismatch(Refused):
    """The bytes do not have the SHA-256 that was announced."""

    def __init__(self) -> None:
        words = "The content does not match the checksum that came with it."
        super().__init__(Reason("digest_mismatch", words))


class SourceRefused(Refused):
    """A source file could not be taken. The subclasses say why."""

    code = "source_refused"
    words = "The file could not be taken."

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason(self.code, f"{self.words} {detail}".strip()))


class ChangedWhileRead(SourceRefused):
    """The file changed between the first byte and the last."""

    code = "changed_while_read"
    words = "The file changed while it was being read."


class NotARegularFile(SourceRefused):
    """A link, socket, pipe, device or folder stands where a file was expected."""

    code = "not_a_regular_file"
    words = "This is not an ordinary file."


class Vanished(SourceRefused):
    """The file was there when the folder was listed and is no longer."""

    code = "vanished"
    words = "The file is no longer there."


class Unreadable(SourceRefused):
    """The file system refuses to let the file be read."""

    code = "unreadable"
    words = "The file cannot be read."


# -- formats ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Format:
    """A format as PRONOM names it. `puid` is empty where unknown; `warning` then says why."""

    puid: str
    mime: str
    name: str
    basis: str
    warning: str

    @property
    def known(self) -> bool:
        """Whether PRONOM has a name for it."""
        return bool(self.puid)


# -- extraction -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MessagePart:
    """One attachment of a message. `name` is what the sender wrote: never use it as a path."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came out of a document. `reason` is a sentence for people, empty when done."""

    state: DerivedState
    text: str = field(default="", repr=False)
    metadata: dict[str, str] = field(default_factory=dict)
    parts: tuple[MessagePart, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of the first page, or the reason why there is none."""

    state: DerivedState
    png: bytes | None = field(default=None, repr=False)
    reason: str = ""


class SandboxUnavailable(Refused):
    """There is no sandbox on this machine, and the settings do not allow going without."""

    def __init__(self, why: str) -> None:
        words = f"Text cannot be extracted safely on this machine: {why}"
        super().__init__(Reason("sandbox_unavailable", words))


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of contents that were to be removed: those that are gone, by digest, and why
    each of the others could not be."""

    gone: frozenset[str]
    failed: dict[str, Refused]


# -- checking -----------------------------------------------------------------------------------
class ContentVanished(Exception):
    """Content was removed between storing and filing it (a destruction of the same bytes came in
    between). The item is to be stored once more; `digests` says which."""

    def __init__(self, digests: Sequence[str]) -> None:
        super().__init__(", ".join(digests))
        self.digests = tuple(digests)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a check of the store against the database found. Lists of digests."""

    checked: int
    missing: tuple[str, ...]
    corrupt: tuple[str, ...]
    unreferenced: tuple[str, ...]
    doomed: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether every referenced blob is there and intact (leftovers do no harm)."""
        return not self.missing and not self.corrupt
