"""What was destroyed, in numbers."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import table


class By(StrEnum):
    """What is added up."""

    RULE = "rule"
    UNIT = "unit"


def statistics(
    year: Annotated[int | None, typer.Option(help="Of one year only.")] = None,
    by: Annotated[By, typer.Option(help="What to add up by.")] = By.RULE,
) -> None:
    """Say what was destroyed, by year and by rule or unit: records, files, bytes, and what that
    frees in a year, where it is known what storage costs."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries
        from muniment.lifecycle.retention.rules.overdue import cost_of

        asked = queries.destroyed_by_unit if by is By.UNIT else queries.destroyed
        found = [one for one in asked(actor) if year in (None, one.year)]
        cost = queries.storage_cost()
    rows = [asdict(one) for one in found]
    if cost:
        rows = [{**row, "pounds_a_year": str(cost_of(row["size"], cost.rate))} for row in rows]
    named = {"unit": "Unit", "name": "Name"} if by is By.UNIT else {"rule": "Rule"}
    named |= {} if by is By.UNIT else {"title": "Records of"}
    columns = {"year": "Year", **named, "records": "Records"}
    totals = {name: sum(row[name] for row in rows) for name in ("records", "files", "size")}
    columns |= {"files": "Files", "size": "Bytes"}
    columns |= {"pounds_a_year": "Pounds a year"} if cost else {}
    table("destroyed", rows, columns, totals=totals)
