"""The folder of the second copy: whose it is, and that one works in it at a time.

A disk that is not there looks like an empty folder. Only a folder with this mark is the copy.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from muniment.foundation.content.adapters import durable
from muniment.foundation.content.types import CopyAway

MARK, LOCK, FORMAT = "muniment-copy", "lock", "muniment-copy/1"
_OURS = {LOCK, "lost+found"}


def begun(root: Path, origin: str) -> int:
    """The number of the mark (its inode) where the folder is the copy of the body `origin`; 0
    where it is not begun. Raises CopyAway where it is another's, or cannot be read."""
    try:
        with (root / MARK).open(encoding="utf-8") as file:
            found, number = file.read(), os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as wrong:
        raise CopyAway(f"{root / MARK} cannot be read") from wrong
    if found != _marked(origin):
        raise CopyAway(f"{root} is the copy of another body")
    return number


def begin(root: Path, origin: str) -> None:
    """Make the folder the copy of the body `origin`. Raises CopyAway where it holds other things
    or cannot be written."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if {path.name for path in root.iterdir()} - _OURS:
            raise CopyAway(f"{root} holds other things: name a folder that is empty or new")
        handle = durable.create_new(root / MARK)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_marked(origin))
            file.flush()
            os.fsync(handle)
        durable.sync_folder(root)
        durable.sync_folder(root.parent)
    except OSError as wrong:
        raise CopyAway(f"{root} cannot be written: {wrong.strerror}") from wrong


def _marked(origin: str) -> str:
    return json.dumps({"format": FORMAT, "origin": origin}) + "\n"


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Within it nobody else copies. Raises CopyAway where somebody does."""
    with (root / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CopyAway("somebody else is copying at this moment") from None
        yield
