"""Sources that are looked at again and again."""

import os
import sys
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.working import work_off

app = typer.Typer(name="source", help="Sources looked at again and again.", no_args_is_help=True)
LOOKS = ("mailboxes.look", "inbox.look")
Into = Annotated[str, typer.Option(metavar="REF", help="The class or folder to file into.")]
Every = Annotated[int, typer.Option(help="Look every so many minutes.")]
Separators = Annotated[
    bool, typer.Option("--separators", help="Take scans apart at separator sheets.")
]


@app.command("list")
def list_() -> None:
    """List the sources that you manage, and how the last look at each went."""
    with acting() as actor:
        from muniment.holdings.mailboxes import queries

        rows = [
            {
                "source": one.reference,
                "name": one.name,
                "kind": one.kind,
                "looked_at": one.looked_at,
                "paused": one.paused,
                "problem": one.problem,
            }
            for one in queries.sources(actor)
        ]
    columns = {"source": "Source", "name": "Name", "kind": "Kind", "looked_at": "Last look"}
    table("sources", rows, {**columns, "paused": "Paused", "problem": "Problem"})


@app.command("add-mailbox")
def add_mailbox(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    host: Annotated[str, typer.Option(help="The mail server.")],
    user: Annotated[str, typer.Option(help="The user name of the mailbox.")],
    into: Into,
    port: Annotated[int, typer.Option(help="The port; 0 for the usual one.")] = 0,
    security: Annotated[str, typer.Option(help="tls, starttls or none.")] = "tls",
    folder: Annotated[list[str] | None, typer.Option(help="A folder to read. Repeat it.")] = None,
    afterwards: Annotated[str, typer.Option(help="nothing, read, flag or move.")] = "nothing",
    move_to: Annotated[str, typer.Option(help="The folder to move messages to.")] = "",
    every: Every = 15,
    token_address: Annotated[str, typer.Option(help="OAuth: what gives out tokens.")] = "",
    client: Annotated[str, typer.Option(help="OAuth: the client ID.")] = "",
    scope: Annotated[str, typer.Option(help="OAuth: the scope.")] = "",
    secret_from: Annotated[
        str, typer.Option(metavar="VARIABLE", help="An environment variable with the password.")
    ] = "",
    owner: Annotated[
        str, typer.Option(metavar="PERSON", help="Whose mailbox it is: they choose what is saved.")
    ] = "",
) -> None:
    """Have a mailbox looked at. The password (for OAuth: the refresh token, and on a second line
    the client secret, if any) is read from the standard input."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions
        from muniment.holdings.mailboxes.types import (
            Afterwards,
            Auth,
            Security,
            SourceDraft,
            SourceKind,
        )

        auth = Auth.OAUTH if token_address else Auth.PASSWORD
        draft = SourceDraft(
            name,
            SourceKind.IMAP,
            into,
            host,
            port,
            one_of(Security, security, "security"),
            user,
            auth,
            token_address,
            client,
            scope,
            tuple(folder or ["INBOX"]),
            "",
            one_of(Afterwards, afterwards, "afterwards"),
            move_to,
            every,
            owner,
        )
        secret = _secret(auth.value, secret_from)
        made = actions.make_source(actor, draft, secret=secret, now=now())
    answer({"source": made.reference}, f"{made.name} is {made.reference}.")


@app.command("add-folder")
def add_folder(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    path: Annotated[str, typer.Option(help="The folder, on this machine.")],
    into: Into,
    move: Annotated[
        bool, typer.Option("--move", help="Move files that were taken to a folder 'taken'.")
    ] = False,
    separators: Separators = False,
    every: Every = 15,
) -> None:
    """Have a folder watched. Which folders may be is said by MUNIMENT_WATCHED_FOLDERS."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions
        from muniment.holdings.mailboxes.types import (
            Afterwards,
            Secret,
            SourceDraft,
            SourceKind,
        )

        afterwards = Afterwards.MOVE if move else Afterwards.NOTHING
        draft = SourceDraft(
            name,
            SourceKind.FOLDER,
            into,
            path=path,
            afterwards=afterwards,
            every=every,
            separators=separators,
        )
        made = actions.make_source(actor, draft, secret=Secret(), now=now())
    answer({"source": made.reference}, f"{made.name} is {made.reference}.")


