"""What the body sets for its disposal reviews."""

from dataclasses import asdict
from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer

Days = Annotated[int | None, typer.Option(help="How many days before owners are told.")]
Late = Annotated[int | None, typer.Option(help="After how many days a signature is late.")]
Needed = Annotated[
    bool | None,
    typer.Option(
        "--notice-needed/--notice-not-needed",
        help="Whether nothing is proposed of which its owner was not told so long before.",
    ),
]


def settings(
    notice_days: Days = None, notice_needed: Needed = None, late_days: Late = None
) -> None:
    """Show what is set for reviews, or change what is named."""
    named = {"notice_days": notice_days, "notice_needed": notice_needed, "late_days": late_days}
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
    )
