"""Routine destruction under standing approvals, and what stands against it."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.working import work_off

app = typer.Typer(
    name="standing", help="Standing approvals of routine destruction.", no_args_is_help=True
)
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of a rule.")]
End = Annotated[bool, typer.Option("--end", help="End the mark.")]


@app.command("list")
def list_() -> None:
    """List the standing approvals that you have to do with."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        rows = [_row(one) for one in queries.standing_approvals(actor)]
    columns = {"reference": "No.", "title": "Title", "classes": "Classes", "rules": "Rules"}
    table("standing", rows, {**columns, "until": "Until", "state": "State"})


def _row(one: Any) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "title": one.title,
        "classes": one.classes,
        "rules": one.rules,
        "from": one.from_on,
        "until": one.until_on,
        "most_a_day": one.most_a_day,
        "state": one.state,
        "proposed_by": one.proposed_by,
        "approved_by": one.approved_by,
        "ended": one.end_reason,
    }


@app.command("show")
def show(reference: Reference) -> None:
    """Show a standing approval, and what came of it day by day."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        one = queries.standing_named(actor, reference)
        runs = [
            {
                "day": run.day,
                "destroyed": run.destroyed,
                "left_out": run.left_out,
                "remaining": run.remaining,
                "review": run.review.reference if run.review else "",
            }
            for run in queries.runs_of(one)
        ]
        told = _row(one)
    columns = {"day": "Day", "destroyed": "Destroyed", "left_out": "Left out"}
    table("runs", runs, {**columns, "remaining": "More due", "review": "Review"}, **told)


@app.command("propose")
def propose(
    title: Annotated[str, typer.Option(help="What it is called.")] = "",
    file_class: Annotated[
        list[str] | None, typer.Option("--class", metavar="REF", help="Can be repeated.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A routine rule. Can be repeated.")
    ] = None,
    reason: Why = "",
    authority: Annotated[str, typer.Option(help="The policy, or who decided it.")] = "",
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="Today.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="A year from the first day.")] = "",
    most: Annotated[int, typer.Option(help="Records at most on a day.")] = 1000,
) -> None:
    """Propose that routine papers are destroyed when due, without a decision about each."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import civil_date, now
        from muniment.lifecycle.disposal import actions
        from muniment.lifecycle.disposal.rules import StandingDraft

        moment = now()
        first = read_date(from_on, "from") or civil_date(moment)
        draft = StandingDraft(
            title=title,
            classes=tuple(file_class or ()),
            rules=tuple(rule or ()),
            reason=reason,
            authority=authority,
            from_on=first,
            until_on=read_date(until, "until") or first + timedelta(days=365),
            most_a_day=most,
        )
        one = actions.propose_standing(actor, draft, now=moment)
        told = _row(one)
    answer(told, f"{one.reference} waits for somebody in another role to approve it.")


@app.command("approve")
def approve(reference: Reference, reason: Why = "") -> None:
    """Approve a standing approval that somebody else proposed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        one = actions.approve_standing(actor, reference, reason=reason, now=now())
        told = _row(one)
    answer(told, f"{one.reference} is in force until {one.until_on}.")


@app.command("end")
def end(reference: Reference, reason: Why = "") -> None:
    """End a standing approval at once, or refuse one that is proposed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        one = actions.end_standing(actor, reference, reason=reason, now=now())
        told = _row(one)
    answer(told, f"{one.reference} has ended. Nothing more is destroyed under it.")


@app.command("run")
def run() -> None:
    """Have the day's routine destruction done now, if it is not done; else a worker does it."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.jobs.actions import enqueue
        from muniment.foundation.kernel.clock import now

        access.require(actor, Permission.DISPOSAL_EXECUTE)
        kind = "disposal.routine"
        enqueue(kind, {}, run_as=actor.reference, now=now(), unique_key=kind)
        work_off([kind, "disposal.purge"], "Destroying what is routine", processes=1)
    answer({"done": True}, "The day's routine destruction is done.")


def routine(code: Code, reason: Why = "", end: End = False) -> None:
    """Mark a rule as routine: a standing approval can then cover what it dates."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        verb = actions.end_routine if end else actions.mark_routine
        verb(actor, code, reason=reason, now=now())
    said = f"Rule {code} is {'not routine any more' if end else 'routine'}."
    answer({"rule": code, "routine": not end}, said)


def of_value(reference: Reference, reason: Why = "", end: End = False) -> None:
    """Mark a record as of value: it is never destroyed as routine."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        if end:
            actions.end_of_value(actor, reference, reason=reason, now=now())
        else:
            actions.mark_of_value(actor, reference, why=reason, now=now())
    said = f"{reference} is {'not marked' if end else 'marked'} as of value."
    answer({"record": reference, "of_value": not end}, said)
