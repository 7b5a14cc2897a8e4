"""Folders: opening, closing, listing."""

from typing import Annotated

import typer

from muniment.cli.arguments import On, Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(name="folder", help="Folders of the file plan.", no_args_is_help=True)
InClass = Annotated[str, typer.Argument(metavar="CLASS", help="The reference of the class.")]


@app.command("open")
def open_(
    file_class: InClass,
    title: Annotated[str, typer.Option(help="What it is called.")],
    override: Annotated[
        str, typer.Option("--title-reason", help="Why the title does not follow the rules.")
    ] = "",
) -> None:
    """Open a folder in a class."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions

        made = actions.open_folder(actor, file_class, title=title, override=override, now=now())
    told = {"folder": made.reference, "title": made.title, "class": file_class}
    answer(told, f"Folder {made.reference} ({made.title}) is open in {file_class}.")


@app.command("close")
def close(reference: Reference, on: On = "") -> None:
    """Close a folder: nothing new goes in, and rules that wait for it start to run."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions

        found = actions.close_folder(actor, reference, on=read_date(on), now=now())
    told = {"folder": found.reference, "closed": found.closed_on}
    answer(told, f"Folder {found.reference} is closed from {found.closed_on}.")


@app.command("reopen")
def reopen(reference: Reference, reason: Why = "") -> None:
    """Open a closed folder again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions

        found = actions.reopen_folder(actor, reference, reason=reason, now=now())
    answer({"folder": found.reference}, f"Folder {found.reference} is open again.")


@app.command("list")
def list_(file_class: InClass) -> None:
    """List the folders of a class that you may see."""
    with acting() as actor:
        from muniment.holdings.fileplan import queries as fileplan
        from muniment.holdings.records import queries

        found = queries.folders(actor, fileplan.class_named(file_class))
        rows = [
            {
                "reference": one.reference,
                "title": one.title,
                "records": getattr(one, "held", None),
                "opened": one.opened_on,
                "closed": one.closed_on,
            }
            for one in found
        ]
    columns = {"reference": "Folder", "title": "Title", "records": "Records"}
    table("folders", rows, {**columns, "opened": "Opened", "closed": "Closed"})
