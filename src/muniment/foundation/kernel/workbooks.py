"""Rows of text in and out of workbooks (.xlsx): values alone, within bounds.

A workbook is a zip of XML from somebody else. What unpacks to far more than it weighs, or has a
document type of its own, is refused before anything in it is read; formulas give the value that
was last computed, and are never run.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from muniment.foundation.kernel.errors import Reason, Refused

MOST_PARTS = 2_000
MOST_UNPACKED = 64 * 2**20  # bytes
MOST_ROWS = 20_000
MOST_COLUMNS = 200
CHUNK = 2**20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_workbook(name: str) -> bool:
    """Whether a file is a workbook, by the ending of its name."""
    return name.lower().endswith((".xlsx", ".xlsm"))


def read_table(name: str, data: bytes, sheet: str = "") -> list[dict[str, str]]:
    """The rows of one sheet by its name, under the first row that is not empty as headings; of the
    only one with something in it where none is named. Raises Refused for what is no workbook, is
    far too large, or leaves open which sheet is meant."""
    _refuse_bomb(name, data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        found = {one.title: list(_lines(name, one)) for one in book.worksheets}
    except Refused:
        raise
    except Exception as broken:  # whatever a malformed workbook makes of the reader
        raise _unreadable(name, "it is no workbook that can be read") from broken
    return _table(_chosen(name, {title: rows for title, rows in found.items() if rows}, sheet))


def _refuse_bomb(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise _unreadable(name, "it unpacks to more than Muniment reads")
            for one in parts:
                if one.filename.lower().endswith((".xml", ".rels")) and _has_type(packed, one):
                    raise _unreadable(name, "it has a document type of its own")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as broken:
        raise _unreadable(name, "it is no workbook that can be read") from broken


def _has_type(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    tail = b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            # In another encoding of text the letters stand apart.
            if _TYPED.search((tail + chunk).replace(b"\0", b"")):
                return True
            tail = chunk[-32:]
    return False


def _unreadable(name: str, why: str) -> Refused:
    return Refused(Reason("unreadable", f"{name} cannot be read: {why}.", "file"))


def _lines(name: str, sheet: Any) -> Iterator[list[str]]:
    """The rows of the sheet as text; empty ones stay, so that lines count as they are shown."""
    blank = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:
            raise _unreadable(name, f"a sheet has more than {MOST_ROWS:,} rows")
        cells = [_said(one) for one in row]
        if any(cells[MOST_COLUMNS:]):
            raise _unreadable(name, f"a sheet has more than {MOST_COLUMNS} columns")
        if not any(cells):
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield cells[:MOST_COLUMNS]


def _said(value: Any) -> str:
    """A cell as CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _chosen(name: str, sheets: Mapping[str, list[list[str]]], wanted: str) -> list[list[str]]:
    titles = ", ".join(f"“{one}”" for one in sheets)
    if wanted:
        found = {title.casefold(): rows for title, rows in sheets.items()}.get(wanted.casefold())
        if found is None:
            said = f"{name} has no sheet “{wanted}” with anything in it. It has {titles or 'none'}."
            raise Refused(Reason("sheet", said, "sheet"))
        return found
    if len(sheets) > 1:
        said = f"{name} has several sheets: {titles}. Say which."
        raise Refused(Reason("sheet", said, "sheet"))
    return next(iter(sheets.values()), [])


def _table(lines: list[list[str]]) -> list[dict[str, str]]:
    """The rows by their headings, empty ones left out. Where that moves them, each says in `line`
    where it stood."""
    start = next((number for number, one in enumerate(lines) if one), None)
    if start is None:
        return []
    heads = lines[start]
    numbered = [(number, one) for number, one in enumerate(lines[start + 1 :], start + 2) if one]
    moved = any(number != place for place, (number, _) in enumerate(numbered, 2))
    return [
        {**dict(zip(heads, line, strict=False)), **({"line": str(number)} if moved else {})}
        for number, line in numbered
    ]


def written(rows: Iterable[Mapping[str, str]], columns: Sequence[str], title: str) -> bytes:
    """A workbook of one sheet with the rows under a line of headings. Every cell is text: none is a
    formula. Control characters, which a workbook cannot hold, are left out."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    for row in ({one: one for one in columns}, *rows):
        cells = []
        for column in columns:
            cell = WriteOnlyCell(sheet, _CONTROL.sub("", row.get(column, "")))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
