"""Leave to retain public records past their statutory date."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(
    name="leave", help="Leave to retain past the statutory date.", no_args_is_help=True
)
Several = Annotated[list[str] | None, typer.Option(metavar="REF", help="Can be repeated.")]
Class = Annotated[list[str] | None, typer.Option("--class", metavar="REF", help="Can be repeated.")]


@app.command("past")
def past(
    file: Annotated[
        Path | None, typer.Option(help="Write every line to this CSV or JSON file.")
    ] = None,
) -> None:
    """Report what is kept past its statutory date without leave."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.transfer import queries, rules

        terms = queries.statutory_terms()
        found = queries.past(actor, now=now())
        rows = [rules.line_cells(one) for one in found.lines]
        if file is not None:
            write_rows(file, rows, rules.COLUMNS)
    total = sum(one.records for one in found.lines)
    shown = {"class": "Class", "title": "Title", "why": "Why", "records": "Records"}
    table(
        "past",
        rows,
        {**shown, "bytes": "Bytes", "oldest": "Oldest"},
        public_records=terms.public_records,
        total=total,
        under_leave=found.under_leave,
    )
    if not terms.public_records:
        say("This body is set as holding no public records.")
    else:
        say(f"{total} records are kept without leave, {found.under_leave} under leave.")


@app.command("terms")
def terms(
    public: Annotated[
        bool | None,
        typer.Option("--public/--not-public", help="Whether the body holds public records."),
    ] = None,
    years: Annotated[int | None, typer.Option(help="Years until they are transferred.")] = None,
    months: Annotated[
        int | None, typer.Option(help="Months before its end that owners are reminded.")
    ] = None,
) -> None:
    """Show what statutory date applies to the body, or set it."""
    with acting() as actor:
        from dataclasses import asdict, replace

        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.transfer import actions, queries

        given = {"public_records": public, "years": years, "remind_months": months}
        wanted: dict[str, Any] = {name: one for name, one in given.items() if one is not None}
        if wanted:
            after = replace(queries.statutory_terms(), **wanted)
            actions.set_statutory_terms(actor, after, now=now())
        access.require(actor, Permission.RETENTION_SEE)
        found = queries.statutory_terms()
    said = "The body holds no public records."
    if found.public_records:
        said = f"Public records are to be with an archive {found.years} years after they were made."
    answer(asdict(found), said)


def _row(one: Any, state: str) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "instrument": one.instrument,
        "ground": one.ground,
        "why": one.why,
        "applied_by": one.applied_by,
        "from": one.from_on,
        "until": one.until_on,
        "state": state,
        "renews": one.renews.reference if one.renews else "",
        "note": one.note,
        "ended_on": one.ended_on,
        "end_reason": one.end_reason,
    }


@app.command("list")
def list_() -> None:
    """List the register, what runs out first, first."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.transfer import queries, rules

        on = today()
        every = queries.leaves(actor).select_related("renews")
        rows = [_row(one, rules.state_of(one.span, on)) for one in every]
    columns = {"reference": "No.", "instrument": "Instrument", "from": "From", "until": "Until"}
    table("leave", rows, {**columns, "state": "State"})


@app.command("show")
def show(reference: Reference) -> None:
    """Show one leave and what it is for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.transfer import queries, rules

        one = queries.leave_named(actor, reference)
        told = _row(one, rules.state_of(one.span, today()))
        rows = [_scope(scope) for scope in queries.scopes_seen(actor, one)]
        covers = queries.covered(actor, one).count()
    table("for", rows, {"kind": "Kind", "reference": "Reference", "title": "Title"}, **told)
    answer({"records": covers}, f"{one.instrument}: {told['state']} until {one.until_on}.")


def _scope(scope: Any) -> dict[str, str]:
    kinds = (("class", scope.file_class), ("folder", scope.folder), ("record", scope.record))
    kind, one = next((kind, one) for kind, one in kinds if one is not None)
    return {"kind": kind, "reference": one.reference, "title": one.title}


@app.command("enter")
def enter(
    instrument: Annotated[str, typer.Argument(help="The number of the instrument.")],
    ground: Annotated[
        str, typer.Option(help="administrative_purposes or special_reason.")
    ] = "administrative_purposes",
    why: Annotated[str, typer.Option(help="Which purpose or reason.")] = "",
    applied_by: Annotated[str, typer.Option(help="Who applied for it.")] = "",
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day.")] = "",
    file_class: Class = None,
    folder: Several = None,
    record: Several = None,
    renews: Annotated[str, typer.Option(metavar="REF", help="The leave that it renews.")] = "",
    note: Annotated[str, typer.Option(help="Anything else.")] = "",
) -> None:
    """Enter leave to retain, as the instrument gives it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.transfer import actions
        from muniment.lifecycle.transfer.types import LeaveDraft

        draft = LeaveDraft(
            instrument=instrument,
            ground=ground.replace("-", "_"),
            why=why,
            applied_by=applied_by,
            from_on=read_date(from_on, "from"),
            until_on=read_date(until, "until"),
            classes=tuple(file_class or ()),
            folders=tuple(folder or ()),
            records=tuple(record or ()),
            note=note,
            renews=renews,
        )
        made = actions.enter_leave(actor, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} is entered until {made.until_on}.")


@app.command("end")
def end(reference: Reference, reason: Why = "") -> None:
    """End leave before it runs out."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.transfer import actions

        made = actions.end_leave(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "ended_on": made.ended_on}, "The leave has ended.")
