"""The retention schedule, what is due, and why."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, On, Reference, read_date, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="retention", help="The retention schedule.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .json file.")]


@app.command("import")
def import_(file: File) -> None:
    """Bring in rules: all of the file or nothing. A rule that differs gets a new version."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        done = actions.import_rules(actor, read_rows(file), now=now())
    told = {"added": done.added, "changed": done.changed, "same": done.same}
    answer(told, ", ".join(f"{value} {key}" for key, value in told.items()) + ".")


@app.command("export")
def export(file: File) -> None:
    """Write the rules in force, in the form that import takes."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries
        from muniment.lifecycle.retention.types import COLUMNS

        _require_see(actor)
        count = write_rows(file, queries.export_rows(), COLUMNS)
    answer({"rules": count, "file": str(file)}, f"{count} rules are in {file}.")


@app.command("rules")
def rules() -> None:
    """List the rules in force."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        _require_see(actor)
        told = zip(queries.export_rows(), queries.rules(), strict=True)
        rows = [{**row, "period": _period(row), "version": one.version} for row, one in told]
    columns = {"code": "Rule", "title": "Title", "trigger": "Runs from", "period": "Period"}
    table("rules", rows, {**columns, "action": "Then", "authority": "Authority"})


def _require_see(actor: Any) -> None:
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission

    access.require(actor, Permission.RETENTION_SEE)


def _period(row: dict[str, str]) -> str:
    return f"{row['period_count']} {row['period_unit']}" if row["period_count"] else "for ever"


@app.command("due")
def due(
    on: On = "",
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only this class and all below it.")
    ] = "",
    unit: Annotated[str, typer.Option(metavar="REF", help="Only what this unit owns.")] = "",
    limit: Limit = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
) -> None:
    """List what is due on a date (today), the longest due first."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries

        day = read_date(on) or today()
        found = queries.due(actor, day, file_class=file_class or None, unit=unit or None)
        total = found.count()
        page = found.select_related("file_class")[offset : offset + limit]
        rows = [
            {
                "reference": one.reference,
                "title": one.title,
                "class": one.file_class.reference,
                "rule": one.rule,
                "due": one.due_on,
                "action": one.due_action,
            }
            for one in page
        ]
    columns = {"reference": "Record", "title": "Title", "class": "Class", "rule": "Rule"}
    table("due", rows, {**columns, "due": "Due", "action": "Then"}, total=total, on=day)
    say(f"{total} records are due on {day}.")


@app.command("explain")
def explain(reference: Reference) -> None:
    """Say in one sentence why a record is kept until when."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        found = queries.explain(actor, reference)
    told = {
        "record": reference,
        "sentence": found.sentence,
        "rule": found.rule,
        "version": found.terms.version if found.terms else None,
        "authority": found.terms.authority if found.terms else "",
        "trigger_on": found.start.on if found.start else None,
        "due": found.due_on,
        "action": found.action,
        "keep_until": found.keep_until,
        "holds": [hold.reference for hold in found.holds],
    }
    answer(told, found.sentence)
