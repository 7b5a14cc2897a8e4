"""The export of a chat with the pages on which it goes on and the files that came with it: beside
it in its folder, or in a zip."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from django.conf import settings

from muniment.foundation.kernel.errors import Reason, Refused
from muniment.foundation.kernel.names import safe_name
from muniment.holdings.capture.adapters.zipped import unpacked
from muniment.holdings.capture.types import ItemKind, SourceItem

ENDINGS = (".html", ".htm", ".xhtml", ".json", ".txt")
PAGES_MOST = 10_000
_FIRST = re.compile(r"(messages)(\.html?)", re.I)
USUAL = ("messages.html", "result.json", "_chat.txt", "chat.txt", "chat.html")


@dataclass
class Exported:
    """An export at `path`, and the pages on which it goes on. `packed`: what came with it in a zip
    file, by path beside it; None where it lies in a folder, whose files are looked up when a
    message names them."""

    path: Path
    packed: dict[str, SourceItem] | None = None
    further: Sequence[Path] = ()
    _led_to: set[str] = field(default_factory=set)

    def find(self, name: str) -> bytes | None:
        """Where the file is that a message names, by its path or (in a zip file) by its name
        alone where no other is called so; None where there is none to be taken."""
        wanted = "/".join(one for one in name.split("/") if one not in ("", "."))
        if self.packed is None:
            return _in_folder(self.path, wanted)
        if wanted not in self.packed:
            alike = self._by_name.get(wanted, ())
            wanted = alike[0] if len(alike) == 1 else ""
        item = self.packed.get(wanted)
        if item is None or item.kind is not ItemKind.FILE or _too_large(item.size):
            return None
        self._led_to.add(wanted)
        return item.absolute

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.packed or {}:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def left(self, found: Sequence[SourceItem]) -> Iterator[SourceItem]:
        """What came with the export and is attached to nothing, with the reason."""
        taken = {path for one in found for _, path in one.beside}
        for name, item in (self.packed or {}).items():
            if item.absolute in taken and name in self._led_to:
                continue
            words = item.reason or "No message leads to this file."
            words = "It is too large." if _too_large(item.size) else words
            yield replace(item, kind=ItemKind.UNFIT, reason=words)


def _too_large(size: int) -> bool:
    return size > settings.MUNIMENT_MAX_UPLOAD_BYTES


def _in_folder(export: Path, wanted: str) -> bytes | None:
    """A plain file below the folder of the export; nothing that a name or a link leads out to."""
    top = os.path.realpath(export.parent)
    try:
        path = os.path.join(top, wanted)
        found = os.lstat(path)
        inside = os.path.realpath(path) == os.path.normpath(path)
    except (OSError, ValueError):
        return None
    plain = stat.S_ISREG(found.st_mode) and ".." not in wanted.split("/")
    fit = plain and inside and not _too_large(found.st_size) and path.startswith(f"{top}/")
    if not wanted or not fit or wanted == export.name or not os.access(path, os.R_OK):
        return None
    return os.fsencode(path)


@contextmanager
def exported(source: Path) -> Iterator[Exported]:
    """The export at `source`, or in the zip file there, while the context lasts. Raises Refused
    for a zip file in which none is found, or several could be it."""
    if source.suffix.lower() != ".zip":
        yield Exported(source, further=_pages_beside(source))
        return
    with unpacked(source) as entries:
        item = _export_among(entries)
        place = Path(os.fsdecode(item.absolute))
        beside = place.parent / "export"
        beside.mkdir()
        path = place.rename(beside / safe_name(item.name))
        lead = f"{item.folder}/" if item.folder else ""
        others = {one.path.removeprefix(lead): one for one in entries if one is not item}
        pages = further_pages(item.name, others)
        found = {name: others.pop(name) for name in pages if others[name].kind is ItemKind.FILE}
        further = [
            Path(os.fsdecode(one.absolute)).rename(beside / name) for name, one in found.items()
        ]
        yield Exported(path, others, further)


def _pages_beside(source: Path) -> list[Path]:
    if not _FIRST.fullmatch(source.name) or not source.parent.is_dir():
        return []
    names = further_pages(source.name, (one.name for one in source.parent.iterdir()))
    pages = [source.with_name(name) for name in names]
    return [page for page in pages if page.is_file() and not page.is_symlink()]


def further_pages(first: str, names: Iterable[str]) -> list[str]:
    """Of the names of files, those of the pages on which an export goes on that begins on `first`,
    in their order: Telegram writes messages.html, messages2.html and so on."""
    begins = _FIRST.fullmatch(first)
    if not begins:
        return []
    wanted = re.compile(rf"{begins[1]}([1-9]\d{{0,5}}){re.escape(begins[2])}")
    found = [(int(page[1]), name) for name in names if (page := wanted.fullmatch(name))]
    return [name for _, name in sorted(found)][:PAGES_MOST]


def _is_usual(name: str) -> bool:
    return name in USUAL or (name.startswith("whatsapp chat") and name.endswith(".txt"))


def _export_among(entries: Sequence[SourceItem]) -> SourceItem:
    fit = [
        one for one in entries
        if one.kind is ItemKind.FILE and one.name.lower().endswith(ENDINGS)
    ]  # fmt: skip
    level = min((one.path.count("/") for one in fit), default=0)
    highest = [one for one in fit if one.path.count("/") == level]
    usual = [one for one in highest if _is_usual(one.name.lower())]
    chosen = usual or highest
    if len(chosen) != 1:
        words = (
            "There is no export of a chat in the zip file, or several that could be it. Put one "
            "at the top: messages.html, result.json or chat.txt."
        )
        raise Refused(Reason("no_chat", words, "chosen"))
    return chosen[0]
