"""What is set aside to be destroyed, and recovering it while there is time."""

from typing import Annotated

import typer

from muniment.cli.arguments import Reference, Why
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.working import work_off


def set_aside() -> None:
    """List what is set aside, and until when it can be recovered."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        rows = [
            {
                "record": one.record.reference,
                "title": one.record.title,
                "review": one.review.reference,
                "set_aside": one.set_aside_at,
                "recover_until": one.recover_until,
            }
            for one in queries.set_aside(actor)
        ]
    columns = {"record": "Record", "title": "Title", "review": "Review"}
    table("set_aside", rows, {**columns, "recover_until": "Can be recovered until"})


def recover(
    reference: Reference,
    record: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Only this one. Can be repeated.")
    ] = None,
    reason: Why = "",
) -> None:
    """Recover what a review set aside, while its window lasts."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.recover(actor, reference, records=record or (), reason=reason, now=now())
    told = {"review": reference, "recovered": done}
    answer(told, f"{done} {'record' if done == 1 else 'records'} recovered.")


def prune_stubs(
    preview: Annotated[bool, typer.Option("--preview", help="Only say how many.")] = False,
) -> None:
    """Take from the stubs that are there what is not to stay by what is settled."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries

        if preview:
            count = queries.stubs_to_prune().count()
        else:
            count = actions.prune_stubs(actor, now=now())
            work_off(["disposal.prune"], "Pruning", processes=1)
            work_off(["disposal.purge"], "Cleaning the database's files", processes=1)
    answer({"stubs": count, "preview": preview}, f"{count} stubs{' to prune' * preview}.")
