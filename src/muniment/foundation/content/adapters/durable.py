"""Calls to the file system that decide whether bytes survive a loss of power."""

import errno
import os
from pathlib import Path

from muniment.foundation.content.types import StoreFailed
from muniment.foundation.kernel.errors import NoRoom, Reason, Refused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM = Reason("no_room", "The disk under the content store is full. Nothing was kept.")


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. A failure is raised and never tried again."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create_new(path: Path) -> int:
    """Open a new file for writing that nobody else can read; an existing name is an error."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o600)


def write_all(handle: int, chunk: bytes | memoryview) -> None:
    """Write every byte of `chunk`, however many calls that takes."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(handle, rest) :]


def free_bytes(folder: Path) -> int:
    """How many bytes ordinary users may still write on the file system of `folder`."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


def refusal_of(error: OSError) -> Refused:
    """The refusal that a failed write becomes."""
    return NoRoom(NO_ROOM) if error.errno in _FULL else StoreFailed(error)
