"""Moving a body to other machines: its content to another store, its database to PostgreSQL."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer, progress, say
from muniment.cli.store import _steps
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.content.types import Place


def migrate_store(
    to: Annotated[
        str,
        typer.Argument(metavar="TO", help="s3://bucket/prefix, or 'folder' for the data folder."),
    ],
    remove_old: Annotated[
        bool,
        typer.Option("--remove-old", help="Remove the bytes from the present store if all agree."),
    ] = False,
) -> None:
    """Copy all content to another store and compare both; then set MUNIMENT_CONTENT_STORE.

    It can be stopped and run again. The last time, stop the web pages and the workers first.
    Exit code 1 if something could not be copied or does not agree.
    """
    with acting() as actor:
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        place = _place("" if to == "folder" else to)
        with progress("Copying", queries.totals()["blobs"]) as advance:
            made = actions.migrate_store(
                actor, place, remove_old=remove_old, now=now(), progress=_steps(advance)
            )
    counts = {"contents": made.contents, "held": made.held, "bytes": made.bytes}
    answer({**counts, "agreed": made.agreed, "failed": list(made.failed)})
    say(f"{made.held} of {made.contents} contents are there, {made.bytes} bytes, each compared.")
    if not made.agreed:
        say(f"{len(made.failed)} could not be copied. Run 'muniment check', then this again.")
        raise typer.Exit(1)
    say(f"Both agree. Set MUNIMENT_CONTENT_STORE={'' if to == 'folder' else to} everywhere now.")
    if not remove_old:
        say("The old store still holds everything: also what is destroyed from now on.")


def _place(given: str) -> "Place | None":
    """The store of this name, read as the setting is. Raises Refused."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.utils.module_loading import import_string

    read = import_string("muniment.config.elsewhere.content_store")
    try:
        return cast("Place | None", read(given, settings.MUNIMENT_S3_ENDPOINT))
    except ImproperlyConfigured as wrong:
        raise Refused(Reason("not_a_store", str(wrong), "to")) from wrong


def migrate_database(
    to: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            envvar="MUNIMENT_NEW_DATABASE_URL",
            help="An empty database, as postgres://user@host/name. Give one with a password in "
            "the environment (MUNIMENT_NEW_DATABASE_URL): others see a command line.",
        ),
    ],
) -> None:
    """Copy the database of this body from SQLite to PostgreSQL, compare both, and say so.

    All or nothing. Stop the web pages and the workers first; then set MUNIMENT_DATABASE_URL.
    """
    with acting() as actor:
        from muniment.exchange.backup import actions
        from muniment.foundation.kernel.clock import now

        done = 0
        with progress("Copying tables", 100) as advance:

            def told(step: str, number: int, total: int) -> None:
                nonlocal done
                share = 100 * number // max(total, 1)
                advance(max(share - done, 0))
                done = max(share, done)

            made = actions.move_database(actor, to, now=now(), progress=told)
    rows = sum(made.tables.values())
    answer({"tables": made.tables, "rows": rows, "events": made.events, "root": made.root})
    say(f"{rows} rows in {len(made.tables)} tables were copied and compared.")
    say(f"The log has {made.events} events and the root {made.root} in both.")
    say("Set MUNIMENT_DATABASE_URL everywhere now, and put the SQLite file away.")
