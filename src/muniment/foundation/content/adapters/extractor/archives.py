"""Archives: the names of what is in them, and nothing is taken out."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib

from .outcome import EXPANDED_MAX, Corrupt, Outcome, Sink, TooLarge
from .zips import ENTRIES_MAX, end_of_directory

_ENTRY = struct.Struct("<4s6H3L5H2L")
_Packed = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
_BOMB_RATIO = 1000
_BOMB_FROM = 1024**3
_READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError)


class _Counted(io.RawIOBase):
    """A stream that gives out no more than the limit of expanded bytes."""

    def __init__(self, stream: _Packed) -> None:
        super().__init__()
        self._stream = stream
        self._left = EXPANDED_MAX

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._stream.read(len(view))
        view[: len(piece)] = piece
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge("The archive expands to more than 256 MB.")
        return len(piece)


def zip_names(data: bytes) -> Outcome:
    """The names in a zip file, from its directory alone. Raises `Corrupt` or `TooLarge`."""
    found = end_of_directory(data)
    if found is None:
        raise Corrupt("The archive has no directory: it is cut off or damaged.")
    count, size, offset = found
    sink = Sink()
    listed, packed, expanded, locked = _walk(data, offset, size, sink)
    if count and not listed:
        raise Corrupt("The directory of the archive is damaged.")
    _refuse_bomb(len(data), packed, expanded)
    return _listing(sink, max(count, listed), listed, "yes" if locked else "")


def _walk(data: bytes, at: int, size: int, sink: Sink) -> tuple[int, int, int, bool]:
    """List the entries; returns how many, their bytes packed and expanded, whether locked."""
    listed = packed = expanded = 0
    locked = False
    end = min(len(data), at + size)
    while at + _ENTRY.size <= end and listed < ENTRIES_MAX and data[at : at + 4] == b"PK\x01\x02":
        entry = _ENTRY.unpack_from(data, at)
        name = data[at + _ENTRY.size : at + _ENTRY.size + entry[10]]
        sink.add(name.decode("utf-8" if entry[3] & 0x800 else "cp437", "replace") + "\n")
        listed, packed, expanded = listed + 1, packed + entry[8], expanded + entry[9]
        locked = locked or bool(entry[3] & 1)
        at += _ENTRY.size + entry[10] + entry[11] + entry[12]
    return listed, packed, expanded, locked


def _refuse_bomb(size: int, packed: int, expanded: int) -> None:
    if packed > size:
        raise TooLarge("Entries of the archive overlap: it is made to expand without end.")
    if expanded > _BOMB_FROM and expanded > _BOMB_RATIO * size:
        raise TooLarge(f"The archive claims to expand to {expanded:,} bytes.")


def tar_names(data: bytes) -> Outcome:
    """The names in a tar file."""
    return _tar(io.BytesIO(data))


def compressed(data: bytes) -> Outcome:
    """The names in a compressed tar, or the name that a compressed file had before."""
    try:
        start = _expanded(data).read(512)
    except _READ_ERRORS as error:
        raise Corrupt(f"The archive is damaged: {error}.") from error
    if start[257:262] == b"ustar":
        return _tar(_Counted(_expanded(data)))
    name = _name_in_gzip(data)
    return Outcome(text=name, note="" if name else "Only names are listed; there are none.")


def _expanded(data: bytes) -> _Packed:
    """A stream of what is inside, by how the file begins."""
    if data.startswith(b"BZ"):
        return bz2.BZ2File(io.BytesIO(data))
    if data.startswith(b"\xfd7"):
        return lzma.LZMAFile(io.BytesIO(data))
    return gzip.GzipFile(fileobj=io.BytesIO(data))


def _tar(stream: object) -> Outcome:
    sink = Sink()
    listed = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                sink.add(member.name + "\n")
                archive.members = []
                listed += 1
                if listed >= ENTRIES_MAX:
                    break
    except _READ_ERRORS as error:
        if not listed:
            raise Corrupt(f"The archive is damaged: {error}.") from error
        return _listing(sink, listed, listed, "", note="The archive is damaged after these names.")
    return _listing(sink, listed, listed, "")


def _listing(sink: Sink, count: int, listed: int, locked: str, note: str = "") -> Outcome:
    if count > listed:
        note = f"The first {listed:,} of {count:,} names are listed."
    metadata = {"entries": str(count), "encrypted-entries": locked}
    return Outcome(text=sink.text(), metadata=metadata, note=note)


def _name_in_gzip(data: bytes) -> str:
    """The original name in a gzip header (RFC 1952, section 2.3.1)."""
    if data[:2] != b"\x1f\x8b" or len(data) < 10 or not data[3] & 8:
        return ""
    at = 10 + (2 + int.from_bytes(data[10:12], "little") if data[3] & 4 else 0)
    return data[at : at + 1024].split(b"\x00")[0].decode("latin-1")
