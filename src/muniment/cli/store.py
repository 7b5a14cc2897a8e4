"""Checking the content store against the database."""

from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer, say

FAULTS = {
    "missing": "is in the database and not in the store",
    "corrupt": "does not match its checksum any more",
    "unreferenced": "is kept for nothing (no harm; collected later)",
    "doomed": "is to be removed after a destruction (no harm; goes on by itself)",
}


def check(
    shallow: Annotated[
        bool, typer.Option("--shallow", help="Look only whether files are there.")
    ] = False,
) -> None:
    """Check the store against the database, both ways. Repairs nothing.

    Exit code 1 if content is missing or corrupt.
    """
    with acting() as actor:
        from muniment.foundation.content import actions
        from muniment.foundation.kernel.clock import now

        found = actions.check(actor, deep=not shallow, now=now())
    listed = {name: list(getattr(found, name)) for name in FAULTS}
    answer({"checked": found.checked, "clean": found.clean, **listed})
    for name, words in FAULTS.items():
        for sha256 in listed[name]:
            say(f"{sha256} {words}")
    say(f"{found.checked} contents checked: {'all is well' if found.clean else 'NOT well'}.")
    if not found.clean:
        raise typer.Exit(1)
