"""The ledger's file, in the folder of the checkpoints: lines are added at its end, and stay."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from muniment.foundation.audit.adapters import folder
from muniment.foundation.audit.adapters.files import sync_folder

NAME = "destroyed.ledger"
_TAIL = 1 << 20  # bytes: more than any line


def path() -> Path:
    """Where the ledger is."""
    return folder.folder() / NAME


def append(make: Callable[[str], str]) -> None:
    """Add the lines that `make` makes of the line before (empty at the beginning), durably.

    One process at a time. What a write that was cut off has left is overwritten: nobody was told
    that it is there. Raises OSError.
    """
    place = path()
    place.parent.mkdir(parents=True, exist_ok=True)
    new = not place.exists()
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end, before = _last_line(file.fileno())
        os.ftruncate(file.fileno(), end)
        _write(file.fileno(), make(before).encode(), end)
        os.fsync(file.fileno())
    if new:
        sync_folder(place.parent)


def text() -> str:
    """The ledger; empty where there is none. Raises OSError."""
    try:
        return path().read_text("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _last_line(handle: int) -> tuple[int, str]:
    """Where the last whole line ends, and that line."""
    size = os.fstat(handle).st_size
    start = max(size - _TAIL, 0)
    tail = os.pread(handle, size - start, start)
    end = tail.rfind(b"\n") + 1
    line = tail[tail.rfind(b"\n", 0, max(end - 1, 0)) + 1 : end]
    return start + end, line.decode("utf-8", "replace")


def _write(handle: int, data: bytes, place: int) -> None:
    while data:
        written = os.pwrite(handle, data, place)
        data, place = data[written:], place + written
