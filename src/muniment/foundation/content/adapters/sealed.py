"""Sealed content on disk: AES-256-GCM in chunks, which can be read from any place.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015): the nonce of a chunk is its
number and whether it is the last, so that cutting, reordering and repeating are found out. A key
serves one file only; the file's seal is authenticated with each chunk, so that files cannot be
exchanged. Layout: 16 bytes of magic, then chunks of 256 KiB, each followed by its tag of 16 bytes.
"""

import io
import os
import secrets
from collections.abc import Iterator
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from muniment.foundation.content.adapters.seeking import Seeking
from muniment.foundation.content.types import ContentCorrupt, Seal

MAGIC = b"muniment sealed\n"
CHUNK = 256 * 1024
TAG = 16
KEY_BYTES = 32


def new_seal() -> Seal:
    """A random key and a random name for it."""
    return Seal(secrets.token_hex(8), secrets.token_bytes(KEY_BYTES))


class Sealer:
    """Seals a stream of bytes piece by piece, in constant memory."""

    def __init__(self, seal: Seal) -> None:
        self._chunks = _Chunks(seal)
        self._pending = b""
        self._number = 0

    def update(self, data: bytes) -> Iterator[bytes]:
        """What can be written now that `data` has come; the first call begins with the magic."""
        if self._number == 0 and not self._pending:
            yield MAGIC
        view = memoryview(self._pending + data)
        start = 0
        while len(view) - start > CHUNK:  # the last chunk is kept back: it is marked as the last
            yield self._chunks.sealed(self._number, view[start : start + CHUNK], last=False)
            self._number += 1
            start += CHUNK
        self._pending = bytes(view[start:])

    def finish(self) -> Iterator[bytes]:
        """The rest."""
        if self._number == 0 and not self._pending:
            yield MAGIC
        yield self._chunks.sealed(self._number, self._pending, last=True)


class _Chunks:
    """Chunks by their number, into their sealed form and back."""

    def __init__(self, seal: Seal) -> None:
        self._cipher = AESGCM(seal.key)
        self._about = MAGIC + seal.name.encode("ascii")

    def sealed(self, number: int, data: bytes | memoryview, *, last: bool) -> bytes:
        return self._cipher.encrypt(_nonce(number, last), data, self._about)

    def opened(self, number: int, data: bytes, *, last: bool) -> bytes:
        """Raises InvalidTag."""
        return self._cipher.decrypt(_nonce(number, last), data, self._about)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def plain_size(size_on_disk: int) -> int:
    """How many bytes a sealed file of this size holds; -1 where no sealed file has this size."""
    whole, rest = divmod(size_on_disk - len(MAGIC), CHUNK + TAG)
    if whole < 0 or (rest and rest < TAG) or (whole and rest == TAG) or (not whole and not rest):
        return -1
    return whole * CHUNK + max(rest - TAG, 0)


def opened(file: BinaryIO, seal: Seal, sha256: str) -> BinaryIO:
    """The plain bytes of a sealed file, for reading from any place; closes `file` when closed.

    Raises ContentCorrupt, here or while reading, where a byte is not what was sealed.
    """
    try:
        return cast(BinaryIO, io.BufferedReader(_Reader(file, seal, sha256), CHUNK))
    except BaseException:
        file.close()
        raise


class _Reader(Seeking):
    def __init__(self, file: BinaryIO, seal: Seal, sha256: str) -> None:
        super().__init__()
        self._file, self._chunks, self._sha256 = file, _Chunks(seal), sha256
        self.size = plain_size(file.seek(0, os.SEEK_END))
        if self.size < 0 or _read_at(file, 0, len(MAGIC)) != MAGIC:
            raise ContentCorrupt(sha256)
        self._last = max(self.size - 1, 0) // CHUNK
        self._number, self._chunk = -1, b""
        # An empty file is one empty chunk, which nobody would read; a cut one looks shorter.
        self._load(self._last)

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self.place >= self.size or not len(into):
            return 0
        number, start = divmod(self.place, CHUNK)
        self._load(number)
        piece = memoryview(self._chunk)[start : start + len(into)]
        into[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        place = len(MAGIC) + number * (CHUNK + TAG)
        try:
            data = _read_at(self._file, place, CHUNK + TAG)
            self._chunk = self._chunks.opened(number, data, last=number == self._last)
        except (InvalidTag, OSError) as wrong:
            raise ContentCorrupt(self._sha256) from wrong
        self._number = number


def _read_at(file: BinaryIO, place: int, size: int) -> bytes:
    """So many bytes from this place; fewer only where the file ends."""
    file.seek(place)
    found = b""
    while len(found) < size and (piece := file.read(size - len(found))):
        found += piece
    return found
