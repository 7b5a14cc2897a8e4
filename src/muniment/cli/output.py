"""What commands print: one JSON object with --json, tables and sentences without."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from muniment.foundation.kernel.clock import CIVIL

Row = Mapping[str, Any]
Advance = Callable[[int], None]


@dataclass
class Options:
    """What stands before or after any command. `answer` is what --json prints at the end."""

    json: bool = False
    debug: bool = False
    acting_as: str = ""
    answer: dict[str, Any] = field(default_factory=dict)


options: ContextVar[Options] = ContextVar("cli_options")


def answer(data: Mapping[str, Any], *lines: str) -> None:
    """The answer of a command: `data` for programs, `lines` for people."""
    options.get().answer.update(data)
    for line in lines:
        say(line)


def say(line: str = "") -> None:
    """A line for people; nothing with --json."""
    if not options.get().json:
        print(printable(line))


def table(name: str, rows: Sequence[Row], columns: Mapping[str, str], **more: Any) -> None:
    """Rows under `name` for programs; for people a table of `columns` (key and heading)."""
    given = options.get()
    given.answer.update({name: list(rows), **more})
    if given.json:
        return
    if not rows:
        say("There is nothing to show.")
        return
    for line in _laid_out(rows, columns):
        say(line.rstrip())


def _laid_out(rows: Sequence[Row], columns: Mapping[str, str]) -> Iterator[str]:
    cells = [list(columns.values())]
    cells += [[printable(_text(row.get(key))) for key in columns] for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    for number, line in enumerate(cells):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(CIVIL):%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def printable(text: str) -> str:
    """The text as it may go to a terminal: names from outside must not steer it."""
    shown = "".join(one if one.isprintable() else _escaped(one) for one in text)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def _escaped(one: str) -> str:
    return " " if one in "\n\t" else one.encode("unicode_escape").decode("ascii")


def as_json(data: Mapping[str, Any]) -> str:
    """One object on one line. What is not UTF-8 in a path is written as an escape."""
    return (
        json.dumps(data, default=_plain, ensure_ascii=False)
        .encode("utf-8", "backslashreplace")
        .decode("utf-8")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def finish() -> None:
    """Print the answer, where a program asked."""
    given = options.get()
    if given.json:
        print(as_json(given.answer))


def complain(lines: Iterable[str], data: Mapping[str, Any]) -> None:
    """Say what went wrong: to people on standard error, to programs as the one object."""
    if options.get().json:
        print(as_json(data))
        return
    for line in lines:
        print(printable(line), file=sys.stderr)


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Advance]:
    """A bar on standard error, if that is a terminal; call what it gives with each step."""
    if not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)
