"""Vital records: what a body cannot go on without after a disaster."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(name="vital", help="Vital records.", no_args_is_help=True)
Mark = Annotated[int, typer.Argument(help="The number of the mark.")]


@app.command("list")
def list_(
    due: Annotated[bool, typer.Option("--due", help="Only what you are to review now.")] = False,
) -> None:
    """List what is marked as vital, what is to be reviewed first, first."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries

        found = queries.vital_to_review(actor, today()) if due else queries.vital_report(actor)
        own: tuple[str, ...] = ("number", "scope", "title", "records", "why", "copy_kept")
        own += ("cycle_months", "reviewed_on", "reviewed_by", "review_on")
        rows: list[dict[str, Any]] = [{name: getattr(one, name) for name in own} for one in found]
    shown = {"number": "No.", "scope": "Reference", "title": "Title", "records": "Records"}
    table("vital", rows, {**shown, "why": "Why", "review_on": "Review on"})


@app.command("mark")
def mark(
    reference: Reference,
    why: Annotated[str, typer.Option(help="What could not go on without it.")] = "",
    copy_kept: Annotated[str, typer.Option("--copy", help="Where a copy is kept.")] = "",
    months: Annotated[int, typer.Option(help="Months between reviews.")] = 12,
) -> None:
    """Mark a record, a folder or a class with all below it as vital."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions
        from muniment.lifecycle.retention.rules.vital import VitalDraft

        draft = VitalDraft(why, copy_kept, months)
        made = actions.mark_vital(actor, reference, draft, now=now())
    answer({"number": made.pk, "scope": made.scope}, f"{made.scope} is vital: mark {made.pk}.")


@app.command("review")
def review(number: Mark, note: Annotated[str, typer.Option(help="What was found.")] = "") -> None:
    """Note that something vital was reviewed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        made = actions.review_vital(actor, number, note=note, now=now())
    answer({"number": made.pk, "reviewed_on": made.reviewed_on}, "The review is noted.")


@app.command("end")
def end(number: Mark, reason: Why = "") -> None:
    """Say that something is not vital any more."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        made = actions.end_vital(actor, number, reason=reason, now=now())
    answer({"number": made.pk, "scope": made.scope}, f"{made.scope} is not vital any more.")
