"""Bytes on their way in: hashed while written, durable under a temporary name, or gone."""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import durable, source
from muniment.foundation.content.adapters.sealed import Sealer
from muniment.foundation.content.types import (
    DigestMismatch,
    LengthMismatch,
    Seal,
    SourceFacts,
    Staged,
)
from muniment.foundation.kernel.errors import NoRoom

CHUNK = 1024 * 1024


class Incoming:
    """The folder of temporary files, in the same file system as the store.

    `headroom_bytes`: free space that must be left over. `stays`: whether the store keeps this
    very file; one whose bytes go elsewhere need not outlive a loss of power.
    """

    def __init__(self, folder: Path, headroom_bytes: int, *, stays: bool = True) -> None:
        self.folder = folder
        self.headroom_bytes = headroom_bytes
        self._stays = stays

    def receive(
        self,
        stream: BinaryIO,
        facts: SourceFacts | None,
        expected_size: int | None,
        expected_sha256: str | None,
        seal: Seal | None = None,
    ) -> Staged:
        """Write the stream to a new temporary file, sealed if there is a seal; whatever goes
        wrong, the file goes too."""
        announced = expected_size if expected_size is not None else facts.size if facts else 0
        self._refuse_without_headroom(announced)
        name = secrets.token_hex(16)
        path = self.folder / name
        handle = self._create(path)
        try:
            digest, size = self._copy(stream, handle, facts is not None, expected_size, seal)
            _compare(size, digest, expected_size, expected_sha256)
            if self._stays:
                _make_durable(handle)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)
        return Staged(digest, size, name, facts, seal)

    def _create(self, path: Path) -> int:
        try:
            return durable.create_new(path)
        except OSError as error:
            raise durable.refusal_of(error) from error

    def _copy(
        self,
        stream: BinaryIO,
        handle: int,
        is_file: bool,
        limit: int | None,
        seal: Seal | None = None,
    ) -> tuple[str, int]:
        digest = hashlib.sha256()
        sealer = Sealer(seal) if seal else None
        size = 0
        while chunk := _read(stream, is_file):
            size += len(chunk)
            if limit is not None and size > limit:
                raise LengthMismatch(limit, size)
            digest.update(chunk)
            # Each time: an upload need not say how long it will be, and others write, too.
            self._refuse_without_headroom(len(chunk))
            for piece in sealer.update(chunk) if sealer else (chunk,):
                _write(handle, piece)
        for piece in sealer.finish() if sealer else ():
            _write(handle, piece)
        return digest.hexdigest(), size

    def _refuse_without_headroom(self, wanted: int) -> None:
        free = durable.free_bytes(self.folder)
        if not rules.leaves_headroom(free, wanted, self.headroom_bytes):
            raise NoRoom(durable.NO_ROOM)

    def path_of(self, staged: Staged) -> Path:
        """Where the staged bytes lie."""
        if not staged.handle.isalnum():
            raise ValueError("a handle is hexadecimal")
        return self.folder / staged.handle

    def clear(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what was written last more than so many seconds before `now`."""
        removed = 0
        for entry in list(os.scandir(self.folder)):
            with suppress(FileNotFoundError):
                if (
                    now.timestamp() - entry.stat(follow_symlinks=False).st_mtime
                    > older_than_seconds
                ):
                    Path(entry.path).unlink()
                    removed += 1
        return removed


def _read(stream: BinaryIO, is_file: bool) -> bytes:
    try:
        return stream.read(CHUNK)
    except OSError as error:
        # An upload's own error is the door's to explain; a file's has a name of ours.
        if not is_file:
            raise
        raise source.refusal_of_read(error) from error


def _write(handle: int, chunk: bytes) -> None:
    try:
        durable.write_all(handle, chunk)
    except OSError as error:
        raise durable.refusal_of(error) from error


def _make_durable(handle: int) -> None:
    try:
        os.fchmod(handle, 0o400)
        os.fsync(handle)
    except OSError as error:
        raise durable.refusal_of(error) from error


def _compare(size: int, digest: str, expected_size: int | None, expected: str | None) -> None:
    if expected_size is not None and size != expected_size:
        raise LengthMismatch(expected_size, size)
    if expected is not None and digest != expected.lower():
        raise DigestMismatch
