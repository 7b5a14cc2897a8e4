"""Background work: what waits, what failed, trying again."""

from typing import Annotated

import typer

from muniment.cli.arguments import Limit, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(name="jobs", help="Background work.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of the job.")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="queued, running, done, failed, cancelled.")] = "",
    kind: Annotated[str, typer.Option(help="Such as capture.derive.")] = "",
    limit: Limit = 50,
) -> None:
    """List jobs, the newest first."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.jobs import queries
        from muniment.foundation.jobs.types import JobState

        access.require(actor, Permission.SYSTEM_RUN)
        states = [one_of(JobState, state, "state")] if state else []
        rows = [
            {
                "job": one.pk,
                "kind": one.kind,
                "state": one.state,
                "attempts": one.attempts,
                "progress": f"{one.progress_done}/{one.progress_total}",
                "due": one.not_before,
                "error": one.error,
            }
            for one in queries.jobs(states=states, kind=kind)[:limit]
        ]
        counts = {one.value: count for one, count in queries.counts().items()}
    columns = {"job": "Job", "kind": "Kind", "state": "State", "attempts": "Tries"}
    table("jobs", rows, {**columns, "progress": "Done", "error": "Error"}, counts=counts)


@app.command("retry")
def retry(number: Number) -> None:
    """Put a job that failed back in the queue."""
    with acting() as actor:
        from muniment.foundation.jobs import actions
        from muniment.foundation.kernel.clock import now

        job = actions.retry(actor, number, now=now())
    answer({"job": job.pk, "state": job.state}, f"Job {job.pk} waits to be tried again.")


@app.command("cancel")
def cancel(number: Number) -> None:
    """Take a waiting job out of the queue."""
    with acting() as actor:
        from muniment.foundation.jobs import actions
        from muniment.foundation.kernel.clock import now

        job = actions.cancel(actor, number, now=now())
    answer({"job": job.pk, "state": job.state}, f"Job {job.pk} is cancelled.")
