"""Changing a field of many records."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

app = typer.Typer(name="bulk", help="Changes of many records.", no_args_is_help=True)


@app.command("look")
def look(
    search: Annotated[str, typer.Option(help="All that a search finds.")] = "",
    folder: Annotated[str, typer.Option(help="All in a folder.")] = "",
    file_class: Annotated[str, typer.Option("--class", help="All in a class and below.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="A file with the columns reference, field, value.")
    ] = None,
    proposed: Annotated[
        bool, typer.Option("--proposed", help="All whose documents propose a value for --field.")
    ] = False,
    field: Annotated[str, typer.Option(help="The code of the field.")] = "",
    value: Annotated[str, typer.Option(help="Its value; empty empties it.")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace other values.")] = False,
    reason: Why = "",
) -> None:
    """Look at what would become of each record. Nothing is changed; `bulk begin` does it."""
    if sum(map(bool, (search, folder, file_class, file, proposed))) != 1:
        words = "Choose records in one way: --search, --folder, --class, --file or --proposed."
        raise Refused(Reason("usage", words))
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions
        from muniment.holdings.records.queries import bulk
        from muniment.holdings.records.types import BulkDraft

        said: dict[str, Any] = {"reason": reason, "overwrite": overwrite}
        if file is not None:
            said |= {"chosen": f"File {file.name}", "rows": _rows(file)}
        elif proposed:
            said |= _proposed(actor, field)
        else:
            numbers = _numbers(actor, search, folder, file_class)
            chosen = search or folder or file_class
            wanted = {field: value} if field else {}
            said |= {"chosen": chosen, "numbers": numbers, "wanted": wanted}
        edit = actions.look_at_bulk(actor, BulkDraft(**said), now=now())
        counts = {one.value: number for one, number in bulk.bulk_counts(edit).items()}
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    answer({"bulk_edit": edit.reference, **counts}, f"{edit.reference}: {told}.")


def _proposed(actor: Any, code: str) -> dict[str, Any]:
    from muniment.holdings.metadata.queries import field_named
    from muniment.holdings.records import queries, rules

    field = field_named(code)
    rows = queries.rows_proposed(actor, field, rules.MOST_AT_ONCE)
    return {"chosen": f"Proposed by documents for {field.title}", "rows": rows}


def _rows(file: Path) -> Any:
    from muniment.holdings.records.rules import read_bulk

    rows, wrong = read_bulk(read_rows(file))
    refuse_if(wrong)
    return rows


def _numbers(actor: Any, search: str, folder: str, file_class: str) -> list[int]:
    from muniment.holdings.fileplan.queries import class_named
    from muniment.holdings.records import queries, rules
    from muniment.holdings.search.queries import numbers_found

    if search:
        return numbers_found(actor, search, most=rules.MOST_AT_ONCE)
    if folder:
        found = queries.in_folder(actor, queries.folder_named(actor, folder))
    else:
        found = queries.in_branch(actor, class_named(file_class))
    return list(found.filter(state="declared").order_by("pk").values_list("pk", flat=True))


@app.command("show")
def show(
    edit: Reference, outcome: Annotated[str, typer.Option(help="Only will, kept, refused…")] = ""
) -> None:
    """List what becomes, or became, of each record, and why."""
    with acting() as actor:
        from muniment.holdings.records.queries import bulk

        found = bulk.bulk_named(actor, edit)
        rows = [
            {"record": one.asked_as, "outcome": one.outcome, "reasons": one.reasons}
            for one in bulk.bulk_items(found, outcome)
        ]
        state = found.state
    columns = {"record": "Record", "outcome": "Outcome", "reasons": "Why"}
    table("records", rows, columns, state=state)


@app.command("begin")
def begin(
    edit: Reference,
    later: Annotated[bool, typer.Option("--later", help="Leave it to the worker.")] = False,
) -> None:
    """Carry out a bulk edit that was looked at."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions
        from muniment.holdings.records.queries import bulk

        actions.begin_bulk(actor, edit, now=now())
        if not later:
            work_off(["records.bulk_edit"], "Changing records")
        found = bulk.bulk_named(actor, edit)
        counts = {one.value: number for one, number in bulk.bulk_counts(found).items()}
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    answer({"bulk_edit": found.reference, "state": found.state, **counts}, f"{told}.")


@app.command("old-values")
def old_values(
    edit: Reference, file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")]
) -> None:
    """Write what the records held before: a file that `bulk look --file` takes, to undo it."""
    with acting() as actor:
        from muniment.holdings.records.queries import bulk
        from muniment.holdings.records.types import BULK_COLUMNS

        rows = bulk.old_values(actor, bulk.bulk_named(actor, edit))
        count = write_rows(file, rows, BULK_COLUMNS)
    answer({"rows": count, "file": str(file)}, f"{count} rows are in {file}.")
