"""Kinds of argument that several commands take, and how their text is read."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO, TypeVar

import typer

from muniment.foundation.kernel.errors import NotFound, Reason, Refused

E = TypeVar("E", bound=StrEnum)
# A guarded cell is guarded once more, so that reading it back gives what was written.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")

Reference = Annotated[str, typer.Argument(metavar="REF", help="The reference.")]
Why = Annotated[str, typer.Option("--reason", help="Why. It goes into the audit log.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="How many to show at most.")]
On = Annotated[str, typer.Option(metavar="DATE", help="A date such as 2026-03-31.")]


def read_date(text: str, field: str = "on") -> date | None:
    """The civil date, or None for blank. Raises Refused for what is not a date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is not a date. Write it as 2026-03-31."
        raise Refused(Reason("not_a_date", message, field)) from None


def one_of(kind: type[E], text: str, field: str) -> E:
    """The member of the enumeration, written with - or _. Raises Refused, with what there is."""
    try:
        return kind(text.strip().replace("-", "_").lower())
    except ValueError:
        known = ", ".join(one.value for one in kind)
        message = f"'{text}' is not one of: {known}."
        raise Refused(Reason("unknown", message, field)) from None


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file, or of a JSON file that holds a list of objects (by its ending).

    Raises Refused for a file that is not there or is neither.
    """
    try:
        if _is_json(path):
            return _objects(json.loads(path.read_text("utf-8-sig")), path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [_unguarded(row) for row in csv.DictReader(stream)]
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound("file", str(path)) from None
    except (ValueError, csv.Error) as broken:
        message = f"{path.name} cannot be read: {broken}."
        raise Refused(Reason("unreadable", message, "file")) from broken


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _objects(found: Any, path: Path) -> list[dict[str, Any]]:
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return [{key: _said(value) for key, value in one.items()} for one in found]
    raise Refused(Reason("unreadable", f"{path.name} is not a list of objects.", "file"))


def _said(value: Any) -> str:
    """A JSON value as a cell of CSV would have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _unguarded(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """What stands beyond the last column has the name None, and is for the room to refuse."""
    return {
        key: value[1:] if isinstance(value, str) and GUARDED.match(value) else value
        for key, value in row.items()
    }


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Write rows as CSV, or as JSON where the file's name ends so; how many. `-` is the
    standard output. Cells that a spreadsheet would run are guarded; `read_rows` undoes it."""
    if _is_json(path):
        listed = [{key: row.get(key, "") for key in columns} for row in rows]
        path.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return len(listed)
    if str(path) == "-":
        return _write_csv(sys.stdout, rows, columns)
    with path.open("w", encoding="utf-8", newline="") as stream:
        return _write_csv(stream, rows, columns)


def _write_csv(stream: TextIO, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    writer = csv.DictWriter(stream, list(columns), extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow({key: cell(value) for key, value in row.items()})
    return count


def cell(value: Any) -> str:
    """A value as a cell of CSV that no spreadsheet takes for a formula [promise 37]."""
    text = "" if value is None else str(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return f"'{text}" if FORMULA.match(text) else text
