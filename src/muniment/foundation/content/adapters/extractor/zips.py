"""Zip files read with suspicion: sizes are counted, never believed."""

import io
import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .outcome import EXPANDED_MAX, Corrupt, Encrypted, TooLarge

CHUNK = 256 * 1024
ENTRIES_MAX = 100_000
_DIRECTORY_MAX = 16 * 1024 * 1024
_RATIO_MAX = 500
_RATIO_FROM = 16 * 1024 * 1024
_END = struct.Struct("<4s4H2LH")


class Package:
    """A zip file that is a document: parts are read by name, within one budget for all."""

    def __init__(self, data: bytes) -> None:
        refuse_long_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, OverflowError) as error:
            raise Corrupt(f"The file is not a sound zip package: {error}.") from error
        self.names = self._zip.namelist()
        if len(self.names) > ENTRIES_MAX:
            raise TooLarge(f"The package has more than {ENTRIES_MAX:,} entries.")
        self._known = frozenset(self.names)
        self._left = EXPANDED_MAX

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece. Raises `Corrupt`, `Encrypted`, `TooLarge`."""
        try:
            info = self._zip.getinfo(name)
            with self._zip.open(info) as stream:
                yield from self._counted(stream, info.compress_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError) as error:
            raise Corrupt(f"A part of the package is damaged: {error}.") from error
        except (RuntimeError, NotImplementedError) as error:
            raise _refusal_of(error) from error

    def read(self, name: str, limit: int = 8 * 1024 * 1024) -> bytes:
        """The first `limit` bytes of a part."""
        taken = io.BytesIO()
        for chunk in self.chunks(name):
            taken.write(chunk)
            if taken.tell() >= limit:
                break
        return taken.getvalue()[:limit]

    def _counted(self, stream: IO[bytes], compressed: int) -> Iterator[bytes]:
        expanded = 0
        while chunk := stream.read(CHUNK):
            expanded += len(chunk)
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLarge("The package expands to more than 256 MB.")
            if expanded > _RATIO_FROM and expanded > _RATIO_MAX * max(compressed, 1):
                raise TooLarge(f"A part expands more than {_RATIO_MAX} fold.")
            yield chunk


def _refusal_of(error: Exception) -> Corrupt | Encrypted:
    if "password" in str(error) or "encrypted" in str(error):
        return Encrypted("The package needs a password.")
    return Corrupt(f"The package is packed in an unknown way: {error}.")


def end_of_directory(data: bytes | mmap.mmap) -> tuple[int, int, int] | None:
    """Count of entries, size and offset (bytes) of the directory, as the file claims."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        return None
    fields = _END.unpack_from(data, at)
    return _zip64(data, at) or (fields[4], fields[5], fields[6])


def refuse_long_directory(data: bytes | mmap.mmap) -> None:
    """Raise `TooLarge` before a directory of a million entries is read."""
    found = end_of_directory(data)
    if found and (found[0] > ENTRIES_MAX or found[1] > _DIRECTORY_MAX):
        raise TooLarge(f"The package has more than {ENTRIES_MAX:,} entries.")


def _zip64(data: bytes | mmap.mmap, end: int) -> tuple[int, int, int] | None:
    locator = data[max(0, end - 20) : end]
    if not locator.startswith(b"PK\x06\x07"):
        return None
    at = struct.unpack_from("<Q", locator, 8)[0]
    if at + 56 > len(data) or data[at : at + 4] != b"PK\x06\x06":
        return None
    return struct.unpack_from("<QQQ", data, at + 32)
