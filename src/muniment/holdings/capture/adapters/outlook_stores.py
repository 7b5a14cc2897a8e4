"""Mailboxes of Outlook (.pst, .ost), read by `readpst` behind walls; the file is never written to.

readpst writes each message anew as an Internet message, for what lies in the store is none.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from muniment.foundation.content.adapters import bubblewrap
from muniment.holdings.capture.adapters.mailboxes import CHANGING, closing
from muniment.holdings.capture.types import ItemKind, SourceItem

SECONDS = 3600
LINE_BYTES = 64 * 1024  # of what readpst says; the names of folders are the store's choice
FILE_BYTES = 4 * 2**30  # of one message
_COUNTED = re.compile(rb"\d+ items done, (\d{1,12}) items skipped\.\s*$")
ABSENT = (
    "An Outlook mailbox is read by the program readpst, which is not on this machine. Install the "
    "package pst-utils and capture again, or capture with --whole-mailboxes to keep it as it is."
)
NO_WALLS = "An Outlook mailbox is read in a sandbox only, and there is none here: {}"
FAILED = (
    "The Outlook mailbox could not be taken apart to its end: {}. What could be read of it has "
    "been taken in. Capture with --whole-mailboxes to keep it as it is."
)


def messages_of(item: SourceItem) -> Iterator[SourceItem]:
    """What is in the store, in folders as there, each message a file; last the store itself, which
    says how many there were, or why not all."""
    before = os.lstat(item.absolute)
    reader = shutil.which("readpst")
    walls = bubblewrap.reason_unavailable()
    if reader is None or walls:
        problem = NO_WALLS.format(walls) if reader else ABSENT
        yield closing(item.absolute, item.relative, before, 0, problem)
        return
    with tempfile.TemporaryDirectory(prefix="muniment-pst-") as scratch:
        problem = _expand(Path(reader), Path(os.fsdecode(item.absolute)), Path(scratch))
        number = 0
        for one in _files(scratch, item):
            number += 1
            yield one
        after = os.lstat(item.absolute)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            problem = CHANGING
        yield closing(item.absolute, item.relative, before, number, problem)


def _expand(reader: Path, store: Path, scratch: Path) -> str:
    """Have the store written out; why that failed, or nothing."""
    # Messages with the endings of their kind, deleted ones too, text in UTF-8. Without -j 0 readpst
    # shares a folder among processes, which now and then write over each other's messages.
    arguments = ["-e", "-D", "-8", "-j", "0", "-o", "/out", "/in"]
    command = bubblewrap.around(reader, arguments, reads=store, writes=scratch)
    with tempfile.TemporaryFile() as told:
        try:
            done = subprocess.run(
                command,
                env={},
                stdout=told,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
                preexec_fn=_limit,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return FAILED.format(type(error).__name__)
        told.seek(0)
        last, skipped = _said(told)
    if done.returncode:
        return FAILED.format(last or f"readpst ended with {done.returncode}")
    return FAILED.format(f"{skipped:,} of what is in it cannot be read") if skipped else ""


def _said(told: IO[bytes]) -> tuple[str, int]:
    """The last line that readpst wrote, and how many items of all folders it could not read: it
    ends well even then."""
    last, skipped = b"", 0
    while line := told.readline(LINE_BYTES):
        counted = _COUNTED.search(line)
        skipped += int(counted[1]) if counted else 0
        last = line.strip() or last
    return last.decode("utf-8", "replace")[:200], skipped


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _files(scratch: str, store: SourceItem) -> Iterator[SourceItem]:
    top = os.fsencode(scratch)
    for folder, below, names in os.walk(top):
        below.sort()
        for name in sorted(names, key=lambda one: (len(one), one)):
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, top)
            yield _item(store, path, store.relative + b"/" + inside)


def _item(store: SourceItem, path: bytes, relative: bytes) -> SourceItem:
    is_message = relative.endswith(b".eml")
    return replace(
        store,
        kind=ItemKind.MESSAGE if is_message else ItemKind.FILE,
        absolute=path,
        relative=relative,
        size=os.lstat(path).st_size,
        version=f"in {store.stamp}",
    )
