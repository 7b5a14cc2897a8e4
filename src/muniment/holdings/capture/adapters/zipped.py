"""A zip file as a folder: taken apart behind walls, each entry a file with its path."""

import json
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from muniment.foundation.content.adapters import bubblewrap, durable
from muniment.foundation.kernel.errors import NoRoom, NotFound, Reason, Refused
from muniment.holdings.capture.types import ItemKind, SourceItem

SECONDS = 1800
MOST = 64 * 2**30  # bytes that may come out of one file
MEMORY = 1024 * 2**20
PROGRAM = "from extractor import unpack\nunpack.run({most})"
INDEX = "index.jsonl"


@contextmanager
def unpacked(source: Path) -> Iterator[list[SourceItem]]:
    """The entries of a zip file, while the context lasts. Raises NotFound, and Refused for what is
    no zip file, is a bomb, or where there is no sandbox."""
    if not source.is_file():
        raise NotFound("file", str(source))
    walls = bubblewrap.reason_unavailable()
    if walls:
        words = f"A zip file is taken apart in a sandbox only, and there is none here: {walls}"
        raise Refused(Reason("no_sandbox", words))
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    top.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zip-", dir=top) as folder:
        _take_apart(source, Path(folder))
        yield list(_items(Path(folder)))


def _take_apart(source: Path, folder: Path) -> None:
    room = durable.free_bytes(folder) - settings.MUNIMENT_HEADROOM_BYTES
    if room <= 0:
        raise NoRoom(Reason("no_room", "There is no room to take the zip file apart."))
    most = min(MOST, room)
    command = bubblewrap.unpacking(PROGRAM.format(most=most), reads=source, writes=folder)
    try:
        subprocess.run(
            command, env={}, capture_output=True, timeout=SECONDS, check=False, preexec_fn=_limit
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        words = "The zip file could not be taken apart in time."
        raise Refused(Reason("timed_out", words)) from error


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _items(folder: Path) -> Iterator[SourceItem]:
    lines = _lines(folder)
    if not lines or not lines[-1].get("end"):
        raise Refused(Reason("damaged", "The zip file could not be taken apart."))
    if lines[-1].get("reason"):
        raise Refused(Reason("not_unpacked", str(lines[-1]["reason"])))
    taken: dict[str, int] = {}
    for told in lines[:-1]:
        yield _item(folder, told, _free(clean_path(str(told.get("name", ""))), taken))


def _lines(folder: Path) -> list[dict[str, Any]]:
    """The index, judged as if an enemy had written it: by now one may have."""
    try:
        text = (folder / INDEX).read_text("ascii")
        found = [json.loads(line) for line in text.splitlines()]
    except (OSError, ValueError, RecursionError):
        return []
    return found if all(isinstance(one, dict) for one in found) else []


def _item(folder: Path, told: dict[str, Any], relative: bytes) -> SourceItem:
    number, reason = told.get("number"), str(told.get("reason", ""))[:300]
    path = folder / str(number)
    if reason:
        return SourceItem(ItemKind.UNFIT, b"", relative, reason=reason)
    if not isinstance(number, int) or path.is_symlink() or not path.is_file():
        words = "It did not come out of the zip file."
        return SourceItem(ItemKind.UNREADABLE, b"", relative, reason=words)
    stamp = _nanoseconds(told.get("when"))
    os.utime(path, ns=(stamp, stamp))
    size = path.stat().st_size
    return SourceItem(
        ItemKind.FILE,
        os.fsencode(path),
        relative,
        size=size,
        mtime_ns=stamp,
        version=f"zip {size}:{stamp}",
    )


def _nanoseconds(when: object) -> int:
    try:
        assert isinstance(when, list)
        year, month, day, hour, minute, second = map(int, when)
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (AssertionError, TypeError, ValueError, OverflowError):
        return 0
    return int(moment.timestamp()) * 10**9


def clean_path(name: str) -> str:
    """The path of an entry, as steps that only go down. It is shown and never opened; but a path
    that leads elsewhere would mislead whoever reads it."""
    steps = name.replace("\\", "/").replace("\0", "").split("/")
    if steps and len(steps[0]) == 2 and steps[0][1] == ":":
        steps = steps[1:]
    return "/".join(one for one in steps if one.strip() not in ("", ".", "..")) or "(no name)"


def _free(path: str, taken: dict[str, int]) -> bytes:
    """The path, or where an earlier entry has it another beside it: nothing hides anything.
    `taken`: each path that an entry has, with the last number that was tried beside it."""
    path = path.encode("utf-8", "replace").decode()
    stem, dot, ending = path.rpartition(".")
    number, found = taken.get(path, 0), path
    while found in taken:
        number += 1
        found = f"{stem} ({number}).{ending}" if dot and "/" not in ending else f"{path} ({number})"
    if found != path:
        taken[path] = number
    taken[found] = 1
    return found.encode()
