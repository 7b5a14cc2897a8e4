"""Holds: placing, extending, confirming, lifting, listing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import NotFound

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile

app = typer.Typer(name="hold", help="Legal and other holds.", no_args_is_help=True)
Several = Annotated[list[str] | None, typer.Option(metavar="REF", help="Can be repeated.")]
Class = Annotated[list[str] | None, typer.Option("--class", metavar="REF", help="Can be repeated.")]
Box = Annotated[
    list[str] | None,
    typer.Option("--box", metavar="BOX", help="Its reference or label. Can be repeated."),
]
Query = Annotated[
    list[str] | None,
    typer.Option("--search", metavar="QUERY", help="What it finds, now and later. Repeatable."),
]
Listed = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="A text or CSV file of records; - reads them."),
]
SHOWN = 20
KEEP_UP = "holds.keep_up"
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
    case: Annotated[str, typer.Option(help="The number of the request, claim or audit.")] = "",
    record: Several = None,
    folder: Several = None,
    file_class: Class = None,
    box: Box = None,
    search: Query = None,
    listed: Listed = None,
) -> None:
    """Hold records, folders, classes or boxes, with all that comes into them later, or what a
    search finds. A list of more than a thousand records is held in parts, and those that cannot
    be are listed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        made = actions.place(
            actor,
            **_things(record, folder, file_class, box, search, listed),
            name=name,
            kind=kind,
            reason=reason,
            authority=authority,
            contact=contact,
            review_on=read_date(review_on, "review_on"),
            case=case,
            now=now(),
        )
        _tell(actor, made, f"Hold {made.reference} is placed.")


@app.command("extend")
def extend(
    reference: Reference,
    reason: Why = "",
    record: Several = None,
    folder: Several = None,
    file_class: Class = None,
    box: Box = None,
    search: Query = None,
    listed: Listed = None,
) -> None:
    """Put a hold on more. What it covers already stays covered."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        things = _things(record, folder, file_class, box, search, listed)
        made = actions.extend(actor, reference, **things, reason=reason, now=now())
        _tell(actor, made, f"Hold {made.reference} covers more now.")


def _things(
    record: list[str] | None,
    folder: list[str] | None,
    file_class: list[str] | None,
    box: list[str] | None,
    search: list[str] | None,
    listed: Path | None,
) -> dict[str, Any]:
    return {
        "records": [*(record or ()), *(_entries(listed) if listed else ())],
        "folders": folder or (),
        "classes": file_class or (),
        "boxes": box or (),
        "searches": search or (),
    }


def _entries(path: Path) -> list[str]:
    from muniment.lifecycle.holds.rules import entries_of

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound("file", str(path)) from None
    return [one for one in entries_of(data) if one.strip()]


def _tell(actor: "Profile", made: Any, said: str) -> None:
    """Have what is left to be held held at once, and tell what came of it."""
    from muniment.lifecycle.holds import queries

    if not queries.standing(made).complete:
        work_off([KEEP_UP], "Putting on hold", processes=1)
    standing, covered = queries.standing(made), queries.covered(actor, made).count()
    left = [{"entry": entry, "code": why, "why": why.label} for entry, why in _left(made)]
    told = {"hold": made.reference, "name": made.name, "records": covered}
    answer({**told, "complete": standing.complete, "left_out": left}, said)
    say(f"It covers {covered} records you may see.")
    for one in left[:SHOWN]:
        say(f"Not held: {one['entry']}. {one['why']}")
    if len(left) > SHOWN:
        say(f"And {len(left) - SHOWN} more: 'muniment hold show {made.reference} --json'.")


def _left(made: Any) -> Any:
    from muniment.lifecycle.holds import queries

    return queries.left_out(made)


@app.command("show")
def show(reference: Reference) -> None:
    """Show a hold: why, what it is on, how far it has got, and what it could not be put on."""
    with acting() as actor:
        from muniment.lifecycle.holds import queries

        found = queries.hold_named(actor, reference)
        standing = queries.standing(found)
        facts = {
            **_row(actor, found),
            "placed_by": found.placed_by,
            "searches": [one.query for one in queries.searches(found)],
            "on": [one.reference for one in queries.scopes(found)[:SHOWN]],
            "done": standing.done,
            "total": standing.total,
            "complete": standing.complete,
        }
        left = [{"entry": entry, "why": why.label} for entry, why in queries.left_out(found)]
    answer({**facts, "left_out": left})
    for key, value in facts.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        say(f"{key.replace('_', ' ')}: {shown}")
    for one in left[:SHOWN]:
        say(f"not held: {one['entry']}. {one['why']}")


@app.command("confirm")
def confirm(
    reference: Reference,
    reason: Why = "",
    review_on: Annotated[str, typer.Option(metavar="DATE", help="When to look again.")] = "",
) -> None:
    """Say that a hold is still needed, and when to look at it again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        on = read_date(review_on, "review_on")
        made = actions.confirm(actor, reference, review_on=on, reason=reason, now=now())
    told = {"hold": made.reference, "review_on": made.review_on}
    answer(told, f"Hold {made.reference} stays, to be looked at again on {made.review_on}.")


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
    kind: Annotated[str, typer.Option(help="Only those of this kind.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Only those to be looked at again.")] = False,
) -> None:
    """List the holds that you may know of."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.holds import queries
        from muniment.lifecycle.holds.types import HoldKind, HoldState

        found = queries.holds(
            actor,
            state=None if every else HoldState.ACTIVE,
            kind=one_of(HoldKind, kind, "kind") if kind else "",
            late_on=today() if late else None,
        )
        rows = [_row(actor, one) for one in found]
    columns = {"hold": "Hold", "name": "Name", "kind": "Kind", "state": "State"}
    more = {"records": "Records", "contact": "Contact", "placed": "Placed"}
    more["review_on"] = "Look again"
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
        "contact": one.contact,
        "case": one.case,
        "closed_on": one.closed_on,
        "last_day": one.last_day,
        "placed": one.placed_at.date(),
        "review_on": one.review_on,
        "records": queries.covered(actor, one).count(),
    }
