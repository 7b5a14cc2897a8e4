"""A folder of this machine: what stands in it, and putting aside what was taken."""

import os
from collections.abc import Iterator
from pathlib import Path

from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.types import ItemKind, SourceItem
from muniment.holdings.mailboxes.types import SourceProblem

TAKEN = b"taken"
MOST_NAMES = 1000  # how often a name may be taken already


def listed(folder: str) -> Iterator[SourceItem]:
    """The files of the folder and below, but for those put aside. Raises SourceProblem where there
    is no such folder."""
    if not Path(folder).is_dir():
        raise SourceProblem(f"There is no folder {folder}, or it cannot be read.")
    aside = TAKEN + b"/"
    return (one for one in items_of(Path(folder), whole=True) if not one.relative.startswith(aside))


def put_aside(folder: str, item: SourceItem) -> bool:
    """Move a file that was taken to the folder `taken`, under its path; never over another. False
    where it is not the file any more that was taken: it stays, and is looked at again."""
    top = os.path.realpath(os.fsencode(folder))
    parent, name = os.path.split(os.path.join(top, item.relative))
    if item.kind is not ItemKind.FILE or not _is_within(top, parent):
        return False
    source = os.path.join(parent, name)
    try:
        now = os.lstat(source)
    except OSError:
        return True  # gone: somebody else put it aside
    if f"{now.st_size}:{now.st_mtime_ns}" != item.stamp:
        return False
    target = os.path.join(top, TAKEN, item.relative)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if not _is_within(os.path.join(top, TAKEN), os.path.dirname(target)):
        return False
    return _moved(source, target)


def _is_within(top: bytes, path: bytes) -> bool:
    real = os.path.realpath(path)
    return real == top or real.startswith(top.rstrip(b"/") + b"/")


def _moved(source: bytes, target: bytes) -> bool:
    stem, ending = os.path.splitext(target)
    for number in range(MOST_NAMES):
        free = stem + (b" (%d)" % number if number else b"") + ending
        try:
            os.link(source, free, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if os.path.lexists(free):
                continue
            os.rename(source, free)
            return True
        os.unlink(source)
        return True
    return False
