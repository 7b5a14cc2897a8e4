"""Records on paper, and the boxes that they lie in."""

from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.arguments import Limit, Reference, Why, read_date, read_fields, read_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import refuse_if

papers = typer.Typer(name="paper", help="Records on paper.", no_args_is_help=True)
boxes = typer.Typer(name="box", help="Boxes of papers.", no_args_is_help=True)
Day = Annotated[str, typer.Option(metavar="DATE", help="A date such as 2015-03-31.")]
InBox = Annotated[str, typer.Option("--box", help="The reference or label of its box.")]
Named = Annotated[str, typer.Argument(metavar="BOX", help="Its reference or label.")]
Place = Annotated[str, typer.Option("--location", help="Where it is: building, room, shelf.")]
Records = Annotated[list[str], typer.Argument(metavar="REF", help="References of records.")]
Description = Annotated[str, typer.Option(help="What it is about.")]
Former = Annotated[str, typer.Option(help="The reference that it had before.")]
Format = Annotated[str, typer.Option("--format", help="Such as bundle, volume, plan.")]


@papers.command("register")
def register(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder's reference.")],
    title: Annotated[str, typer.Option(help="What it is called.")],
    last_date: Day = "",
    first_date: Day = "",
    description: Description = "",
    former_reference: Former = "",
    format_: Format = "",
    box: InBox = "",
    location: Place = "",
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=VALUE", help="A field that its class asks for."),
    ] = None,
) -> None:
    """Register a record on paper in a folder. Its time is counted from its last date."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions
        from muniment.holdings.physical.types import PaperDraft

        draft = PaperDraft(
            title,
            read_date(last_date, "last_date"),
            read_date(first_date, "first_date"),
            description,
            former_reference,
            format_,
            box,
            location,
        )
        made = actions.register(actor, folder, draft, fields=read_fields(field or ()), now=now())
    told = {"record": made.reference, "due": made.due_on}
    answer(
        told, f"{made.reference} is registered." + (f" Due {made.due_on}." if made.due_on else "")
    )


@papers.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A .csv, .json or .xlsx file of papers.")
    ],
    look: Annotated[bool, typer.Option(help="Only say what it would do.")] = False,
) -> None:
    """Bring in a spreadsheet of papers and boxes: all of it, or every reason by line."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions, rules

        rows = read_rows(file)
        refuse_if(rules.reasons_not_to_read(rows, file.name))
        if look:
            found = actions.look_at(actor, rows, now=now())
            new = {(where, title) for where, title, _, is_new in found.papers if is_new}
            counts = {
                "papers": len(found.papers),
                "folders": len(new),
                "boxes": len(found.boxes),
            }
        else:
            counts = actions.import_papers(actor, rows, now=now())
    done = "They would be made." if look else "They are made."
    answer(counts, "Papers: {papers}. Folders: {folders}. Boxes: {boxes}. ".format(**counts) + done)


@papers.command("describe")
def describe(
    reference: Reference,
    description: Description = "",
    former_reference: Former = "",
    format_: Format = "",
) -> None:
    """Say better what a record on paper is; what was said before is kept."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions

        made = actions.describe(
            actor,
            reference,
            description=description,
            former_reference=former_reference,
            format=format_,
            now=now(),
        )
    answer({"record": made.reference}, f"{made.reference} is described.")


@boxes.command("open")
def open_(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What is written on it.")],
    location: Place = "",
    unit: Annotated[str, typer.Option(help="The unit whose box it is.")] = "",
    contents: Annotated[str, typer.Option(help="What is in it, in a few words.")] = "",
) -> None:
    """Register a box."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions
        from muniment.holdings.physical.types import BoxDraft

        made = actions.open_box(actor, BoxDraft(label, location, unit, contents), now=now())
    answer({"box": made.reference, "label": made.label}, f"Box {made.label} is {made.reference}.")


@boxes.command("move")
def move(box: Named, location: Place = "", reason: Why = "") -> None:
    """Say that a box stands elsewhere now."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions

        made = actions.change_box(actor, box, location=location, reason=reason, now=now())
    answer(
        {"box": made.reference, "location": made.location},
        f"Box {made.label} stands at {made.location}.",
    )


@boxes.command("put-in")
def put_in(box: Named, records: Records) -> None:
    """Put records on paper into a box."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions

        made = actions.put_in(actor, box, references=records, now=now())
    answer({"box": made.reference}, f"They are in box {made.label}.")


@boxes.command("take-out")
def take_out(records: Records, location: Place = "", reason: Why = "") -> None:
    """Take records on paper out of their boxes."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import actions

        count = actions.take_out(
            actor, references=records, location=location, reason=reason, now=now()
        )
    answer({"records": count, "location": location}, f"{count} taken out, to {location}.")


@boxes.command("show")
def show(box: Named) -> None:
    """Tell what lies in a box, when the whole of it could go, and what is in the way."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.physical import queries
        from muniment.lifecycle.disposal.queries import box_standing

        found = queries.box_named(actor, box)
        standing = box_standing(actor, found, now=now())
        told = {
            "box": found.reference,
            "label": found.label,
            "location": found.location,
            "unit": found.unit,
            "goes_on": standing.goes_on,
            "in_the_way": [one.message for one in standing.reasons],
        }
        rows = [
            {"reference": one.reference, "title": one.title, "due": one.due_on}
            for one in queries.in_box(actor, found)
        ]
    until = f" Its last item is due on {standing.goes_on}." if standing.goes_on else ""
    answer(
        told,
        f"Box {found.label} ({found.reference}) stands at {found.location}.{until}",
        *(f"In the way: {one.message}" for one in standing.reasons),
    )
    table("papers", rows, {"reference": "Record", "title": "Title", "due": "Due"})


@boxes.command("list")
def list_(limit: Limit = 100) -> None:
    """List the boxes that you may see."""
    with acting() as actor:
        from muniment.holdings.physical import queries

        rows = [
            {
                "reference": one.reference,
                "label": one.label,
                "location": one.location,
                "unit": one.unit,
                "papers": getattr(one, "held", 0),
            }
            for one in queries.boxes(actor)[:limit]
        ]
    columns = {"reference": "Box", "label": "Label", "location": "Location", "unit": "Unit"}
    table("boxes", rows, {**columns, "papers": "Papers"})
