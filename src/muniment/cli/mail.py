"""Mail: messages that a person is to look at, and what is done with kinds of mail."""

from datetime import datetime
from typing import Annotated

import typer

from muniment.cli.arguments import Reference
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(
    name="mail",
    help="Messages to check, and rules for mail that is no record.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Messages to check, and rules for mail that is no record."""


@app.command("to-check")
def to_check() -> None:
    """List the malformed messages that wait for somebody. Each is kept whole as a record."""
    with acting() as actor:
        from muniment.holdings.capture import queries
        from muniment.holdings.capture.types import DOUBTS

        rows = [
            {
                "reference": one.record.reference,
                "title": one.record.title,
                "doubts": one.doubts,
                "why": " ".join(words for key, words in DOUBTS.items() if key in one.doubts),
                "since": one.since,
            }
            for one in queries.to_check(actor)
        ]
    table("messages", rows, {"reference": "Reference", "title": "Title", "why": "What is wrong"})


@app.command("settle")
def settle(
    reference: Reference,
    title: Annotated[str, typer.Option(help="A better title.")] = "",
    on: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Its date.")
    ] = None,
    folder: Annotated[str, typer.Option(metavar="REF", help="File it in this folder.")] = "",
    note: Annotated[str, typer.Option(help="What was found.")] = "",
) -> None:
    """Say that a malformed message is fine, as it is or with what is given."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.capture import actions

        day = on.date() if on else None
        made = actions.settle(
            actor, reference, title=title, record_date=day, folder=folder, note=note, now=now()
        )
        told = {"reference": made.record.reference}
    answer(told, f"{told['reference']} is settled.")


@app.command("important")
def important() -> None:
    """List captured messages that seem important, with the reasons and where each may belong."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.mail import queries

        rows = [
            {
                "reference": one.record.reference,
                "title": one.record.title,
                "why": one.in_words,
                "reasons": [str(clue.why) for clue in one.clues],
                "folder": one.home.reference if one.home else "",
            }
            for one in queries.suggested(actor, on=today())
        ]
    shown = {"reference": "Reference", "title": "Title", "why": "Why", "folder": "May belong in"}
    table("messages", rows, shown)


@app.command("judge")
def judge(
    reference: Reference,
    into: Annotated[
        str, typer.Option(metavar="REF", help="File it in this folder. Without it, it stays.")
    ] = "",
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Say of a message that seems important where it belongs. It is not suggested again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mail import actions

        made = actions.judge_suggestion(actor, reference, folder=into, note=note, now=now())
        told = {"reference": made.record.reference, "filed": made.accepted}
    said = "is filed" if into else "stays where it is"
    answer(told, f"{told['reference']} {said}.")


@app.command("rates")
def rates() -> None:
    """Tell how many of the messages that were suggested people filed, in all and by reason."""
    with acting() as actor:
        from muniment.holdings.mail import queries

        rows = [
            {"why": one.why or "all", "judged": one.judged, "filed": one.filed}
            for one in queries.rates(actor)
        ]
    table("rates", rows, {"why": "Reason", "judged": "Judged", "filed": "Filed"})


@app.command("rules")
def rules(
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="What stands in this class.")
    ] = "",
) -> None:
    """List what captures do with mail that seldom is a record."""
    with acting():
        from muniment.holdings.fileplan import queries as fileplan
        from muniment.holdings.mail import queries

        chosen = fileplan.class_named(file_class) if file_class else None
        rows = [
            {"kind": one.kind, "choice": one.choice, "set_in": one.where, "into": one.into}
            for one in queries.stands(chosen)
        ]
    table("rules", rows, {"kind": "Kind", "choice": "What is done", "set_in": "By the rule of"})


@app.command("set-rule")
def set_rule(
    kind: Annotated[
        str,
        typer.Argument(help="delivery_report, calendar_reply, auto_reply, newsletter or private."),
    ],
    choice: Annotated[str, typer.Argument(help="tell (capture and count), leave or file.")],
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only in this class and all below it.")
    ] = "",
    into: Annotated[str, typer.Option(metavar="REF", help="The class that file files in.")] = "",
) -> None:
    """Say what captures do with a kind of mail, from the next run on."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mail import actions
        from muniment.holdings.mail.types import RuleDraft

        actions.set_rule(actor, RuleDraft(kind, choice, file_class, into), now=now())
    answer({"kind": kind, "choice": choice}, "The rule is set.")
