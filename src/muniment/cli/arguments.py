"""Kinds of argument that several commands take, and how their text is read."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from muniment.foundation.kernel import sheets, workbooks, yamls
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if

E = TypeVar("E", bound=StrEnum)

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


def read_fields(given: Sequence[str]) -> dict[str, str | list[str]]:
    """Fields as they are written on the command line: `ward=North`; named again for several
    values, empty after the sign to empty one. Raises Refused with every one that is not."""
    said: dict[str, list[str]] = {}
    wrong = []
    for one in given:
        code, sign, value = one.partition("=")
        if not sign or not code.strip():
            words = f"Write '{one}' as CODE=VALUE."
            wrong.append(Reason("not_a_field", words, "fields"))
        said.setdefault(code.strip(), []).append(value.strip())
    refuse_if(wrong)
    return {code: texts if len(texts) > 1 else texts[0] for code, texts in said.items()}


def read_rows(path: Path, sheet: str = "", *, under: str = "") -> list[dict[str, Any]]:
    """The rows of a CSV file, of a JSON or YAML file that holds a list of objects (or an object
    with such a list `under` a name), or of a sheet of a workbook (by its ending).

    Raises Refused for a file that is not there or is none of them.
    """
    return sheets.read_rows(path.name, read_bytes(path), sheet, under=under)


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises Refused for what is none."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Reason("unreadable", f"{path} is not text in UTF-8.", "file")) from None


def read_bytes(path: Path) -> bytes:
    """What the file holds. Raises NotFound where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound("file", str(path)) from None


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Write rows as CSV, or as JSON, YAML or a workbook where the file's name ends so; how many.

    `-` is the standard output. Cells that a spreadsheet would run are guarded; `read_rows` undoes
    it.
    """
    if sheets.is_listed(path.name):
        listed = list(rows)
        write = sheets.as_yaml if yamls.is_yaml(path.name) else sheets.as_json
        path.write_text(write(listed, columns), "utf-8")
        return len(listed)
    if workbooks.is_workbook(path.name):
        listed = [{key: sheets.cell(value) for key, value in row.items()} for row in rows]
        path.write_bytes(workbooks.written(listed, columns, path.stem))
        return len(listed)
    if str(path) == "-":
        return sheets.write_csv(sys.stdout, rows, columns)
    with path.open("w", encoding="utf-8", newline="") as stream:
        return sheets.write_csv(stream, rows, columns)
