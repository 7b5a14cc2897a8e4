"""Notices: what the person who acts was told."""

from typing import Annotated

import typer

from muniment.cli.arguments import one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(name="notices", help="What you were told.", no_args_is_help=True)


@app.command("list")
def list_(
    unseen: Annotated[bool, typer.Option("--new", help="Only what you have not seen.")] = False,
) -> None:
    """List your notices, the latest first."""
    with acting() as actor:
        from muniment.foundation.notices import queries

        rows = [
            {
                "notice": one.reference,
                "about": one.about,
                "words": one.words,
                "made_at": one.made_at,
                "seen_at": one.seen_at,
            }
            for one in queries.notices(actor, unseen=unseen)
        ]
    columns = {"made_at": "When", "words": "Notice", "about": "About", "seen_at": "Seen"}
    table("notices", rows, columns)


@app.command("seen")
def seen() -> None:
    """Mark your notices as seen."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.notices import actions

        count = actions.see(actor, now=now())
    answer({"seen": count}, f"{count} marked as seen.")


@app.command("mail")
def mail(
    how: Annotated[str, typer.Argument(metavar="HOW", help="at_once, daily or never.")] = "",
) -> None:
    """Show or choose when you are told by e-mail that there is something new."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.notices import actions, queries
        from muniment.foundation.notices.types import Mail

        if how:
            actions.choose_mail(actor, one_of(Mail, how, "how"), now=now())
        chosen = queries.mail_of(actor.reference)
    answer({"mail": chosen.value}, f"Told by e-mail: {chosen.label.lower()}.")
