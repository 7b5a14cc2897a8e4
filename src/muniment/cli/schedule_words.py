"""The words of a schedule: the policies that govern it, and how plain it is."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import read_rows
from muniment.cli.desk import acting
from muniment.cli.keep import say_plainness
from muniment.cli.output import table

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the schedule.")]
Which = Annotated[
    int, typer.Option("--edition", metavar="N", help="Its number; else the one under way.")
]
WORDS = {"policy": "Policy", "paragraph": "Paragraph", "says": "What it says", "address": "Address"}


def reading_age(code: Code, edition: Which = 0) -> None:
    """Say how plain an edition is: the reading age, and the longest sentences."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.lifecycle.retention import queries

        access.require(actor, Permission.RETENTION_SEE)
        number = edition or queries.edition_under_way(code).number
        say_plainness(queries.plainness_of(queries.edition_named(code, number)))


def clauses(
    code: Code,
    edition: Annotated[
        int, typer.Option("--edition", metavar="N", help="Its number; else the one in force.")
    ] = 0,
    file: Annotated[
        Path | None,
        typer.Option("--set", metavar="FILE", help="Give the draft under way these, no others."),
    ] = None,
) -> None:
    """Show the clauses of policies that govern a schedule, or set those of the draft.

    The file is .csv, .json, .yaml or .xlsx, with the columns policy, paragraph, says and address.
    """
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions, queries, rules

        access.require(actor, Permission.RETENTION_SEE)
        if file is not None:
            number = edition or queries.edition_under_way(code).number
            given = rules.read_clauses(read_rows(file, under="clauses"))
            found: Any = actions.set_clauses(actor, code, number, given, now=now())
        elif edition:
            found = queries.edition_named(code, edition)
        else:
            found = queries.edition_in_force(code) or queries.edition_under_way(code)
        rows = [asdict(one) for one in queries.clauses_of(found)]
    table("clauses", rows, WORDS, edition=found.number)
