"""The library: what the body subscribes to, has bought or leads to."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import (
    Limit,
    Reference,
    Why,
    read_bytes,
    read_date,
    read_rows,
    write_rows,
)
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.holdings.library.types import ResourceDraft

app = typer.Typer(
    name="library", help="Databases, journals, books and other works.", no_args_is_help=True
)
Text = Annotated[str | None, typer.Option()]
Several = Annotated[list[str] | None, typer.Option()]
Anyway = Annotated[bool, typer.Option("--anyway", help="Although there is one like it.")]


@app.command("search")
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="As in 'muniment search'.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind, such as journal.")] = "",
    licence: Annotated[str, typer.Option(help="Only this kind of licence, or ended.")] = "",
    limit: Limit = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
) -> None:
    """Search the library, or list all of it by title."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions, queries
        from muniment.holdings.library.types import Narrow

        narrow = Narrow(kind=kind, licence=licence)
        found = queries.find(actor, query, narrow=narrow, limit=limit, offset=offset)
        if query:
            actions.note_shown(actor, found.items, now=now())
    names = ("reference", "title", "kind", "publisher", "usable")
    rows = [
        {name: getattr(one, name) for name in names} | {"licence": one.line} for one in found.items
    ]
    columns = {"reference": "Reference", "title": "Title", "kind": "Kind", "licence": "Licence"}
    table("resources", rows, columns)
    told = {"total": found.total, "next_offset": found.next_offset, "notes": list(found.notes)}
    answer(told, *found.notes, f"{found.total} in the library.")


