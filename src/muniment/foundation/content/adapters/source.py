"""Reading a file on somebody else's drive, which may change, vanish or not be a file at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from muniment.foundation.content.types import (
    ChangedWhileRead,
    NotARegularFile,
    SourceFacts,
    SourceRefused,
    Unreadable,
    Vanished,
)

# O_NONBLOCK so that a pipe put in a file's place cannot hold us; it means nothing for a file.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})
_SPECIAL = frozenset({errno.ELOOP, errno.ENXIO, errno.ENODEV, errno.EISDIR, errno.EOPNOTSUPP})

Path = str | bytes | os.PathLike[str] | os.PathLike[bytes]


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, SourceFacts]]:
    """The file's bytes and facts; raises `ChangedWhileRead` at the end if it changed meanwhile.

    Links are not followed. Raises `NotARegularFile`, `Vanished` or `Unreadable`.
    """
    handle = _open(path)
    with os.fdopen(handle, "rb", buffering=0) as stream:
        before = facts_of(os.fstat(handle))
        yield stream, before
        if facts_of(os.fstat(handle)) != before or not _still_there(path, before):
            raise ChangedWhileRead


def refusal_of_read(error: OSError) -> SourceRefused:
    """The refusal that a failed read becomes."""
    if error.errno in _GONE:
        return Vanished()
    if error.errno in _SPECIAL:
        return NotARegularFile()
    return Unreadable(f"{error.strerror}.")


def facts_of(found: os.stat_result) -> SourceFacts:
    """What is kept of a stat."""
    return SourceFacts(
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        ctime_ns=found.st_ctime_ns,
        device=found.st_dev,
        inode=found.st_ino,
        mode=found.st_mode,
        uid=found.st_uid,
        gid=found.st_gid,
    )


def _open(path: Path) -> int:
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise NotARegularFile
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _refusal(error) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotARegularFile
    return handle


def _refusal(error: OSError | ValueError) -> SourceRefused:
    if isinstance(error, OSError):
        return refusal_of_read(error)
    return Unreadable("Its name holds a null byte.")


def _still_there(path: Path, before: SourceFacts) -> bool:
    """Whether the name still leads to the file that was read: editors replace by renaming."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == (before.device, before.inode)
