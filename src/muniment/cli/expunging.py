"""Expunging what was filed by mistake: proposed by one person, agreed to by another."""

from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.arguments import Reference, Why, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.working import work_off

if TYPE_CHECKING:
    from muniment.lifecycle.disposal.types import Stage

AsRole = Annotated[
    str,
    typer.Option(
        "--role", help="records_manager, departmental_records_officer or information_asset_owner."
    ),
]


def expunge(
    record: Annotated[list[str], typer.Option(metavar="REF", help="Can be repeated.")],
    kind: Annotated[str, typer.Option(help="misfiled, must_not_hold or imported_twice.")],
    authority: Annotated[str, typer.Option(help="On whose authority.")],
    reason: Why = "",
    role: AsRole = "",
) -> None:
    """Propose to expunge records that should never have been filed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions
        from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind

        draft = ExpungeDraft(one_of(ExpungeKind, kind, "kind"), reason, authority)
        made = actions.propose_expunging(actor, record, draft, role=_role(role), now=now())
    told = {"expunging": made.reference, "state": made.state, "as": made.proposed_as}
    answer(told, f"{made.reference} waits for another person, in another role, to agree.")


def expungings() -> None:
    """List the proposals to expunge that you have to do with."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        rows = [
            {
                "expunging": one.reference,
                "kind": one.kind,
                "state": one.state,
                "records": [item.record.reference for item in queries.expunging_items(actor, one)],
                "reason": one.reason,
                "review": one.review.reference if one.review else "",
            }
            for one in queries.expungings(actor)
        ]
    columns = {"expunging": "Proposal", "kind": "Kind", "state": "State", "reason": "Reason"}
    table("expungings", rows, {**columns, "review": "Review"})


def agree(
    reference: Reference,
    reason: Why = "",
    role: AsRole = "",
    later: Annotated[bool, typer.Option("--later", help="Leave the work to the worker.")] = False,
) -> None:
    """Agree to expunge records: they are destroyed at once, whatever their dates."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries

        made = actions.agree_to_expunging(
            actor, reference, role=_role(role), reason=reason, now=now()
        )
        if not later:
            work_off(["disposal.carry_out"], "Destroying", processes=1)
            work_off(["disposal.purge"], "Cleaning the database's files", processes=1)
        review = queries.review_named(actor, made.reference)
        counts = queries.counts(review)
    told = {"expunging": reference, "review": review.reference, "state": review.state, **counts}
    answer(told, f"{counts.get('destroyed', 0)} records destroyed by {review.reference}.")
    if review.state != "done" and not later:
        say("It is not finished: see 'muniment disposal show'.")
        raise typer.Exit(1)


def refuse(reference: Reference, reason: Why = "") -> None:
    """Refuse to expunge records, or withdraw a proposal of one's own."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.refuse_expunging(actor, reference, reason=reason, now=now())
    answer({"expunging": done.reference, "state": done.state}, f"{done.reference} is {done.state}.")


def _role(text: str) -> "Stage | None":
    from muniment.lifecycle.disposal.types import Stage

    return one_of(Stage, text, "role") if text else None
