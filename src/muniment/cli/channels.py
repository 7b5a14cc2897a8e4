"""Work done outside the body's own systems: declaring it, and the log of it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, one_of, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(
    name="channel",
    help="Work in channels that are not the body's own, such as WhatsApp.",
    no_args_is_help=True,
)
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
DayOrNone = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
COLUMNS = {
    "reference": "Reference",
    "channel": "Channel",
    "declared_by": "Declared by",
    "participants": "Who took part",
    "what": "About",
    "first_day": "First day",
    "last_day": "Last day",
    "why": "Why this channel",
    "due_on": "To be brought over by",
    "state": "State",
    "days_late": "Days late",
    "records": "Records",
    "records_unseen": "Records that you cannot see",
    "explanation": "Explanation",
}


@app.command("declare")
def declare(
    channel: Annotated[str, typer.Option(help="Such as WhatsApp or Text message.")],
    what: Annotated[str, typer.Option(help="What it was about.")],
    participants: Annotated[str, typer.Option("--with", help="Who took part.")],
    first: Day,
    why: Annotated[str, typer.Option(help="Why this channel was used.")],
    last: DayOrNone = None,
) -> None:
    """Declare that you used a channel that is not the body's own for work."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.channels import actions
        from muniment.holdings.channels.types import UseDraft

        until = (last or first).date()
        draft = UseDraft(channel, what, participants, first.date(), until, why)
        made = actions.declare(actor, draft, now=now())
        told = {"reference": made.reference, "due_on": made.due_on}
    answer(told, f"{told['reference']}: bring it to the record by {told['due_on']}.")


@app.command("transferred")
def transferred(
    reference: Reference,
    records: Annotated[list[str], typer.Argument(metavar="RECORD...")],
) -> None:
    """Say that what was declared is on the record now, as these records."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.channels import actions

        made = actions.transfer(actor, reference, references=records, now=now())
    answer({"reference": made.reference}, f"{made.reference} is on the record.")


@app.command("explain")
def explain(
    reference: Reference, why: Annotated[str, typer.Option(help="Why it is not brought over.")]
) -> None:
    """Say why what was declared is not brought to the record."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.channels import actions

        made = actions.explain(actor, reference, explanation=why, now=now())
    answer({"reference": made.reference}, f"{made.reference} is explained.")


@app.command("mine")
def mine() -> None:
    """List what you declared."""
    with acting() as actor:
        from muniment.holdings.channels import queries

        rows = _rows(actor, list(queries.own_uses(actor)))
    _print(rows)


@app.command("log")
def log(
    state: Annotated[str, typer.Option(help="declared, transferred or explained.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    since: DayOrNone = None,
    until: DayOrNone = None,
    file: Annotated[
        Path | None, typer.Option(help="Write every line to this CSV or JSON file.")
    ] = None,
) -> None:
    """List everything that was declared, what was brought over and what is late."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.channels import queries
        from muniment.holdings.channels.types import UseState

        found = queries.log(
            actor,
            late_on=today() if late else None,
            state=one_of(UseState, state, "state") if state else None,
            since=since.date() if since else None,
            until=until.date() if until else None,
            channel=channel,
        )
        rows = _rows(actor, list(found))
        if file is not None:
            write_rows(file, rows, tuple(COLUMNS))
    _print(rows)


def _rows(actor: Any, uses: list[Any]) -> list[dict[str, Any]]:
    from muniment.foundation.access import queries as access
    from muniment.foundation.kernel.clock import today
    from muniment.holdings.channels import queries, rules
    from muniment.holdings.channels.types import UseState

    names = access.names_at({one.person for one in uses})
    kept = queries.brought_over(actor, uses)
    said = ("reference", "channel", "participants", "what", "why", "state", "explanation")
    return [
        {
            **{name: getattr(one, name) for name in said},
            "declared_by": names.get(one.person, one.person),
            "first_day": one.first_day,
            "last_day": one.last_day,
            "due_on": one.due_on,
            "days_late": rules.days_late(one.due_on, UseState(one.state), today()),
            "records": " ".join(kept[one.pk][0]),
            "records_unseen": kept[one.pk][1],
        }
        for one in uses
    ]


def _print(rows: list[dict[str, Any]]) -> None:
    shown = ("reference", "channel", "declared_by", "what", "due_on", "state", "days_late")
    table("uses", rows, {name: COLUMNS[name] for name in shown})


@app.command("days")
def days(number: Annotated[int, typer.Argument(metavar="DAYS")]) -> None:
    """Set how many days people are given to bring over what they declare."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.channels import actions

        made = actions.set_days(actor, number, now=now())
    answer({"days": made.days}, f"People are given {made.days} days.")
