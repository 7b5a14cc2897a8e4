"""Holds: placing, lifting, listing."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile

app = typer.Typer(name="hold", help="Legal and other holds.", no_args_is_help=True)
Several = Annotated[list[str] | None, typer.Option(metavar="REF", help="Can be repeated.")]
Authority = Annotated[str, typer.Option(help="Who or what orders it.")]


@app.command("place")
def place(
    name: Annotated[str, typer.Option(help="What it is called.")],
    reason: Why = "",
    authority: Authority = "",
    kind: Annotated[
        str, typer.Option(help="litigation, inquiry, audit, information_request or business.")
    ] = "litigation",
    contact: Annotated[str, typer.Option(help="Whom to ask.")] = "",
    review_on: Annotated[str, typer.Option(metavar="DATE", help="When to look again.")] = "",
    record: Several = None,
    folder: Several = None,
    file_class: Annotated[
        list[str] | None, typer.Option("--class", metavar="REF", help="Can be repeated.")
    ] = None,
) -> None:
    """Hold records, folders or classes, with all that is filed there later."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions, queries

        made = actions.place(
            actor,
            name=name,
            kind=kind,
            reason=reason,
            authority=authority,
            contact=contact,
            review_on=read_date(review_on, "review_on"),
            records=record or (),
            folders=folder or (),
            classes=file_class or (),
            now=now(),
        )
        covered = queries.covered(actor, made).count()
    told = {"hold": made.reference, "name": made.name, "records": covered}
    answer(told, f"Hold {made.reference} is placed. It covers {covered} records you may see.")


@app.command("lift")
def lift(reference: Reference, reason: Why = "", authority: Authority = "") -> None:
    """Lift a hold. Other holds on the same things stay."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        made = actions.lift(actor, reference, reason=reason, authority=authority, now=now())
    answer({"hold": made.reference, "state": made.state}, f"Hold {made.reference} is lifted.")


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Lifted ones too.")] = False,
) -> None:
    """List the holds that you may know of."""
    with acting() as actor:
        from muniment.lifecycle.holds import queries
        from muniment.lifecycle.holds.types import HoldState

        found = queries.holds(actor, state=None if every else HoldState.ACTIVE)
        rows = [_row(actor, one) for one in found]
    columns = {"hold": "Hold", "name": "Name", "kind": "Kind", "state": "State"}
    more = {"records": "Records", "placed": "Placed", "review_on": "Look again"}
    table("holds", rows, {**columns, **more})


def _row(actor: "Profile", one: Any) -> dict[str, Any]:
    from muniment.lifecycle.holds import queries

    return {
        "hold": one.reference,
        "name": one.name,
        "kind": one.kind,
        "state": one.state,
        "reason": one.reason,
        "authority": one.authority,
        "placed": one.placed_at.date(),
        "review_on": one.review_on,
        "records": queries.covered(actor, one).count(),
    }
