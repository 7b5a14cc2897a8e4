"""What was destroyed, in numbers."""

from dataclasses import asdict
from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import table


def statistics(
    year: Annotated[int | None, typer.Option(help="Of one year only.")] = None,
) -> None:
    """Say what was destroyed, by year and rule: records, files and bytes."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        found = [one for one in queries.destroyed(actor) if year in (None, one.year)]
    rows = [asdict(one) for one in found]
    columns = {"year": "Year", "rule": "Rule", "title": "Records of", "records": "Records"}
    totals = {name: sum(row[name] for row in rows) for name in ("records", "files", "size")}
    table("destroyed", rows, {**columns, "files": "Files", "size": "Bytes"}, totals=totals)
