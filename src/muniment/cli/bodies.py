"""Governance bodies: what they are for, and who sits on them."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from muniment.cli.arguments import On, Reference, Why, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="bodies", help="Bodies that decide about information.", no_args_is_help=True)
Terms = Annotated[str, typer.Option(help="Its terms of reference: what it is there for.")]
OfUnit = Annotated[str, typer.Option(help="The unit that runs it; the whole body without it.")]
MEETINGS = {"reference": "Meeting", "on": "On", "title": "Called", "state": "State"}
DECISIONS = {"reference": "Decision", "on": "On", "outcome": "Outcome", "words": "What"}


@app.command("list")
def list_(
    closed: Annotated[bool, typer.Option("--closed", help="Those that are no more.")] = False,
) -> None:
    """List governance bodies by name."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.governance.bodies import queries

        access.require(actor, Permission.BODIES_SEE)
        found = queries.bodies(actor, closed=closed)
        rows = [
            {
                **_said(one),
                "members": queries.sitting(one, today()).count(),
                "meetings": queries.meetings(one).count(),
            }
            for one in found
        ]
    columns = {"reference": "Reference", "name": "Name", "unit": "Unit"}
    table("bodies", rows, {**columns, "members": "Members", "meetings": "Meetings"})


def _said(one: Any) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "name": one.name,
        "unit": one.unit.reference if one.unit else "",
        "quorum": one.quorum,
        "closed_at": one.closed_at,
    }


@app.command("show")
def show(reference: Reference) -> None:
    """Show a body: its terms of reference, who sits on it, its meetings and what it decided."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.bodies import queries

        one = queries.body_named(actor, reference)
        members = [member_row(each) for each in queries.members(one)]
        sitting = set(queries.sitting(one, today()).values_list("reference", flat=True))
        meetings = [meeting_row(each) for each in queries.meetings(one)]
        decided = [decision_row(each) for each in queries.decisions(actor, body=one.reference)]
    answer({**_said(one), "terms": one.terms}, f"{one.reference}  {one.name}", one.terms)
    say()
    rows = [{**each, "sits": each["reference"] in sitting} for each in members]
    columns = {"name": "Member", "part": "Part", "starts_on": "From", "ends_on": "To"}
    table("members", rows, {"reference": "Reference", **columns})
    table("meetings", meetings, MEETINGS)
    table("decisions", decided, DECISIONS)


def member_row(one: Any) -> dict[str, Any]:
    """Somebody who sits or sat on a body."""
    names = ("reference", "part", "starts_on", "ends_on")
    who = {"person": one.person.reference, "name": one.person.name}
    return {**who, **{name: getattr(one, name) for name in names}}


def meeting_row(one: Any) -> dict[str, Any]:
    """A meeting, in short."""
    names = ("reference", "on", "place", "state", "cancelled_why")
    return {"title": one.label, **{name: getattr(one, name) for name in names}}


def decision_row(one: Any) -> dict[str, Any]:
    """What was decided, and at which meeting."""
    names = ("reference", "number", "words", "outcome", "about", "at", "by")
    where = {"meeting": one.meeting.reference, "on": one.meeting.on}
    return {**where, "body": one.meeting.body.name, **{name: getattr(one, name) for name in names}}


@app.command("found")
def found(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    terms: Terms,
    unit: OfUnit = "",
    quorum: Annotated[int, typer.Option(help="How many members who decide must be there.")] = 1,
) -> None:
    """Put a governance body down, with its terms of reference."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions
        from muniment.governance.bodies.types import BodyDraft

        made = actions.found(actor, BodyDraft(name, terms, unit, quorum), now=now())
    answer({"reference": made.reference}, f"{made.reference} is there.")


@app.command("change")
def change(
    reference: Reference,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    terms: Annotated[str | None, typer.Option(help="Other terms of reference.")] = None,
    unit: Annotated[str | None, typer.Option(help="Another unit; '' for the whole body.")] = None,
    quorum: Annotated[int | None, typer.Option(help="Another number of members.")] = None,
) -> None:
    """Say otherwise what a body is; what is not named stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions, queries
        from muniment.governance.bodies.types import BodyDraft

        one = queries.body_named(actor, reference)
        before = BodyDraft(one.name, one.terms, one.unit.reference if one.unit else "", one.quorum)
        given = {"name": name, "terms": terms, "unit": unit, "quorum": quorum}
        said = {key: value for key, value in given.items() if value is not None}
        draft = replace(before, **said)  # type: ignore[arg-type]
        made = actions.change(actor, one.reference, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been changed.")


@app.command("close")
def close(reference: Reference, reason: Why = "") -> None:
    """Close a body that is no more; what it decided stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions

        made = actions.close(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is closed.")


@app.command("appoint")
def appoint(
    reference: Reference,
    person: Annotated[str, typer.Argument(metavar="NAME", help="User name, e-mail or reference.")],
    part: Annotated[
        str, typer.Option(help="chair, secretary, member or in_attendance.")
    ] = "member",
    starts_on: On = "",
    ends_on: Annotated[str, typer.Option(metavar="DATE", help="The last day.")] = "",
) -> None:
    """Have somebody sit on a body. Who is in attendance decides nothing."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions
        from muniment.governance.bodies.types import Part

        begins, ends = read_date(starts_on, "starts_on"), read_date(ends_on, "ends_on")
        chosen = one_of(Part, part, "part")
        made = actions.appoint(
            actor, reference, person, chosen, starts_on=begins, ends_on=ends, now=now()
        )
    answer({"member": made.reference}, f"{made.reference}: {made.label.lower()}.")


@app.command("end-member")
def end_member(
    reference: Annotated[str, typer.Argument(metavar="GM-REF", help="Of the membership.")],
    ends_on: Annotated[
        str, typer.Option(metavar="DATE", help="The last day; without it, it ends at once.")
    ] = "",
) -> None:
    """Have somebody sit on a body no more."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions

        day = read_date(ends_on, "ends_on")
        made = actions.end_membership(actor, reference, ends_on=day, now=now())
    told = {"member": made.reference, "ends_on": made.ends_on}
    answer(told, f"{made.reference} ends with {made.ends_on}.")
