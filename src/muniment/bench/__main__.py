"""`python -m muniment.bench`: measures everything on SQLite and PostgreSQL.

Each part is measured on each database in a process and a body of its own, in a temporary
folder. Prints a table and writes build/bench.json. `--quick` takes a tenth of the sizes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FULL = {
    "first": 1_000,
    "more": 99_000,
    "large": 2**30,
    "destroy": 10_000,
    "audit": 1_000_000,
    "search": 100_000,
    "due": 1_000_000,
    "bulk": 10_000,
    "terms": 1_000_000,
    "pages": 20_000,
    "coming": 60_000,
    "load": 900,
}
QUICK = {
    "first": 500,
    "more": 1_500,
    "large": 2**27,
    "destroy": 1_000,
    "audit": 100_000,
    "search": 10_000,
    "due": 100_000,
    "bulk": 1_000,
    "terms": 100_000,
    "pages": 2_000,
    "coming": 30_000,
    "load": 60,
}
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/"
PARTS = (
    *("capture", "read", "destroy", "audit", "search", "quality", "pages", "load"),
    *("hold", "due", "recalculate", "schedules", "bulk"),
)
# Each in a body of its own, so that no part has to do the work that another left.
BODIES = (
    *(("capture",), ("read",), ("destroy",), ("schedules",), ("quality",), ("bulk",), ("pages",)),
    ("load",),
    ("audit", "search", "hold", "due", "recalculate"),
)


def main() -> int:
    """Measure, print, write; 1 if a target was missed."""
    parser = argparse.ArgumentParser(prog="muniment bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them only")
    parser.add_argument("--only", action="append", choices=PARTS, help="these parts only")
    parser.add_argument("--records", type=int, help="how many there are to search among")
    parser.add_argument("--drive", type=Path, help="a folder of real office files to read")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return _measure(given)
    figures: list[dict[str, Any]] = []
    for database in [given.database] if given.database else ["sqlite", "postgresql"]:
        for parts in BODIES:
            wanted = [one for one in parts if one in (given.only or PARTS)]
            if wanted:
                figures += _in_a_body_of_its_own(database, _told(given, wanted))
    _write(figures)
    return 0 if all(one["met"] is not False for one in figures) else 1


def _told(given: argparse.Namespace, parts: Sequence[str]) -> list[str]:
    """The arguments of the process that measures the parts."""
    said = [f"--only={part}" for part in parts]
    said += ["--quick"] if given.quick else []
    said += [f"--records={given.records}"] if given.records else []
    return said + ([f"--drive={given.drive}"] if given.drive else [])


def _in_a_body_of_its_own(database: str, arguments: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="muniment-bench-") as folder:
        name = f"muniment_bench_{os.getpid()}"
        environment = {**os.environ, "MUNIMENT_HOME": f"{folder}/home"}
        environment["MUNIMENT_CHECKPOINTS"] = f"{folder}/checkpoints"
        environment["MUNIMENT_DATABASE_URL"] = (
            f"sqlite:///{folder}/home/muniment.sqlite3"
            if database == "sqlite"
            else POSTGRESQL + name
        )
        for one in ("home", "checkpoints", "work"):
            (Path(folder) / one).mkdir()
        _server(database, f'CREATE DATABASE "{name}"')
        try:
            return _run(environment, [*arguments, "--inside", f"{folder}/work"])
        finally:
            _server(database, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server(database: str, statement: str) -> None:
    if database == "sqlite":
        return
    import psycopg

    with psycopg.connect(POSTGRESQL + "postgres", autocommit=True) as link:
        link.execute(statement.encode())


def _run(environment: dict[str, str], arguments: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "muniment.bench", *arguments]
    figures = []
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as measured:
        for line in measured.stdout or ():
            if line.startswith("{"):
                figures.append(json.loads(line))
                print(_line(figures[-1]), flush=True)
    if measured.returncode:
        raise SystemExit(f"the measurement failed with {measured.returncode}")
    return figures


def _measure(given: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    for figure in _figures(given, given.inside):
        print(json.dumps(figure.as_json()), flush=True)
    return 0


def _figures(given: argparse.Namespace, work: Path) -> Iterator[Any]:
    from muniment.bench import (
        asking,
        capturing,
        clicking,
        describing,
        destroying,
        loading,
        material,
        quality,
        scheduling,
    )
    from muniment.demo.sample_drive import generate

    sizes = {**(QUICK if given.quick else FULL)}
    sizes["search"] = given.records or sizes["search"]
    parts = given.only or PARTS
    actor = material.make_body()
    if "capture" in parts:
        more = sizes["more"] if capturing.database() == "SQLite" else 0
        yield from capturing.small(actor, work, sizes["first"], more)
        yield from capturing.by_two(work, 5 * sizes["first"])
        yield from capturing.large(actor, work, sizes["large"])
    if "read" in parts:
        drive = given.drive or work / "drive"
        if not given.drive:
            generate(drive)
        yield from capturing.searchable(actor, drive)
    if "destroy" in parts:
        yield from destroying.destroying(actor, work, sizes["destroy"])
    if "schedules" in parts:
        yield from scheduling.scheduling()
    if "quality" in parts:
        yield from quality.quality(actor)
    if "bulk" in parts:
        yield from describing.describing(actor, sizes["bulk"], sizes["terms"])
    if "pages" in parts:
        yield from clicking.clicking(actor, work, sizes["pages"], sizes["coming"])
    if "load" in parts:
        yield from loading.loading(actor, sizes["search"], sizes["load"])
    if "audit" in parts:
        yield from asking.auditing(actor, sizes["audit"])
    if {"search", "due", "recalculate"} & set(parts):
        yield from asking.searching(actor, sizes["search"])
    if "hold" in parts:
        yield from asking.placing(actor, sizes["search"])
    if {"due", "recalculate"} & set(parts):
        yield from asking.due(actor, sizes["due"])
    if "recalculate" in parts:
        yield from asking.recalculating(actor)


def _line(one: dict[str, Any]) -> str:
    met = {True: "met", False: "MISSED", None: ""}[one["met"]]
    limit = "" if one["machine_limit"] is None else f"{one['machine_limit']:,.1f}"
    sign = "<=" if one["at_most"] else ">="
    target = "" if one["target"] is None else f"{sign} {one['target']:,.1f}"
    value = f"{one['value']:,.{1 if one['unit'] else 3}f} {one['unit']}"
    return f"{one['database']:11} {one['name']:46} {value:>18} {limit:>12} {target:>12} {met}"


def _write(figures: list[dict[str, Any]]) -> None:
    target = Path("build") / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=1), "utf-8")
    print(f"\nEach line: database, figure, value, the bare machine's, target. Written: {target}")


if __name__ == "__main__":
    sys.exit(main())
