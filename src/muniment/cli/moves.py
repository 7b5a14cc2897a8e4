"""Moves: classes that come from another body, mapped to rules of this one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(name="move", help="Classes taken over from other bodies.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json or .xlsx file.")]


def _row(one: Any, counts: Any) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "title": one.title,
        "from": one.from_body,
        "code": one.code,
        "authority": one.authority,
        "effective_on": one.effective_on,
        "under": one.under.reference,
        "state": one.state,
        "classes": counts.total,
        "decided": counts.decided,
        "not_taken": counts.not_taken,
    }


@app.command("list")
def list_() -> None:
    """List the moves, the latest first."""
    with acting() as actor:
        from muniment.exchange.moves import queries
        from muniment.exchange.moves.types import Counts

        found = list(queries.moves(actor))
        done = queries.counts_of(one.pk for one in found)
        rows = [_row(one, done.get(one.pk, Counts())) for one in found]
    columns = {"reference": "No.", "title": "Title", "from": "From", "effective_on": "On"}
    table("moves", rows, {**columns, "decided": "Decided", "classes": "Of", "state": "State"})


@app.command("show")
def show(
    reference: Reference,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Name rules for what is undecided.")
    ] = False,
) -> None:
    """Show a move, its classes, and what stands between it and its going live."""
    with acting() as actor:
        from muniment.exchange.moves import queries
        from muniment.exchange.moves.types import MoveState, Standing
        from muniment.foundation.kernel.clock import today

        one = queries.move_named(actor, reference)
        told = _row(one, queries.counts(one))
        rows = queries.map_rows(one)
        if suggest:
            undecided = {
                each.reference: [code for code, _ in queries.suggestions(each)]
                for each in queries.incoming(one, Standing.UNDECIDED)
            }
            rows = [{**row, "suggested": undecided.get(str(row["reference"]), [])} for row in rows]
        reasons = []
        if one.state == MoveState.MAPPING:
            reasons = [why.message for why in queries.reasons_not_to_go_live(one, today())]
    columns = {"reference": "Class there", "title": "Title", "rule": "Rule there"}
    columns |= {"decision": "Here", "our_rule": "Rule here"}
    columns |= {"suggested": "Suggested"} if suggest else {}
    table("map", rows, columns, **told, in_the_way=reasons)
    answer({}, f"{told['decided']} of {told['classes']} mapped: {one.state}.", *reasons)


@app.command("open")
def open_(
    title: Annotated[str, typer.Argument(help="What it is called.")],
    from_body: Annotated[str, typer.Option("--from", help="The other body.")] = "",
    code: Annotated[str, typer.Option(help="A short code of it, such as NBC.")] = "",
    authority: Annotated[str, typer.Option(help="The order or instrument.")] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="When it takes effect.")] = "",
    under: Annotated[str, typer.Option(metavar="REF", help="The class it comes below.")] = "",
) -> None:
    """Open a move of classes from another body."""
    with acting() as actor:
        from muniment.exchange.moves import actions
        from muniment.exchange.moves.types import MoveDraft
        from muniment.foundation.kernel.clock import now

        draft = MoveDraft(title, from_body, code, authority, read_date(on), under)
        made = actions.open_move(actor, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} is open.")


@app.command("import")
def import_(
    reference: Reference,
    file: File,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="What a column is called there. Repeatable."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook.")] = "",
) -> None:
    """Bring in the list of classes: new ones are added, known ones set as it says, none removed."""
    with acting() as actor:
        from muniment.exchange.moves import actions
        from muniment.foundation.kernel.clock import now

        rows = read_rows(file, sheet)
        chosen = dict(_pair(one) for one in column or ())
        counts = actions.import_classes(actor, reference, rows, columns=chosen, now=now())
    said = f"{counts['added']} classes added, {counts['changed']} changed, {counts['same']} same."
    answer(counts, said)


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not equals:
        raise Refused(Reason("column", f"'{text}' is not OURS=THEIRS.", "column"))
    return ours.strip(), theirs.strip()


@app.command("map")
def map_(
    reference: Reference,
    file_class: Annotated[
        list[str], typer.Option("--class", metavar="REF", help="A class there. Can be repeated.")
    ],
    rule: Annotated[str, typer.Option(metavar="CODE", help="The rule that keeps it here.")] = "",
    not_taken: Annotated[str, typer.Option(metavar="WHY", help="It is not taken, and why.")] = "",
) -> None:
    """Decide what becomes of classes; without --rule and --not-taken they are undecided again."""
    with acting() as actor:
        from muniment.exchange.moves import actions
        from muniment.exchange.moves.types import Decision
        from muniment.foundation.kernel.clock import now

        decisions = [Decision(one, rule, not_taken) for one in file_class]
        done = actions.map_classes(actor, reference, decisions, now=now())
    answer({"changed": done}, f"{done} decided.")


@app.command("go-live")
def go_live(reference: Reference) -> None:
    """Make the classes of a move, each with its rule."""
    with acting() as actor:
        from muniment.exchange.moves import actions, queries
        from muniment.foundation.kernel.clock import now

        made = actions.go_live(actor, reference, now=now())
        counts = queries.counts(made)
    answer(
        {"reference": made.reference, "classes": counts.mapped}, f"{counts.mapped} classes made."
    )


@app.command("abandon")
def abandon(reference: Reference, reason: Why = "") -> None:
    """Abandon a move before it goes live."""
    with acting() as actor:
        from muniment.exchange.moves import actions
        from muniment.foundation.kernel.clock import now

        made = actions.abandon(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, "The move is abandoned.")


@app.command("export")
def export(reference: Reference, file: File) -> None:
    """Write the map: what the list said, and what was decided."""
    with acting() as actor:
        from muniment.exchange.moves import queries
        from muniment.exchange.moves.types import COLUMNS, DECIDED_COLUMNS

        found = queries.move_named(actor, reference)
        count = write_rows(file, queries.map_rows(found), (*COLUMNS, *DECIDED_COLUMNS))
    answer({"classes": count, "file": str(file)}, f"{count} classes are in {file}.")
