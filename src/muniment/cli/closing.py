"""The end of a case behind a hold, and the time to appeal."""

from typing import Annotated

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer


def close(
    reference: Reference,
    closed_on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day it was closed.")],
    reason: Why = "",
) -> None:
    """Note that the case behind a hold was closed. The hold lifts once the time to appeal is
    over."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        on = read_date(closed_on, "closed_on")
        made = actions.close(actor, reference, closed_on=on, reason=reason, now=now())
    told = {"hold": made.reference, "closed_on": made.closed_on, "last_day": made.last_day}
    answer(told, f"Hold {made.reference} lifts by itself after {made.last_day}.")


def reopen(reference: Reference, reason: Why = "") -> None:
    """Note that the case behind a hold is still open, such as by an appeal."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions

        made = actions.reopen(actor, reference, reason=reason, now=now())
    told = {"hold": made.reference, "state": made.state}
    answer(told, f"Hold {made.reference} stays in force until its case is closed again.")


def appeal_days(
    days: Annotated[int, typer.Option("--set", help="How many days from now on.")] = -1,
) -> None:
    """Show how many days there are to appeal once a case is closed, or set it."""
    with acting() as actor:
        from muniment.foundation.access.queries import require
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.holds import actions, queries

        if days >= 0:
            actions.set_appeal_days(actor, days, now=now())
        require(actor, Permission.HOLD_SEE)
        found = queries.appeal_days()
    answer({"days": found}, f"There are {found} days to appeal.")
