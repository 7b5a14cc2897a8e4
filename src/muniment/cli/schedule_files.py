"""Schedules in and out of files: one edition, or a folder of a hundred."""

import re
from collections.abc import Mapping as Given
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import read_bytes, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, progress, say, table
from muniment.cli.retention import LEFT, SHOWN, read_mapping
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound, Refused, refuse_if

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.lifecycle.retention.rules import Mapping
    from muniment.lifecycle.retention.types.schedules import Changes

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the schedule.")]
Which = Annotated[
    int, typer.Option("--edition", metavar="N", help="Its number; else the one under way.")
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx file.")]
MappedBy = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="Which of its columns is which, as JSON."),
]
LeftIn = Annotated[
    Path | None, typer.Option("--left", metavar="FILE", help="Write what was left to a .csv.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]
INDEX = "schedules.csv"
ENDINGS = (".csv", ".json", ".yaml", ".yml", ".xlsx")
RULES, CLAUSES = "rules", "clauses"  # the lists of a JSON or YAML file that is an object


def import_(
    code: Code,
    file: File,
    mapping: MappedBy = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="The sheet of a workbook.")] = "",
    left: LeftIn = None,
    dry_run: DryRun = False,
) -> None:
    """Give the draft under way the rules of a file, and no others.

    A JSON or YAML file may hold clauses of policies too.
    """
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now, today
        from muniment.lifecycle.retention import actions, queries, rules

        access.require(actor, Permission.RETENTION_MANAGE)
        number = queries.edition_under_way(code).number
        found = read_rows(file, sheet, under=RULES)
        rows, out = _rows(found, read_mapping(mapping), code)
        clauses = sheets.read_beside(file.name, read_bytes(file), CLAUSES)
        if dry_run:
            edition = queries.edition_named(code, number)
            drafts, faults = queries.read_edition(edition, rows, today=today())
            named = rules.read_clauses(clauses or ())
            refuse_if([*faults, *rules.reasons_against_clauses(named)])
            told = counted(rules.changes_between(queries.rules_of(edition), drafts))
        else:
            done = actions.import_edition(actor, code, number, rows, clauses=clauses, now=now())
            told = {name: getattr(done, name) for name in ("added", "changed", "same", "left_out")}
    if left is not None:
        write_rows(left, out, LEFT)
    told = {"edition": number, **told, "not_understood": len(out)}
    answer({**told, "reasons": out})
    for one in out[:SHOWN] if left is None else []:
        say(f"Not understood. Line {one['line']}, {one['title']}: {one['reason']}")
    say(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in told.items()) + ".")


def _rows(
    rows: list[dict[str, Any]], mapping: "Mapping | None", code: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows in our columns, and those that were not understood."""
    from muniment.lifecycle.retention import rules

    if mapping is None:
        refuse_if(rules.reasons_not_to_read(rows, code))
        return rows, []
    refuse_if(rules.reasons_not_to_map(mapping, list(rows[0]) if rows else []))
    own = replace(mapping, code_prefix=mapping.code_prefix.replace("{schedule}", code))
    done = rules.map_rows(rows, own)
    out = [{"line": one.line, "title": one.title, "reason": one.reason} for one in done.left]
    return list(done.rows), out


def export(code: Code, file: File, edition: Which = 0) -> None:
    """Write the rules of an edition (the one in force), in the form that import takes.

    JSON and YAML hold the clauses of its policies too; CSV and workbooks the rules alone.
    """
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.lifecycle.retention import queries, rules
        from muniment.lifecycle.retention.types import COLUMNS

        access.require(actor, Permission.RETENTION_SEE)
        found = (
            queries.edition_named(code, edition)
            if edition
            else queries.edition_in_force(code) or queries.edition_under_way(code)
        )
        drafts = queries.rules_of(found)
        if sheets.is_listed(file.name):
            document = rules.as_document(code, found.number, queries.clauses_of(found), drafts)
            file.write_text(sheets.as_document(file.name, document), "utf-8")
        else:
            write_rows(file, [rules.as_cells(one) for one in drafts], COLUMNS)
        count = len(drafts)
    answer({"rules": count, "edition": found.number}, f"{count} rules are in {file}.")


def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="With a file for each.")],
    mapping: MappedBy = None,
    area: Annotated[str, typer.Option(help="Whose they are, where the list does not say.")] = "",
    left: LeftIn = None,
) -> None:
    """Open a schedule for each file of a folder, with its rules as a draft.

    The code and the title are those of the file; or the folder has a list, schedules.csv, with
    the columns file, code, title, purpose, owner_unit and area. A file that cannot be read is
    told, and the others come in.
    """
    with acting() as actor:
        if not folder.is_dir():
            raise NotFound("folder", str(folder))
        said = _index(folder)
        files = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in ENDINGS]
        files = [one for one in files if one.name != INDEX]
        means, told, out = read_mapping(mapping), [], []
        with progress("Loading schedules", len(files)) as advance:
            for number, file in enumerate(files, 1):
                row, missed = _load(actor, file, said.get(file.name, {}), means, area)
                told.append(row)
                out += [{"file": file.name, **one} for one in missed]
                advance(number)
    if left is not None:
        write_rows(left, out, ("file", *LEFT))
    words = {name: name.capitalize().replace("_", " ") for name in LOADED}
    table("schedules", told, words, failed=sum(bool(one["refused"]) for one in told))


LOADED = ("file", "code", "rows", "read", "not_understood", "refused")


def _index(folder: Path) -> dict[str, dict[str, Any]]:
    """What the list in the folder says of each file."""
    listed = folder / INDEX
    rows = read_rows(listed) if listed.is_file() else []
    return {str(row.get("file", "")): row for row in rows}


def _load(
    actor: "Profile",
    file: Path,
    said: Given[str, Any],
    mapping: "Mapping | None",
    area: str,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Load one file; what became of it, and what was not understood in it."""
    from muniment.foundation.kernel.clock import now
    from muniment.lifecycle.retention import actions
    from muniment.lifecycle.retention.types.schedules import ScheduleTerms

    title = " ".join(re.sub(r"[^\w]+|_+", " ", file.stem).split())
    code = said.get("code") or re.sub(r"[^A-Za-z0-9.]+", "-", file.stem).strip("-.")[:40]
    terms = ScheduleTerms(
        said.get("title") or title,
        said.get("purpose") or "",
        said.get("owner_unit") or "",
        said.get("area") or area or title,
    )
    row: dict[str, Any] = {"file": file.name, "code": code, "rows": 0, "read": 0}
    try:
        found = read_rows(file, under=RULES)
        clauses = sheets.read_beside(file.name, read_bytes(file), CLAUSES)
        rows, out = _rows(found, mapping, code)
        row |= {"rows": len(found), "not_understood": len(out)}
        done = actions.load_schedule(actor, code, terms, rows, clauses=clauses, now=now())
    except Refused as refusal:
        return row | {"refused": " ".join(one.message for one in refusal.reasons[:SHOWN])}, []
    return row | {"read": done.added + done.changed + done.same, "refused": ""}, out


def counted(changes: "Changes") -> dict[str, Any]:
    """How many rules are new, changed, the same and left out."""
    return {
        "added": len(changes.added),
        "changed": len(changes.changed),
        "same": changes.same,
        "left_out": len(changes.left_out),
    }
