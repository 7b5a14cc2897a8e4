"""Plain bytes of sealed content for programs that read files: never under a name that stays.

Small ones are in memory. Large ones are files that lose their name before a byte is written, so
that they vanish with this process, whatever ends it.
"""

import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from muniment.foundation.content.adapters import durable

IN_MEMORY = 256 * 1024
_PIECE = 1024 * 1024


class Files:
    """Files with plain bytes, for as long as the context lasts. `folder`: where large ones are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handles: list[int] = []

    def __enter__(self) -> "Files":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for handle in self._handles:
            os.close(handle)

    def add(self, stream: BinaryIO) -> Path:
        """A path under which this process and its children can read the bytes; closes `stream`."""
        with stream:
            first = stream.read(IN_MEMORY + 1)
            handle = self._unnamed(len(first) > IN_MEMORY)
            self._handles.append(handle)
            with os.fdopen(os.dup(handle), "wb") as out:
                out.write(first)
                shutil.copyfileobj(stream, out, _PIECE)
        return Path(f"/proc/{os.getpid()}/fd/{handle}")

    def _unnamed(self, large: bool) -> int:
        return _unnamed(self._folder) if large else os.memfd_create("plain", os.MFD_CLOEXEC)


def spooled(stream: BinaryIO, folder: Path) -> BinaryIO:
    """The bytes of a stream in a file without a name, at its beginning; closes `stream`. Raises
    `NoRoom`, `StoreFailed`, and what reading raises."""
    with stream, os.fdopen(_unnamed(folder), "w+b") as file:
        try:
            shutil.copyfileobj(stream, file, _PIECE)
            file.flush()
        except OSError as error:
            raise durable.refusal_of(error) from error
        file.seek(0)
        return os.fdopen(os.dup(file.fileno()), "rb")


def _unnamed(folder: Path) -> int:
    path = folder / secrets.token_hex(16)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        path.unlink()
    except OSError as error:
        raise durable.refusal_of(error) from error
    return handle
