"""Substitutes: who signs for the absent."""

from typing import Annotated

import typer

from muniment.cli.arguments import Why, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import NotFound, Reason, Refused

app = typer.Typer(name="substitute", help="Who signs for the absent.", no_args_is_help=True)
Absent = Annotated[str, typer.Argument(metavar="NAME", help="Who is absent.")]


@app.command("name")
def name_(
    absent: Absent,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who signs instead.")],
    role: Annotated[str, typer.Option(help="In which role, such as records_manager.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day.")],
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")] = "",
    reason: Why = "",
) -> None:
    """Name somebody who signs reviews for an absent person: yourself, or anybody you manage."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.access.types import Role
        from muniment.foundation.kernel.clock import now

        ends = read_date(until, "until")
        if ends is None:
            raise Refused(Reason("not_a_date", "Give the last day, as 2026-03-31.", "until"))
        made = actions.name_substitute(
            actor,
            absent,
            substitute=by,
            role=one_of(Role, role, "role"),
            starts_on=read_date(starts, "from"),
            ends_on=ends,
            reason=reason,
            now=now(),
        )
    told = {"number": made.pk, "from": made.starts_on, "until": made.ends_on}
    answer(told, f"{made.substitute.name} signs from {made.starts_on} to {made.ends_on}.")


@app.command("list")
def list_(absent: Absent) -> None:
    """List who signs, signed or will sign for a person."""
    with acting() as actor:
        from muniment.foundation.access import queries
        from muniment.foundation.access.types import Permission

        person = queries.find_person(absent)
        if person is None:
            raise NotFound("person", absent)
        if person.reference != actor.reference:
            queries.require(actor, Permission.PEOPLE_SEE)
        rows = [
            {
                "number": one.pk,
                "substitute": one.substitute.name,
                "role": one.role,
                "from": one.starts_on,
                "until": one.ends_on,
                "ended_at": one.ended_at,
            }
            for one in queries.substitutes_of(person)
        ]
    columns = {"number": "No.", "substitute": "Who signs", "role": "Role", "from": "From"}
    table("substitutes", rows, {**columns, "until": "Until", "ended_at": "Ended"})


@app.command("end")
def end(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As the list says.")],
) -> None:
    """End it at once that somebody signs for an absent person."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        done = actions.end_substitute(actor, number, now=now())
    answer({"number": done.pk, "ended_at": done.ended_at}, "They no longer sign.")
