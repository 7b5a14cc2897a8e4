"""Listing what a source holds, without following links and without stopping at a bad item."""

import mailbox
import os
import pwd
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture.types import ItemKind, SourceItem


def items_of(source: Path) -> Iterator[SourceItem]:
    """Every item of a folder, a single file or a mailbox, in a settled order.

    A single file that is an mbox mailbox gives its messages; a mailbox within a folder is one
    file. Raises NotFound if there is nothing at `source`.
    """
    raw = os.fsencode(source)
    try:
        found = os.lstat(raw)
    except OSError as error:
        raise NotFound("file or folder", str(source)) from error
    if stat.S_ISDIR(found.st_mode):
        yield from _walk(raw, b"")
    elif _is_mailbox(source, found):
        yield from _messages(source, found)
    else:
        yield _item(raw, os.path.basename(raw), found)


def _walk(top: bytes, relative: bytes) -> Iterator[SourceItem]:
    """All below a folder, depth first, with a stack of its own: depth is the source's choice."""
    stack = [(top, relative)]
    while stack:
        folder, prefix = stack.pop()
        entries, problem = _listed(folder)
        if problem:
            yield SourceItem(ItemKind.UNREADABLE_FOLDER, folder, prefix or b".", reason=problem)
        below = []
        for name in entries:
            path, place = os.path.join(folder, name), prefix + b"/" + name if prefix else name
            found = _lstat(path)
            if found is not None and stat.S_ISDIR(found.st_mode):
                below.append((path, place))
            else:
                yield _item(path, place, found)
        stack.extend(reversed(below))


def _listed(folder: bytes) -> tuple[list[bytes], str]:
    try:
        return sorted(os.listdir(folder)), ""
    except OSError as error:
        return [], f"The folder cannot be read: {error.strerror}."


def _lstat(path: bytes) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (OSError, ValueError):
        return None


def _item(path: bytes, relative: bytes, found: os.stat_result | None) -> SourceItem:
    if found is None:
        # Gone, or out of reach: taking it will fail and say why.
        return SourceItem(ItemKind.FILE, path, relative)
    return SourceItem(
        kind=_kind(found.st_mode),
        absolute=path,
        relative=relative,
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        atime_ns=found.st_atime_ns,
        mode=found.st_mode,
        uid=found.st_uid,
    )


def _kind(mode: int) -> ItemKind:
    if stat.S_ISLNK(mode):
        return ItemKind.LINK
    return ItemKind.FILE if stat.S_ISREG(mode) else ItemKind.SPECIAL


def _is_mailbox(source: Path, found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode) or source.suffix.lower() not in {".mbox", ".mbx"}:
        return False
    try:
        with source.open("rb") as opened:
            return opened.read(5) == b"From "
    except OSError:
        return False  # as one file it fails with its reason


def _messages(source: Path, found: os.stat_result) -> Iterator[SourceItem]:
    """The messages of a mailbox, each whole, as bytes and in order."""
    box = mailbox.mbox(source, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            content = box.get_bytes(key)
            name = b"%s#%06d.eml" % (os.fsencode(source.name), number)
            yield SourceItem(
                kind=ItemKind.MESSAGE,
                absolute=os.fsencode(source),
                relative=name,
                size=len(content),
                mtime_ns=found.st_mtime_ns,
                uid=found.st_uid,
                content=content,
            )
    finally:
        box.close()


@lru_cache(maxsize=1024)
def owner_name(uid: int) -> str:
    """The account name of a file's owner, or its number where it has none here."""
    if uid < 0:
        return ""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
