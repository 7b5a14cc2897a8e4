"""Listing what a source holds, without following links and without stopping at a bad item."""

import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture.adapters import mailboxes, outlook_stores
from muniment.holdings.capture.types import ItemKind, SourceItem

MAILDIR = frozenset({b"cur", b"new", b"tmp"})


def items_of(source: Path, *, whole: bool = False) -> Iterator[SourceItem]:
    """Every item of a folder or a single file, in a settled order.

    A mailbox (mbox, Outlook store) gives its messages and then itself; `whole` leaves it one
    file. A Maildir is a folder whose files are messages. Raises NotFound if there is nothing at
    `source`.
    """
    raw = os.fsencode(source)
    try:
        found = os.lstat(raw)
    except OSError as error:
        raise NotFound("file or folder", str(source)) from error
    if stat.S_ISDIR(found.st_mode):
        items = _walk(raw, b"")
    else:
        items = iter([_item(raw, os.path.basename(raw), found)])
    for item in items:
        if whole:
            yield item
        else:
            yield from apart(item)


def apart(item: SourceItem) -> Iterator[SourceItem]:
    """The messages of an item and then itself, if it is a mailbox; else the item."""
    if _may_be_mailbox(item):
        yield from _taken_apart(item)
    else:
        yield item


def _may_be_mailbox(item: SourceItem) -> bool:
    return item.kind is ItemKind.FILE and mailboxes.may_be_mailbox(item.absolute)


def _taken_apart(item: SourceItem) -> Iterator[SourceItem]:
    """The messages of the file, if it is a mailbox; else the file."""
    start = _start(item.absolute)
    if mailboxes.is_mbox(item.absolute, start):
        yield from mailboxes.messages_of(item.absolute, item.relative, os.lstat(item.absolute))
    elif mailboxes.is_store(item.absolute, start):
        yield from outlook_stores.messages_of(item)
    else:
        yield item


def _start(path: bytes) -> bytes:
    try:
        with open(path, "rb") as opened:
            return opened.read(512)
    except OSError:
        return b""  # as one file it fails with its reason


def _walk(top: bytes, relative: bytes) -> Iterator[SourceItem]:
    """All below a folder, depth first, with a stack of its own: depth is the source's choice."""
    stack = [(top, relative, False)]
    while stack:
        folder, prefix, is_mail = stack.pop()
        entries, problem = _listed(folder)
        if problem:
            yield SourceItem(ItemKind.UNREADABLE_FOLDER, folder, prefix or b".", reason=problem)
        below = []
        is_maildir = MAILDIR.issubset(entries)
        for name in entries:
            path, place = os.path.join(folder, name), prefix + b"/" + name if prefix else name
            found = _lstat(path)
            if found is not None and stat.S_ISDIR(found.st_mode):
                below.append((path, place, is_maildir and name in MAILDIR))
            else:
                item = _item(path, place, found)
                yield _delivered(item) if is_mail else item
        stack.extend(reversed(below))


def _delivered(item: SourceItem) -> SourceItem:
    """A file of a Maildir: a message, which moves from `new` to `cur` and changes the flags
    behind its name as it is read (after the comma or colon), and stays the same message."""
    if item.kind is not ItemKind.FILE:
        return item
    folder, _, name = item.relative.rpartition(b"/")
    box, _, part = folder.rpartition(b"/")
    if part == b"tmp":
        words = "It was still being delivered to the mailbox. Capture the source again."
        return replace(item, kind=ItemKind.UNREADABLE_MAILBOX, reason=words)
    unique = name.partition(b":2,")[0]
    return replace(item, kind=ItemKind.MESSAGE, identity=b"%s\0maildir\0%s" % (box, unique))


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


@lru_cache(maxsize=1024)
def owner_name(uid: int) -> str:
    """The account name of a file's owner, or its number where it has none here."""
    if uid < 0:
        return ""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
