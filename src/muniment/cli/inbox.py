"""A person's own mailbox: what seems worth saving, what can go, and what is done with it."""

from typing import Annotated

import typer

from muniment.cli.arguments import one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(
    name="mailbox",
    help="Your own mailbox: what seems worth saving, and what can go.",
    no_args_is_help=True,
)
Numbers = Annotated[
    list[int], typer.Argument(metavar="NUMBER...", help="The numbers of the messages.")
]


@app.callback()
def _group() -> None:
    """Your own mailbox: what seems worth saving, and what can go."""


@app.command("show")
def show(
    which: Annotated[str, typer.Option(help="save, go or rest.")] = "save",
) -> None:
    """List what is in your mailbox: worth saving, can go, or the rest, each with the reasons."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.inbox import queries
        from muniment.holdings.inbox.types import Which

        chosen = one_of(Which, which, "which")
        rows = [
            {
                "number": one.message.pk,
                "subject": one.message.subject,
                "from": one.message.sender,
                "received": one.message.received_at,
                "why": one.in_words,
                "folder": one.home.reference if one.home else "",
                "problem": one.message.problem,
            }
            for one in queries.board(actor, on=today()).of(chosen)
        ]
    shown = {"number": "Number", "subject": "Subject", "from": "From", "why": "Why"}
    table("messages", rows, {**shown, "folder": "Suggested folder", "problem": "Problem"})


@app.command("save")
def save(
    numbers: Numbers,
    into: Annotated[str, typer.Option(metavar="REF", help="The class or folder to save in.")],
) -> None:
    """Have messages saved. A worker fetches them from the mailbox."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.inbox import actions

        many = actions.save(actor, dict.fromkeys(numbers, into), now=now())
    answer({"messages": many}, f"{many} will be saved.")


@app.command("remove")
def remove(numbers: Numbers) -> None:
    """Have messages removed from your mailbox for good."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.inbox import actions

        many = actions.let_go(actor, numbers, now=now())
    answer({"messages": many}, f"{many} will be removed from your mailbox.")


@app.command("leave")
def leave(numbers: Numbers) -> None:
    """Leave messages in your mailbox; they are not suggested again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.inbox import actions

        many = actions.leave(actor, numbers, now=now())
    answer({"messages": many}, f"{many} stay in your mailbox.")


@app.command("rates")
def rates() -> None:
    """Tell how many of the messages that were suggested to people they saved, in all and by
    reason, for the mailboxes whose sources you manage."""
    with acting() as actor:
        from muniment.holdings.inbox import queries
        from muniment.holdings.mailboxes import queries as mailboxes

        rows = [
            {"why": one.why or "all", "decided": one.judged, "saved": one.filed}
            for one in queries.rates(mailboxes.sources(actor))
        ]
    table("rates", rows, {"why": "Reason", "decided": "Decided about", "saved": "Saved"})
