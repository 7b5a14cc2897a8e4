"""Named events that start the clock of a rule."""

from typing import Annotated

import typer

from muniment.cli.arguments import On, Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer
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
