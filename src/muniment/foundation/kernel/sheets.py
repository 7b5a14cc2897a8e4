"""Rows of text in and out: CSV as spreadsheets keep it, and JSON."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, TextIO

from muniment.foundation.kernel.errors import Reason, Refused
from muniment.foundation.kernel.workbooks import is_workbook, read_table

# A guarded cell is guarded once more, so that reading it back gives what was written.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def is_json(name: str) -> bool:
    """Whether a file is JSON, by the ending of its name."""
    return name.lower().endswith(".json")


def read_rows(name: str, data: bytes, sheet: str = "") -> list[dict[str, Any]]:
    """The rows of a CSV file in UTF-8, of a JSON file that holds a list of objects, or of a sheet
    of a workbook, by its name where there are several.

    `name` is that of the file. Raises Refused for what is none of them.
    """
    if is_workbook(name):
        return [_unguarded(row) for row in read_table(name, data, sheet)]
    try:
        text = data.decode("utf-8-sig")
        if is_json(name):
            return _objects(json.loads(text), name)
        return [_unguarded(row) for row in csv.DictReader(StringIO(text, newline=""))]
    except UnicodeDecodeError:
        message = f"{name} is not text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”."
        raise Refused(Reason("unreadable", message, "file")) from None
    except (ValueError, RecursionError, csv.Error) as broken:
        message = f"{name} cannot be read: {broken}."
        raise Refused(Reason("unreadable", message, "file")) from broken


def _objects(found: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return [{key: _said(value) for key, value in _flat(one).items()} for one in found]
    raise Refused(Reason("unreadable", f"{name} is not a list of objects.", "file"))


def _flat(one: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """An object without objects in it: `{"a": {"b": 1}}` as `{"a.b": 1}`."""
    found: dict[str, Any] = {}
    for key, value in one.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found


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


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as a file of CSV with every column that one of them has."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    written = StringIO(newline="")
    write_csv(written, rows, columns)
    return written.getvalue().encode()


def as_json(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """The rows as a list of objects with these columns."""
    listed = [{key: row.get(key, "") for key in columns} for row in rows]
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"


def write_csv(stream: TextIO, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Write the rows with a line of headings; how many. Cells that a spreadsheet would run are
    guarded; `read_rows` undoes it."""
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
