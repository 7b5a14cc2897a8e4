"""Named events that start the clock of a rule."""

from typing import Annotated

import typer

from muniment.cli.arguments import On, Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(name="event", help="Events that start retention.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Events that start retention."""


@app.command("record")
def record(
    reference: Reference,
    name: Annotated[str, typer.Option(help="The event as the rule names it: contract_ended.")],
    on: On,
    value: Annotated[
        str, typer.Option(help="Which one, such as the number of the contract that ended.")
    ] = "",
    reason: Why = "",
) -> None:
    """Enter that an event happened to a record, a folder or a class."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        day = read_date(on)
        if day is None:
            raise Refused(Reason("not_a_date", "Say on which date it happened.", "on"))
        made = actions.record_event(
            actor, reference, name=name, on=day, value=value, reason=reason, now=now()
        )
        work_off(["retention.recalculate"], "Computing dates", processes=1)
    told = {"event": made.pk, "name": made.name, "scope": made.scope, "on": made.happened_on}
    answer(told, f"{made.name} on {made.happened_on} is entered for {made.scope}.")


@app.command("withdraw")
def withdraw(
    number: Annotated[int, typer.Argument(help="The number of the event.")], reason: Why = ""
) -> None:
    """Withdraw an event that was entered in error."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        made = actions.withdraw_event(actor, number, reason=reason, now=now())
        work_off(["retention.recalculate"], "Computing dates", processes=1)
    answer({"event": made.pk, "name": made.name}, f"Event {made.pk} is withdrawn.")


@app.command("waiting")
def waiting(
    due: Annotated[bool, typer.Option("--due", help="Only what you are asked about now.")] = False,
) -> None:
    """List what waits for which event, or for a date in which field, by folder, since when, and
    when it is asked about."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries

        found = queries.to_ask(actor, today()) if due else queries.waiting_places(actor)
        rows = [
            {
                "folder": one.folder,
                "class": one.file_class,
                "waits_for": one.words,
                "event": one.event,
                "field": one.defined or one.field,
                "records": one.records,
                "since": one.since,
                "ask_on": one.ask_on,
                "answer": one.answer,
            }
            for one in found
        ]
    shown = {"folder": "Folder", "class": "Class", "waits_for": "Waits for", "records": "Records"}
    table("waiting", rows, {**shown, "since": "Since", "ask_on": "Ask on"})


@app.command("not-yet")
def not_yet(
    reference: Reference,
    name: Annotated[str, typer.Option(help="The event as the rule names it: contract_ended.")],
    reason: Annotated[str, typer.Option(help="How you know that it has not happened.")] = "",
) -> None:
    """Answer that an event has not happened yet to a record, a folder or a class."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        made = actions.not_yet(actor, reference, name=name, reason=reason, now=now())
    told = {"scope": made.scope, "name": made.name, "ask_again_on": made.ask_again_on}
    answer(told, f"Noted. It is asked again on {made.ask_again_on}.")


@app.command("asking")
def asking(
    first: Annotated[int, typer.Option(help="After how many years it is asked first.")] = 0,
    again: Annotated[int, typer.Option(help="After how many years it is asked again.")] = 0,
) -> None:
    """Show after how many years it is asked whether an event has happened, or set it."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions, queries
        from muniment.lifecycle.retention.rules.asking import Asking

        access.require(actor, Permission.RETENTION_SEE)
        terms = queries.asking_terms()
        if first or again:
            wanted = Asking(first or terms.first_years, again or terms.again_years)
            terms = actions.set_asking(actor, wanted, now=now())
    told = {"first_years": terms.first_years, "again_years": terms.again_years}
    answer(told, f"Asked after {terms.first_years} years, and again after {terms.again_years}.")
