"""Organisation units."""

from typing import Annotated

import typer

from muniment.cli.arguments import Reference
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(name="units", help="Organisation units.", no_args_is_help=True)


@app.command("add")
def add(
    reference: Reference,
    name: Annotated[str, typer.Option(help="What it is called.")],
    under: Annotated[str, typer.Option(metavar="REF", help="The unit above it.")] = "",
) -> None:
    """Open a unit, at the top or under another."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        made = actions.open_unit(actor, reference, name=name, under=under, now=now())
    answer({"unit": made.reference, "name": made.name}, f"Unit {made.reference} is open.")


@app.command("close")
def close(reference: Reference) -> None:
    """Close a unit. It stays in the history."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        made = actions.close_unit(actor, reference, now=now())
    answer({"unit": made.reference, "closed": made.closed_on}, f"Unit {reference} is closed.")


@app.command("list")
def list_() -> None:
    """List the units, in the order of the tree."""
    with acting() as actor:
        from muniment.foundation.access import queries
        from muniment.foundation.access.types import Permission

        queries.require(actor, Permission.PEOPLE_SEE)
        rows = [
            {
                "unit": one.reference,
                "depth": one.depth,
                "name": one.name,
                "opened": one.opened_on,
                "closed": one.closed_on,
            }
            for one in queries.units()
        ]
    table("units", rows, {"unit": "Unit", "name": "Name", "opened": "Opened", "closed": "Closed"})
