"""Figures and settings of the directory, proposed terms, and who answers for which site."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.directory import Who, app
from muniment.cli.output import answer, table

__all__ = ["app"]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="class or unit.")]


@app.command("figures")
def figures(
    months: Annotated[bool, typer.Option("--months", help="Month by month instead.")] = False,
) -> None:
    """Show how complete and confirmed the entries are of those whom you manage, by unit."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries

        access.require(actor, Permission.PEOPLE_MANAGE)
        counts = ("people", "percent", "confirmed")
        names = ("month", *counts) if months else ("unit", "name", *counts, "due", "lapsed")
        found: Any = queries.months(actor) if months else queries.figures(actor, today())
        rows = [{key: getattr(one, key) for key in names} for one in found]
    heads = {"month": "Month", "name": "Unit", "people": "People", "percent": "Complete %"}
    heads |= {"confirmed": "Up to date", "due": "To confirm", "lapsed": "Not confirmed"}
    table("figures", rows, {key: head for key, head in heads.items() if key in names})


@app.command("settings")
def settings(
    count: Annotated[
        list[str] | None, typer.Option(help="A field that belongs to a complete entry.")
    ] = None,
    months: Annotated[int, typer.Option(help="Months after which people are asked.")] = -1,
    staff_record: Annotated[
        str | None, typer.Option(help="Where people see their own staff record.")
    ] = None,
) -> None:
    """Show what is set about entries, or set it. What is not named stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions, queries
        from muniment.people.directory.types import Terms

        found = queries.terms()
        if count or months != -1 or staff_record is not None:
            wanted = Terms(
                tuple(count or found.counted),
                found.months if months == -1 else months,
                found.staff_record if staff_record is None else staff_record,
            )
            found = actions.set_terms(actor, wanted, now=now())
    data = {"counted": list(found.counted), "months": found.months}
    answer(
        {**data, "staff_record": found.staff_record},
        f"Complete: {', '.join(found.counted)}. Confirmed every {found.months} months.",
    )


@app.command("hide")
def hide(name: Who, reason: Why = "") -> None:
    """Keep somebody whom you manage out of the directory."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        made = actions.hide_entry(actor, name, reason=reason, now=now())
    answer({"person": made.person.reference}, f"{made.person.name} is kept out of the directory.")


@app.command("unhide")
def unhide(name: Who, reason: Why = "") -> None:
    """Have somebody in the directory again who was kept out of it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        made = actions.show_entry(actor, name, reason=reason, now=now())
    answer({"person": made.person.reference}, f"{made.person.name} is in the directory again.")


@app.command("proposals")
def proposals() -> None:
    """List the terms that people propose."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.people.directory import queries

        access.require(actor, Permission.FILEPLAN_MANAGE)
        rows = [
            {"reference": one.reference, "term": one.label, "proposed_at": one.proposed_at}
            for one in queries.proposals()
        ]
    table("proposals", rows, {"reference": "No.", "term": "Term", "proposed_at": "Proposed"})


@app.command("decide")
def decide(
    reference: Reference,
    means: Annotated[str, typer.Option(help="A term that is there and that it means.")] = "",
    refuse: Annotated[bool, typer.Option("--refuse", help="It is not taken up.")] = False,
    reason: Why = "",
) -> None:
    """Take a proposed term up into the vocabulary, or not."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        if refuse:
            many = actions.refuse_term(actor, reference, reason=reason, now=now())
        else:
            many = actions.accept_term(actor, reference, term=means, now=now())
    answer({"people": many, "accepted": not refuse}, f"Decided, and {many} told.")


@app.command("sites")
def sites(
    vacant: Annotated[bool, typer.Option("--vacant", help="Only those without an owner.")] = False,
) -> None:
    """List the sites, and who answers for each."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries
        from muniment.people.directory.types import Part

        access.require(actor, Permission.PEOPLE_SEE)
        rows = [
            {"kind": one.kind.value, "reference": one.reference, "title": one.title}
            | {part.value: [each.name for each in one.of(part)] for part in Part}
            | {"vacant": one.vacant}
            for one in queries.sites(actor, today())
            if one.vacant or not vacant
        ]
    columns = {"kind": "What", "reference": "Site", "title": "Title", "owner": "Owner"}
    table("sites", rows, {**columns, "champion": "Champions", "deputy": "Deputies"})


@app.command("site")
def site(kind: Kind, reference: Reference) -> None:
    """Show everybody who was ever named for a site."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.people.directory import queries

        access.require(actor, Permission.PEOPLE_SEE)
        found = queries.history(actor, queries.place_named(actor, kind, reference))
        names = ("number", "part", "name", "starts_on", "ends_on", "here")
        rows = [{key: getattr(one, key) for key in names} for one in found]
    columns = {"number": "No.", "part": "As", "name": "Who", "starts_on": "From"}
    table("named", rows, {**columns, "ends_on": "To", "here": "Works here"})


@app.command("name")
def name(
    kind: Kind,
    reference: Reference,
    person: Who,
    part: Annotated[str, typer.Option(help="owner, champion or deputy.")] = "owner",
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")] = "",
) -> None:
    """Name somebody who answers for a site."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions
        from muniment.people.directory.types import StewardDraft

        draft = StewardDraft(person, part, read_date(starts, "from"), read_date(ends, "until"))
        made = actions.name_steward(actor, kind, reference, draft, now=now())
    told = {"number": made.pk, "from": made.starts_on, "until": made.ends_on}
    answer(told, f"{made.person.name} is named (number {made.pk}).")


@app.command("end")
def end(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As 'directory site' says.")],
    last: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")] = "",
) -> None:
    """End it that somebody answers for a site: at once, or with a day."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        made = actions.end_steward(actor, number, ends_on=read_date(last, "until"), now=now())
    answer({"number": made.pk, "until": made.ends_on}, f"Number {made.pk} has ended.")
