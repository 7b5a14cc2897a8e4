"""What the body sets for its disposal reviews."""

from dataclasses import asdict
from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer
from muniment.cli.working import work_off

Days = Annotated[int | None, typer.Option(help="How many days before owners are told.")]
Late = Annotated[int | None, typer.Option(help="After how many days a signature is late.")]
Needed = Annotated[
    bool | None,
    typer.Option(
        "--notice-needed/--notice-not-needed",
        help="Whether nothing is proposed of which its owner was not told so long before.",
    ),
]
Lists = Annotated[
    bool | None,
    typer.Option("--lists/--no-lists", help="Whether what is due is put on lists by night."),
]
Size = Annotated[int | None, typer.Option(help="How many records a list has at most.")]
Leave = Annotated[
    int | None, typer.Option(help="For how many days what was sent back is left alone.")
]
MAKE_LISTS = "disposal.make_lists"


def settings(
    notice_days: Days = None,
    notice_needed: Needed = None,
    late_days: Late = None,
    lists: Lists = None,
    list_size: Size = None,
    leave_days: Leave = None,
) -> None:
    """Show what is set for reviews, or change what is named."""
    named = {"notice_days": notice_days, "notice_needed": notice_needed, "late_days": late_days}
    named |= {"lists": lists, "list_size": list_size, "leave_days": leave_days}
    said = {name: value for name, value in named.items() if value is not None}
    with acting() as actor:
        from muniment.foundation.access.queries import require
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries
        from muniment.lifecycle.disposal.types import ReviewTerms

        require(actor, Permission.DISPOSAL_SEE)
        terms = queries.review_terms()
        if said:
            wanted = ReviewTerms(**{**asdict(terms), **said})
            terms = actions.set_review_terms(actor, wanted, now=now())
    needed = "nothing is proposed without" if terms.notice_needed else "a proposal needs no notice"
    answer(
        asdict(terms),
        f"Owners are told {terms.notice_days} days before; {needed}.",
        f"A signature is late after {terms.late_days} days.",
        f"Lists are made by night, of at most {terms.list_size} records; what was sent back is left"
        f" alone for {terms.leave_days} days."
        if terms.lists
        else "No lists are made by night.",
    )


def make_lists() -> None:
    """Put what is due on lists for review now, as the night's work does, and say what it did."""
    with acting() as actor:
        from muniment.foundation.access.queries import require
        from muniment.foundation.access.types import Permission
        from muniment.foundation.jobs.actions import enqueue
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.kernel.errors import Reason, Refused
        from muniment.lifecycle.disposal import queries

        require(actor, Permission.RETENTION_MANAGE)
        if not queries.review_terms().lists:
            said = "No lists are made in this body. Try 'muniment disposal settings --lists'."
            raise Refused(Reason("no_lists", said))
        at = now()
        enqueue(MAKE_LISTS, {"again": True}, run_as=actor.reference, now=at, unique_key=MAKE_LISTS)
        work_off([MAKE_LISTS], "Making lists", processes=1)
        done = queries.last_night(actor)
    if done is None:
        raise Refused(Reason("not_done", "It was not done. See 'muniment jobs list'."))
    told = {"day": done.day, "reviews": done.reviews, "records": done.records}
    answer(
        {**told, "left_out": done.left_out, "remaining": done.remaining},
        f"On {done.day:%-d %B %Y}: {done.records} records on {done.reviews} lists,"
        f" {done.remaining} more wait for the next night.",
        *(f"Left out, {code.replace('_', ' ')}: {n}." for code, n in done.left_out.items()),
    )