@app.command("show")
def show(reference: Reference) -> None:
    """Show a resource with its licence."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.library import queries, rules

        one = queries.resource_named(actor, reference)
        draft = queries.draft_of(one)
        told: dict[str, Any] = {name: getattr(draft, name) for name in draft.__slots__}
        told |= {"reference": one.reference, "licence": None, "citation": rules.citation(one)}
        if not queries.manages(actor):
            del told["units"]
        if one.licence:
            licence = queries.licence_draft_of(one.licence)
            told["licence"] = {name: getattr(licence, name) for name in licence.__slots__}
            if not queries.manages(actor):
                del told["licence"]["cost"]
        line = rules.line_of(one.licence, today())
    answer(told, f"{one.reference}  {one.title}", line, told["citation"])


@app.command("open")
def open_(reference: Reference) -> None:
    """Print the address of a resource. It is counted, by month and unit and not by person."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions

        address = actions.open_resource(actor, reference, now=now())
    answer({"address": address}, address)


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    kind: Annotated[str, typer.Option(help="Such as database, journal or e_book.")],
    address: Text = None,
    shelf_mark: Text = None,
    publisher: Text = None,
    description: Text = None,
    language: Text = None,
    isbn: Text = None,
    issn: Text = None,
    doi: Text = None,
    subject: Several = None,
    class_: Annotated[list[str] | None, typer.Option("--class")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="Only for people of these units.")] = None,
    anyway: Anyway = False,
) -> None:
    """Put something into the library."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions
        from muniment.holdings.library.types import ResourceDraft

        given = {
            **{"title": title, "kind": kind, "address": address, "shelf_mark": shelf_mark},
            **{"publisher": publisher, "description": description, "language": language},
            **{"isbn": isbn, "issn": issn, "doi": doi},
        }
        draft = _changed(ResourceDraft("", ""), given, subject, class_, unit)
        made = actions.add(actor, draft, anyway=anyway, now=now())
    answer({"reference": made.reference}, f"{made.reference} is in the library.")


@app.command("change")
def change(
    reference: Reference,
    title: Text = None,
    kind: Text = None,
    address: Text = None,
    shelf_mark: Text = None,
    publisher: Text = None,
    description: Text = None,
    language: Text = None,
    isbn: Text = None,
    issn: Text = None,
    doi: Text = None,
    subject: Several = None,
    class_: Annotated[list[str] | None, typer.Option("--class")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="Only for people of these units.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="For everybody.")] = False,
    anyway: Anyway = False,
) -> None:
    """Say otherwise what a resource is; what is not named stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions, queries

        kept = queries.draft_of(queries.resource_named(actor, reference))
        given = {
            **{"title": title, "kind": kind, "address": address, "shelf_mark": shelf_mark},
            **{"publisher": publisher, "description": description, "language": language},
            **{"isbn": isbn, "issn": issn, "doi": doi},
        }
        draft = _changed(kept, given, subject, class_, [] if everybody else unit)
        made = actions.change(actor, reference, draft, anyway=anyway, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been changed.")


def _changed(
    kept: "ResourceDraft",
    given: dict[str, str | None],
    subjects: list[str] | None,
    classes: list[str] | None,
    units: list[str] | None,
) -> "ResourceDraft":
    from dataclasses import replace

    lists = {"subjects": subjects, "classes": classes, "units": units}
    said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    said |= {name: tuple(value) for name, value in lists.items() if value is not None}
    return replace(kept, **said)


@app.command("licence")
def licence(
    reference: Reference,
    kind: Annotated[str, typer.Option(help="open, subscription, purchase, legal_deposit, none.")],
    name: Annotated[str, typer.Option(help="Of an open licence, such as OGL v3.0.")] = "",
    supplier: Annotated[str, typer.Option()] = "",
    seats: Annotated[str, typer.Option(help="How many people at once, in words.")] = "",
    way_in: Annotated[str, typer.Option(help="How readers get in.")] = "open",
    may_print: Annotated[str, typer.Option(help="yes, no or ask.")] = "ask",
    may_copy: Annotated[str, typer.Option(help="Into a record: yes, no or ask.")] = "ask",
    may_share: Annotated[str, typer.Option(help="Outside: yes, no or ask.")] = "ask",
    may_mine: Annotated[str, typer.Option(help="Text and data mining: yes, no or ask.")] = "ask",
    starts: Annotated[str, typer.Option(metavar="DATE")] = "",
    ends: Annotated[str, typer.Option(metavar="DATE", help="The last day.")] = "",
    cost: Annotated[str, typer.Option(help="Pounds a year.")] = "",
    contact: Annotated[str, typer.Option(help="Whom to ask.")] = "",
) -> None:
    """Record the licence that counts from now on."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions
        from muniment.holdings.library.types import LicenceDraft

        draft: LicenceDraft = LicenceDraft(
            **{"kind": kind, "name": name, "supplier": supplier, "seats": seats},
            **{"may_print": may_print, "may_copy": may_copy, "may_share": may_share},
            may_mine=may_mine,
            starts_on=read_date(starts, "starts_on"),
            ends_on=read_date(ends, "ends_on"),
            cost=_amount(cost),
            way_in=way_in,
            contact=contact,
        )
        made = actions.set_licence(actor, reference, draft, now=now())
    answer({"reference": made.reference}, f"The licence for {made.reference} is recorded.")


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        said = f"'{text}' is no amount of pounds, such as 1250.50."
        raise Refused(Reason("cost", said, "cost")) from None


@app.command("withdraw")
def withdraw(reference: Reference, reason: Why = "") -> None:
    """Take a resource out of use; what is known of it is kept."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions

        made = actions.withdraw(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is withdrawn.")


@app.command("restore")
def restore(reference: Reference, reason: Why = "") -> None:
    """Bring a withdrawn resource back into use."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions

        made = actions.restore(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is in use again.")


@app.command("report")
def report(reference: Reference) -> None:
    """Tell the library that a resource does not work."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions

        made = actions.report(actor, reference, now=now())
    answer({"reference": made.reference}, "The library has been told.")


@app.command("link")
def link(
    reference: Reference,
    works: Annotated[bool, typer.Option("--works/--broken", help="Whether it works.")],
    note: Annotated[str, typer.Option(help="What was found.")] = "",
) -> None:
    """Note whether a link works; the reports on it are closed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions

        made = actions.note_link(actor, reference, broken=not works, note=note, now=now())
    answer({"reference": made.reference, "broken": not works}, f"{made.reference}: noted.")


@app.command("reports")
def reports() -> None:
    """List what readers say does not work."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission, Place
        from muniment.holdings.library import queries

        access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
        rows = [_reported(one) for one in queries.reports(actor)]
    columns = {"reference": "Reference", "title": "Title", "reports": "Reports", "since": "Latest"}
    table("resources", rows, columns)


def _reported(one: Any) -> dict[str, Any]:
    return {
        **{"reference": one.reference, "title": one.title, "address": one.address},
        **{"reports": one.reported, "since": one.since},
    }


@app.command("figures")
def figures(
    unused: Annotated[bool, typer.Option("--unused", help="Only what nobody opened.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="Write every month and unit to this CSV or JSON file.")
    ] = None,
) -> None:
    """Show how often each resource was opened in twelve months, and what one use came to."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.library import queries

        lines = [queries.use_line(one) for one in queries.used(actor, today=today(), unused=unused)]
        if file is not None:
            write_rows(file, queries.every_count(actor), queries.COUNTED)
    names = ("reference", "title", "kind", "shown", "opened", "last_month", "cost", "each")
    rows = [{name: getattr(one, name) for name in names} for one in lines]
    columns = {"reference": "Reference", "title": "Title", "opened": "Opened", "shown": "Shown"}
    columns |= {"last_month": "Last month", "cost": "Cost a year", "each": "Cost of one use"}
    table("resources", rows, columns)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .ris, .json or .xlsx.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which heading is which of our columns: address='Title URL'."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say what would be done.")] = False,
) -> None:
    """Bring in a list. Rows that cannot be read, and what the library has already, are left out,
    each with its reasons."""
    from muniment.holdings.library.adapters import ris

    is_ris = ris.is_ris(file.name)
    rows: Any = ris.rows_of(file.name, read_bytes(file)) if is_ris else read_rows(file, sheet)
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.library import actions, queries, rules

        heads = list(dict.fromkeys(str(key) for row in rows for key in row if key))
        chosen = rules.columns_of(heads) | _columns(column or [])
        found, left = queries.look_at(actor, rows, chosen)
        references = [] if look else actions.import_resources(actor, rows, chosen, now=now())
    out = [{"line": one.line, "title": one.title, "reason": one.reason} for one in left]
    table("left_out", out, {"line": "Line", "title": "Title", "reason": "Why it is left out"})
    done = "would be brought in" if look else "brought in"
    told = {"references": references, "resources": len(found), "columns": chosen}
    answer(told, f"{len(found)} resources {done}, {len(left)} rows left out.")


def _columns(given: list[str]) -> dict[str, str]:
    from muniment.holdings.library.rules import COLUMNS

    found = dict(one.partition("=")[::2] for one in given)
    unknown = sorted(set(found) - set(COLUMNS))
    if unknown:
        said = f"There is no column {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}."
        raise Refused(Reason("column", said, "column"))
    return found


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .ris, .json or .xlsx.")],
) -> None:
    """Write the library to a file, as far as you may know of it."""
    with acting() as actor:
        from muniment.holdings.library import queries
        from muniment.holdings.library.adapters import ris

        if ris.is_ris(file.name):
            text = queries.ris_of(actor)
            file.write_text(text, "utf-8")
            count = text.count("\nER  -")
        else:
            count = write_rows(file, queries.export_rows(actor), queries.EXPORTED)
    answer({"file": str(file), "resources": count}, f"{count} resources written to {file}.")
