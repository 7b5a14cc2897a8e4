"""Model schedules of others: taking over a version of one, and where we differ from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import read_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

if TYPE_CHECKING:
    from muniment.lifecycle.retention.types.schedules import Merged

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the schedule.")]


def take_over(
    code: Code,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx file.")
    ],
    provider: Annotated[str, typer.Option(help="Whose model it is.")],
    version: Annotated[str, typer.Option(help="As they call it, such as 2026.1.")],
    chosen: Annotated[
        list[str] | None,
        typer.Option(
            "--theirs", metavar="RULE", help="Take the model's word where both changed a rule."
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="The sheet of a workbook.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Bring a version of a model schedule into the draft under way. What was changed here stays."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now, today
        from muniment.lifecycle.retention import actions, queries, rules

        access.require(actor, Permission.RETENTION_MANAGE)
        edition = queries.edition_under_way(code)
        rows = read_rows(file, sheet, under="rules")
        refuse_if(rules.reasons_not_to_read(rows, code))
        drafts, faults = queries.read_edition(edition, rows, today=today())
        refuse_if(faults)
        merged = queries.compared(edition, drafts, chosen=tuple(chosen or ()), today=today())
        changes = rules.changes_between(queries.rules_of(edition), merged.rules)
        if not dry_run:
            actions.take_over(
                actor,
                code,
                edition.number,
                rows,
                provider=provider,
                version=version,
                chosen=chosen or (),
                now=now(),
            )
    told = {
        "edition": edition.number,
        "added": len(changes.added),
        "changed": len(changes.changed),
        "same": changes.same,
        "left_out": len(changes.left_out),
    }
    _say_open(merged, chosen or [])
    both = [{"rule": one.code, "columns": list(one.columns)} for one in merged.open]
    answer({**told, "both_changed": both})
    say(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in told.items()) + ".")


def _say_open(merged: "Merged", chosen: list[str]) -> None:
    for one in merged.open:
        names = ", ".join(name.replace("_", " ") for name, _, _ in one.columns)
        whose = "the model's is taken" if one.code in chosen else "ours stays"
        say(f"{one.code} was changed here and in the model ({names}): {whose}.")


def differences(code: Code) -> None:
    """Say where the newest edition differs from the model that the schedule follows."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries

        access.require(actor, Permission.RETENTION_SEE)
        row = queries.taken_over(code)
        newest = queries.editions(code).exclude(state="withdrawn").first()
        if row is None or newest is None:
            raise Refused(Reason("no_model", f"Schedule {code} follows no model.", "code"))
        found = queries.differences(newest, row, today=today())
    rows: list[dict[str, Any]] = [
        {"rule": one.code, "column": name, "model": was, "ours": now}
        for one in found.changed
        for name, was, now in one.columns
    ]
    rows += [
        {"rule": one.code, "column": "rule", "model": "", "ours": "only ours"}
        for one in found.added
    ]
    rows += [
        {"rule": one.code, "column": "rule", "model": "only in the model", "ours": ""}
        for one in found.left_out
    ]
    words = {name: name.capitalize() for name in ("rule", "column", "model", "ours")}
    table("differences", rows, words, provider=row.provider, version=row.version)
