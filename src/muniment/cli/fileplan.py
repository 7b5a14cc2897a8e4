"""The file plan in and out."""

from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.arguments import read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import refuse_if

app = typer.Typer(name="fileplan", help="The file plan.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .json file.")]


@app.command("import")
def import_(file: File) -> None:
    """Bring in classes: new ones are opened, known ones set as the file says, none removed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.fileplan import actions
        from muniment.holdings.fileplan.rules import reasons_not_to_read
        from muniment.lifecycle.retention import queries as retention

        rows = read_rows(file)
        refuse_if(reasons_not_to_read(rows, file.name))
        codes = [version.rule.code for version in retention.rules()]
        counts = actions.import_plan(actor, rows, known_rules=codes, now=now())
    answer(counts, f"{counts['opened']} classes opened, {counts['changed']} set.")


@app.command("export")
def export(file: File) -> None:
    """Write the whole file plan, in the form that import takes."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.fileplan import queries
        from muniment.holdings.fileplan.types import COLUMNS

        access.require(actor, Permission.FILEPLAN_SEE)
        count = write_rows(file, queries.export_rows(), COLUMNS)
    answer({"classes": count, "file": str(file)}, f"{count} classes are in {file}.")


@app.command("list")
def list_() -> None:
    """List the classes, with the rule in force and where it comes from."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.fileplan import queries

        access.require(actor, Permission.FILEPLAN_SEE)
        classes = list(queries.classes())
        found = queries.effective_of(classes)
    rows = [
        {
            "reference": one.reference,
            "title": one.title,
            "rule": found[one.pk].rule.value,
            "rule_from": found[one.pk].rule.origin,
            "marking": found[one.pk].marking.value.label,
            "closed": one.closed_on,
        }
        for one in classes
    ]
    columns = {"reference": "Class", "title": "Title", "rule": "Rule", "rule_from": "From"}
    table("classes", rows, {**columns, "marking": "Marking", "closed": "Closed"})
