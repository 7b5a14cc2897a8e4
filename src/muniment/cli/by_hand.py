"""Paper that is destroyed by hand."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.arguments import On, Reference, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import NotFound

Several = Annotated[list[str] | None, typer.Option(metavar="REF", help="Can be repeated.")]


def by_hand() -> None:
    """List the papers that wait to be destroyed by hand."""
    with acting() as actor:
        from muniment.holdings.physical import queries as physical
        from muniment.lifecycle.disposal import queries

        waiting = list(queries.awaiting_hand(actor))
        where = physical.papers(one.record_id for one in waiting)
        rows = [
            {
                "record": one.record.reference,
                "title": one.record.title,
                "box": box.label if (box := where[one.record_id].box) else "",
                "location": box.location if box else where[one.record_id].location,
                "review": one.review.reference,
                "since": one.awaiting_since.date() if one.awaiting_since else None,
            }
            for one in waiting
        ]
    columns = {"record": "Record", "title": "Title", "box": "Box", "location": "Location"}
    table("papers", rows, {**columns, "review": "Review", "since": "Since"})


def confirm_paper(
    reference: Reference,
    by: Annotated[str, typer.Option(help="Who did it.")],
    on: On = "",
    method: Annotated[str, typer.Option(help="contractor, here or handed_over.")] = "contractor",
    certificate: Annotated[str, typer.Option(help="The reference of theirs.")] = "",
    listed: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="What it names: CSV, or one on each line."),
    ] = None,
    document: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate, to be filed.")
    ] = None,
    box: Several = None,
    record: Several = None,
) -> None:
    """Confirm that papers of a review were destroyed or handed over: all that wait, or those of
    some boxes or records."""
    with acting() as actor, ExitStack() as opened:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries, rules

        try:
            entries = rules.entries_of(listed.read_text("utf-8-sig", "replace")) if listed else None
            file = (document.name, opened.enter_context(document.open("rb"))) if document else None
        except (FileNotFoundError, IsADirectoryError) as missing:
            raise NotFound("file", str(missing.filename)) from None
        said = rules.HandStatement(
            read_date(on),
            one_of(rules.Method, method, "method"),
            by,
            certificate,
            None if entries is None else tuple(entries),
        )
        actions.confirm_by_hand(
            actor, reference, said, records=record or (), boxes=box or (), document=file, now=now()
        )
        work_off(["disposal.carry_out"], "Destroying", processes=1)
        done = queries.review_named(actor, reference)
        counts = queries.counts(done)
    told = {"review": done.reference, "state": done.state, **counts}
    left = f" {counts['awaiting']} still wait." if counts.get("awaiting") else ""
    answer(told, f"Review {done.reference} is {done.state}.{left}")