@app.command("add-bucket")
def add_bucket(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    endpoint: Annotated[str, typer.Option(help="The service: https://s3.example.org")],
    bucket: Annotated[str, typer.Option(help="The bucket.")],
    access_key: Annotated[str, typer.Option(help="The access key ID.")],
    into: Into,
    prefix: Annotated[str, typer.Option(help="Take only what lies below it.")] = "",
    region: Annotated[str, typer.Option(help="The region, if the service asks for one.")] = "",
    afterwards: Annotated[str, typer.Option(help="nothing, move or delete.")] = "nothing",
    move_to: Annotated[str, typer.Option(help="The prefix to move objects below.")] = "",
    separators: Separators = False,
    every: Every = 15,
    secret_from: Annotated[
        str, typer.Option(metavar="VARIABLE", help="An environment variable with the secret key.")
    ] = "",
) -> None:
    """Have a part of an S3 bucket looked at. The secret access key is read from the standard
    input."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.kernel.errors import Reason, Refused
        from muniment.holdings.mailboxes import actions, rules
        from muniment.holdings.mailboxes.types import Afterwards, SourceDraft, SourceKind

        parts = rules.endpoint_parts(endpoint)
        if parts is None:
            words = "Enter an endpoint that begins with https:// and names a server, nothing more."
            raise Refused(Reason("endpoint", words, "endpoint"))
        host, port, security = parts
        draft = SourceDraft(
            name,
            SourceKind.BUCKET,
            into,
            host=host,
            port=port,
            security=security,
            user=access_key,
            bucket=bucket,
            prefix=prefix,
            region=region,
            separators=separators,
            afterwards=one_of(Afterwards, afterwards, "afterwards"),
            move_to=move_to,
            every=every,
        )
        secret = _secret("password", secret_from)
        made = actions.make_source(actor, draft, secret=secret, now=now())
    answer({"source": made.reference}, f"{made.name} is {made.reference}.")


def _secret(auth: str, variable: str) -> Any:
    """What opens the source: the name of a variable, or the lines of the standard input."""
    from muniment.holdings.mailboxes.types import Secret

    if variable:
        return Secret(variable=variable)
    if sys.stdin.isatty():
        import getpass

        lines = [getpass.getpass("Password or token: ")]
    else:
        lines = os.read(0, 20_000).decode("utf-8", "replace").splitlines()
    first, second = [*lines, "", ""][:2]
    if auth == "oauth":
        return Secret(refresh_token=first, client_secret=second)
    return Secret(password=first)


@app.command("test")
def test(reference: Reference) -> None:
    """Connect and say what is found. Nothing is taken."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions

        found = actions.test_source(actor, reference, now=now())
    well = all(one.well for one in found)
    answer({"well": well, "found": [{"well": one.well, "words": one.words} for one in found]})
    for one in found:
        say(f"{'well' if one.well else 'PROBLEM':8} {one.words}")
    if not well:
        raise typer.Exit(1)


@app.command("look")
def look(reference: Reference) -> None:
    """Look at a source now, and take what is new. Exit code 1 where there was a problem."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions, queries

        actions.look_now(actor, reference, now=now())
        work_off(LOOKS, "Looking", processes=1)
        one = queries.source_named(actor, reference)
    counts = {key: value for key, value in one.result.items() if isinstance(value, int)}
    answer({"source": one.reference, **counts, "problem": one.problem})
    say(", ".join(f"{value} {key}" for key, value in counts.items()))
    if one.problem:
        say(one.problem)
        raise typer.Exit(1)


@app.command("old-mail")
def old_mail(
    reference: Reference,
    after: Annotated[int, typer.Option(metavar="DAYS", help="Mail is old after so many days.")] = 0,
    warn: Annotated[int, typer.Option(metavar="DAYS", help="Warn its owner before.")] = 14,
    never: Annotated[bool, typer.Option("--never", help="Old mail stays.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")
    ] = False,
) -> None:
    """Say what becomes of old mail that is not saved in a person's mailbox. Off until you do."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.foundation.kernel.errors import refuse_if
        from muniment.holdings.inbox import actions, queries
        from muniment.holdings.inbox.rules import reasons_not_to_clear
        from muniment.holdings.inbox.types import SPARED

        if dry_run:
            refuse_if(reasons_not_to_clear(after, warn))
            found = queries.dry_run(actor, reference, after, on=today())
            spared = {str(why): many for why, many in found.spared.items()}
            words = [f"{len(found.going)} would be in the warning."]
            words += [f"{many} would stay: {SPARED[why]}." for why, many in found.spared.items()]
            answer({"going": len(found.going), "stay": spared}, " ".join(words))
            return
        days, ahead = (None, None) if never else (after, warn)
        made = actions.set_old_mail_policy(
            actor, reference, after_days=days, warn_days=ahead, now=now()
        )
        told = {"after_days": made.after_days, "warn_days": made.warn_days}
    answer(told, "Old mail stays." if never else f"Old mail goes after {after} days.")


@app.command("pause")
def pause(reference: Reference) -> None:
    """Look at a source no more until you say so."""
    _do("pause", reference, "is paused")


@app.command("go-on")
def go_on(reference: Reference) -> None:
    """Look at a paused source again."""
    _do("go_on", reference, "goes on")


@app.command("retire")
def retire(reference: Reference) -> None:
    """End a source for good and remove its password. What came from it stays."""
    _do("retire", reference, "is retired")


def _do(name: str, reference: str, words: str) -> None:
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions

        made = getattr(actions, name)(actor, reference, now=now())
    answer({"source": made.reference}, f"{made.name} {words}.")
