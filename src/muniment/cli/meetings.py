"""Meetings of governance bodies: their papers, who was there, and what was decided."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.arguments import Limit, Reference, Why, one_of, read_date, read_text
from muniment.cli.bodies import DECISIONS, decision_row, meeting_row
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused

Meeting = Annotated[str, typer.Argument(metavar="MT-REF", help="The reference of the meeting.")]
About = Annotated[str, typer.Option(help="What it is about, by reference: policy:PO-7K3M9-QXV2B.")]


def meet(
    reference: Reference,
    on: Annotated[str, typer.Option(metavar="DATE", help="The day, such as 2026-03-31.")],
    title: Annotated[str, typer.Option(help="What it is called; by its day without it.")] = "",
    place: Annotated[str, typer.Option(help="Where.")] = "",
) -> None:
    """Call a meeting of a body; whoever sits on it is told."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions
        from muniment.governance.bodies.types import MeetingDraft

        draft = MeetingDraft(read_date(on), title, place)
        made = actions.call_meeting(actor, reference, draft, now=now())
    answer({"meeting": made.reference}, f"{made.reference}: {made.label}.")


def meeting(reference: Meeting) -> None:
    """Show a meeting: its papers, who was there, what was said and decided."""
    with acting() as actor:
        from muniment.governance.bodies import queries

        one = queries.meeting_named(actor, reference)
        names = ("reference", "position", "title", "purpose", "about")
        papers = [{name: getattr(each, name) for name in names} for each in queries.papers(one)]
        present = [each.name for each in one.present.order_by("name", "pk")]
        rows = queries.decisions(actor, body=one.body.reference).filter(meeting=one)
        decided = [decision_row(each) for each in rows.order_by("number")]
    told = {**meeting_row(one), "present": present, "minutes": one.minutes}
    answer(told, f"{one.reference}  {one.body.name}: {one.label}  ({one.state_label.lower()})")
    if present:
        say(f"There were: {', '.join(present)}.")
    for line in one.minutes.splitlines():
        say(line)
    columns = {"reference": "Paper", "title": "Title", "purpose": "For", "about": "About"}
    table("papers", papers, {"position": "No.", **columns})
    table("decisions", decided, DECISIONS)


def paper(
    reference: Meeting,
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    purpose: Annotated[
        str, typer.Option(help="decision, discussion or information.")
    ] = "information",
    about: About = "",
) -> None:
    """Put a paper on the agenda of a meeting, as its last."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions
        from muniment.governance.bodies.types import PaperDraft, Purpose

        draft = PaperDraft(title, one_of(Purpose, purpose, "purpose"), about)
        made = actions.put_paper(actor, reference, draft, now=now())
    answer({"paper": made.reference}, f"{made.reference} is paper {made.position}.")


def withdraw_paper(
    reference: Annotated[str, typer.Argument(metavar="MP-REF", help="Of the paper.")],
) -> None:
    """Take a paper off the agenda of a meeting that is still to be held."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions

        actions.withdraw_paper(actor, reference, now=now())
    answer({"paper": reference}, f"{reference} is off the agenda.")


def hold(
    reference: Meeting,
    present: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Who was there: user name, e-mail or reference."),
    ] = None,
    minutes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What was said, as text; - to type it.")
    ] = None,
) -> None:
    """Tell that a meeting was held, and who was there."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions

        text = text_of(minutes) if minutes else ""
        made = actions.hold(actor, reference, present=present or [], minutes=text, now=now())
    answer({"meeting": made.reference, "state": made.state}, f"{made.reference} was held.")


def text_of(file: Path) -> str:
    """The text of a file, or of the standard input for -. Raises Refused for what is none."""
    if str(file) != "-":
        return read_text(file)
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise Refused(Reason("unreadable", "That is not text in UTF-8.", "file")) from None


def cancel(reference: Meeting, reason: Why = "") -> None:
    """Cancel a meeting that is called."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions

        made = actions.cancel(actor, reference, reason=reason, now=now())
    answer({"meeting": made.reference, "state": made.state}, f"{made.reference} is cancelled.")


def decide(
    reference: Meeting,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What was decided.")],
    outcome: Annotated[str, typer.Option(help="approved, refused, deferred or noted.")] = "noted",
    about: About = "",
) -> None:
    """Write down what a body decided at a meeting that was held. It is never changed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.bodies import actions
        from muniment.governance.bodies.types import DecisionDraft, Outcome

        draft = DecisionDraft(words, one_of(Outcome, outcome, "outcome"), about)
        made = actions.decide(actor, reference, draft, now=now())
    told = {"decision": made.reference, "outcome": made.outcome}
    answer(told, f"{made.reference}: {made.outcome_label.lower()}.")


def decisions(
    body: Annotated[str, typer.Option(metavar="GB-REF", help="Only of this body.")] = "",
    about: About = "",
    limit: Limit = 1000,
) -> None:
    """List what bodies decided, the latest first."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.governance.bodies import queries

        access.require(actor, Permission.BODIES_SEE)
        if body:
            queries.body_named(actor, body)
        found = queries.decisions(actor, body=body, about=about)
        rows = [decision_row(one) for one in found[:limit]]
        total = found.count()
    table("decisions", rows, {"body": "Body", **DECISIONS, "about": "About"})
    answer({"total": total})
