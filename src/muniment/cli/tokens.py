"""Tokens: how programs act for the person who issues them."""

from datetime import timedelta
from typing import Annotated

import typer

from muniment.cli.arguments import Reference
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="tokens", help="Tokens for programs.", no_args_is_help=True)


@app.command("issue")
def issue(
    name: Annotated[str, typer.Option(help="What it is for.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 90,
) -> None:
    """Issue a token to the person who acts. Its secret is shown this once."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        moment = now()
        made, secret = actions.issue_token(
            actor,
            actor.reference,
            name=name,
            expires_at=moment + timedelta(days=days),
            now=moment,
        )
    told = {"token": made.reference, "secret": secret, "expires_at": made.expires_at}
    answer(told, f"Token {made.reference} lasts until {made.expires_at:%Y-%m-%d}.", secret)
    say("It is shown this once. Whoever has it acts in your name.")


@app.command("list")
def list_() -> None:
    """List the tokens of the person who acts, the latest first."""
    with acting() as actor:
        from muniment.foundation.access import queries

        rows = [
            {
                "token": one.reference,
                "name": one.name,
                "expires_at": one.expires_at,
                "last_used_at": one.last_used_at,
                "revoked_at": one.revoked_at,
            }
            for one in queries.tokens_of(actor.reference)
        ]
    columns = {"token": "Token", "name": "For", "expires_at": "Until"}
    table("tokens", rows, {**columns, "last_used_at": "Last used", "revoked_at": "Revoked"})


@app.command("revoke")
def revoke(reference: Reference) -> None:
    """End a token at once: one's own, or anybody's if one manages people."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        gone = actions.revoke_token(actor, reference, now=now())
    answer({"token": gone.reference}, f"Token {gone.reference} has ended.")
