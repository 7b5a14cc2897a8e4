"""Rows of text in and out: CSV as spreadsheets keep it, JSON and YAML."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, TextIO

from muniment.foundation.kernel import yamls
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.foundation.kernel.workbooks import is_workbook, read_table
from muniment.foundation.kernel.yamls import is_yaml

# A guarded cell is guarded once more, so that reading it back gives what was written.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def is_json(name: str) -> bool:
    """Whether a file is JSON, by the ending of its name."""
    return name.lower().endswith(".json")


def is_listed(name: str) -> bool:
    """Whether a file has entries and not lines: it is JSON or YAML."""
    return is_json(name) or is_yaml(name)


def read_rows(name: str, data: bytes, sheet: str = "", *, under: str = "") -> list[dict[str, Any]]:
    """The rows of a CSV file in UTF-8, of a JSON or YAML file that holds a list of objects, or of a
    sheet of a workbook, by its name where there are several. `under`: the name of the list, where
    the file holds an object that has it.

    `name` is that of the file. Raises Refused for what is none of them.
    """
    if is_workbook(name):
        return [_unguarded(row) for row in read_table(name, data, sheet)]
    if is_listed(name):
        found = _listed(name, data)
        if under and isinstance(found, dict) and under in found:
            found = found[under]
        return _objects(found, name)
    try:
        text = StringIO(data.decode("utf-8-sig"), newline="")
        return [_unguarded(row) for row in csv.DictReader(text)]
    except (ValueError, csv.Error) as broken:
        raise _unreadable(name, broken) from broken


def read_beside(name: str, data: bytes, under: str) -> list[dict[str, Any]] | None:
    """Another list of the same file, by its name; None where the file is no object, or says
    nothing of it. Raises Refused as `read_rows` does."""
    found = _listed(name, data) if is_listed(name) else None
    if not isinstance(found, dict) or under not in found:
        return None
    return _objects(found[under] or [], name)


def _listed(name: str, data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
        return yamls.read(text) if is_yaml(name) else json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise _unreadable(name, broken) from broken


def _unreadable(name: str, broken: Exception) -> Refused:
    message = f"{name} cannot be read: {broken}."
    if isinstance(broken, UnicodeDecodeError):
        message = f"{name} is not text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”."
    return Refused(Reason("unreadable", message, "file"))


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


def as_yaml(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """The rows as a list of objects with these columns, in YAML."""
    return yamls.written([{key: row.get(key, "") for key in columns} for row in rows])


def as_document(name: str, document: Mapping[str, Any]) -> str:
    """An object with its lists, as JSON or as YAML by the ending of the file's name."""
    if is_yaml(name):
        return yamls.written(document)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


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
