"""A list of files with what is known of each: a manifest (CSV, JSON, YAML or a workbook)."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.types import ItemKind, Said, SourceItem

ROWS_MOST = 1_000_000
LISTS = (".csv", ".json", ".yaml", ".yml", ".xlsx")
MEANINGS = ("path", "title", "date", "into", "sha256")
# What columns are usually called; others are kept as metadata under their own names.
USUAL = {
    **dict.fromkeys(("path", "file", "filename", "file name", "filepath", "file path"), "path"),
    **dict.fromkeys(("title", "record title", "name of record"), "title"),
    **dict.fromkeys(("date", "record date", "date of record", "created"), "date"),
    **dict.fromkeys(("class", "folder", "into", "file plan", "file_class"), "into"),
    **dict.fromkeys(("sha256", "sha-256", "digest", "checksum"), "sha256"),
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a manifest, with the item that it means and the place (blank: the usual one)."""

    line: int
    into: str
    item: SourceItem


def rows_of(manifest: Path, files: Path, columns: Mapping[str, str]) -> list[Row]:
    """Every row, and a row for every file that none of them names. `columns` says what columns
    mean that are not called as usual: {"Location": "path"}.

    What is wrong with a row stands in its item, every reason of it. Raises NotFound, and Refused
    for a file that is no list, has no column of paths, or a column with no meaning.
    """
    if not manifest.is_file():
        raise NotFound("manifest", str(manifest))
    if not files.is_dir():
        raise NotFound("folder", str(files))
    there = {one.relative: one for one in items_of(files, whole=True)}
    there.pop(os.fsencode(os.path.relpath(manifest, files)), None)
    return rows_among(manifest.name, manifest.read_bytes(), there, columns)


def rows_among(
    name: str, data: bytes, there: Mapping[bytes, SourceItem], columns: Mapping[str, str]
) -> list[Row]:
    """Every row of the list `name` with these bytes, and a row for every one of the files `there`
    (by path) that none names. Raises Refused as `rows_of` does."""
    listed = sheets.read_rows(name, data)
    meant = _meanings(listed, columns)
    rows = list(_rows(listed, meant, there))
    named = {row.item.relative for row in rows}
    left = [one for path, one in there.items() if path not in named]
    return [*rows, *(Row(0, "", _without_row(one)) for one in left)]


def _meanings(listed: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> dict[str, str]:
    if not listed:
        raise Refused(Reason("empty", "The manifest has no rows.", "manifest"))
    if len(listed) > ROWS_MOST:
        words = f"The manifest has more than {ROWS_MOST:,} rows. Divide it."
        raise Refused(Reason("too_long", words, "manifest"))
    heads = [str(one) for one in listed[0]]
    unknown = [one for one in columns if one not in heads]
    wrong = [one for one in columns.values() if one not in MEANINGS]
    if unknown or wrong:
        words = f"There is no such column or meaning: {', '.join([*unknown, *wrong])}."
        raise Refused(Reason("columns", words, "columns"))
    meant = {head: columns.get(head) or USUAL.get(head.strip().lower(), "") for head in heads}
    found = [one for one in meant.values() if one]
    if found.count("path") != 1 or len(set(found)) != len(found):
        words = "Exactly one column must say the path of each file, and no two mean the same."
        raise Refused(Reason("columns", words, "columns"))
    return meant


def _rows(
    listed: Sequence[Mapping[str, object]],
    meant: Mapping[str, str],
    there: Mapping[bytes, SourceItem],
) -> Iterator[Row]:
    seen: set[bytes] = set()
    for line, row in enumerate(listed, 2):
        said = {meant[head]: _text(row.get(head)) for head in meant if meant[head]}
        beside = {
            head: text for head in meant if not meant[head] and (text := _text(row.get(head)))
        }
        item = _item(line, said, beside, there, seen)
        yield Row(line, said.get("into", ""), item)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value).strip()


def _item(
    line: int,
    said: Mapping[str, str],
    beside: dict[str, str],
    there: Mapping[bytes, SourceItem],
    seen: set[bytes],
) -> SourceItem:
    relative = _relative(said["path"])
    reasons = list(_reasons(said, relative, there, seen))
    if reasons:
        path = relative if relative and relative not in seen else b"(row %d)" % line
        seen.add(path)
        return SourceItem(ItemKind.UNFIT, b"", path, reason=f"Row {line}: {' '.join(reasons)}")
    seen.add(relative)
    told = Said(said.get("title", ""), _moment(said.get("date", "")), beside)
    return replace(there[relative], said=told, sha256=said.get("sha256", "").lower())


def _reasons(
    said: Mapping[str, str],
    relative: bytes,
    there: Mapping[bytes, SourceItem],
    seen: set[bytes],
) -> Iterator[str]:
    if not relative:
        yield "It names no file, or one outside the folder."
    elif relative in seen:
        yield "An earlier row names the same file."
    elif relative not in there:
        yield "There is no such file."
    elif stat.S_ISLNK(there[relative].mode):
        yield "It is a link, not a file."
    if said.get("date") and _moment(said["date"]) is None:
        yield f"'{said['date'][:40]}' is not a date. Write it as 2026-03-31."
    if said.get("sha256") and not _DIGEST.fullmatch(said["sha256"].lower()):
        yield "The digest is no SHA-256."


def _relative(text: str) -> bytes:
    steps = [one for one in text.replace("\\", "/").split("/") if one not in ("", ".")]
    leads_out = ".." in steps or text.startswith(("/", "\\")) or "\0" in text or text[1:2] == ":"
    return b"" if leads_out else "/".join(steps).encode("utf-8", "surrogateescape")


def _moment(text: str) -> datetime | None:
    """The date: 2026-03-31, with a time or without, or 31/03/2026 as people here write it."""
    written = _DAY.fullmatch(text)
    try:
        if written:
            found = date(int(written[3]), int(written[2]), int(written[1]))
            return datetime(found.year, found.month, found.day, 12, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == 10:
        moment = moment.replace(hour=12)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _without_row(item: SourceItem) -> SourceItem:
    words = "No row of the manifest names this file."
    return replace(item, kind=ItemKind.UNFIT, reason=words)


def list_among(items: Sequence[SourceItem]) -> SourceItem | None:
    """The list among files that came together: the highest one called manifest, or else the only
    one at the top that could be a list. None where there is none, or several could be it."""
    fit = [one for one in items if one.kind is ItemKind.FILE and one.name.lower().endswith(LISTS)]
    called = [one for one in fit if Path(one.name).stem.lower() == "manifest"]
    called.sort(key=lambda one: one.path.count("/"))
    if called:
        level = called[0].path.count("/")
        return called[0] if [one.path.count("/") for one in called].count(level) == 1 else None
    top = [one for one in fit if "/" not in one.path]
    return top[0] if len(top) == 1 else None
