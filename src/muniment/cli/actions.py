"""The register of actions: of plans, risks, incidents, meetings and whatever else."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, one_of, read_date, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.plans import InUnit, OutFile, Seen, Words, may_see

if TYPE_CHECKING:
    from muniment.governance.plans.types import Want

app = typer.Typer(name="actions", help="The register of actions.", no_args_is_help=True)
Which = Annotated[
    str,
    typer.Option(
        help="overdue, soon, undated, unowned, done or all; those that are open without it."
    ),
]
Plan = Annotated[str, typer.Option(metavar="AP-REF", help="Only of this plan.")]
Source = Annotated[str, typer.Option(help="Only what comes of this: plan, risk, or risk:RK-REF.")]
Status = Annotated[str, typer.Option(help="Only with this status; 'actions statuses' lists them.")]
Mine = Annotated[bool, typer.Option("--mine", help="Only yours.")]
Timeline = Annotated[
    str, typer.Option(help="When, in words: 'Q3 of 2026-27', 'by end of March 2027', 'ongoing'.")
]
Owner = Annotated[str, typer.Option(help="Who does it: user name, e-mail or reference.")]
Answers = Annotated[str, typer.Option(help="Or who answers for it, in words: 'DRO, HR'.")]
Confidential = Annotated[
    bool,
    typer.Option("--confidential", help="Only its owner and those who keep the plans see it."),
]
Note = Annotated[str, typer.Option(help="What is to be known of it.")]
CheckOn = Annotated[str, typer.Option(metavar="DATE", help="When somebody looks again.")]
LISTED = {
    "reference": "Reference",
    "what": "Action",
    "owner": "Who",
    "timeline": "Timeline",
    "due_on": "Due",
    "status": "Status",
    "days_late": "Days late",
}


@app.command("list")
def list_(
    want: Which = "",
    unit: InUnit = "",
    plan: Plan = "",
    source: Source = "",
    status: Status = "",
    words: Words = "",
    mine: Mine = False,
    limit: Limit = 1000,
) -> None:
    """List actions, what is due first at the top."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.plans import queries
        from muniment.governance.plans.types import Narrow

        may_see(actor, unit)
        narrow = Narrow(unit=unit, plan=plan, source=source, status=status, words=words, mine=mine)
        rows = list(queries.register(actor, _wanted(want), narrow, today=today()))
    table("actions", rows[:limit], LISTED)
    answer({"total": len(rows)}, f"Actions: {len(rows)}.")


def _wanted(want: str) -> "Want":
    from muniment.governance.plans.types import Want

    return one_of(Want, want, "want") if want else Want.OPEN


@app.command("show")
def show(reference: Reference) -> None:
    """Show an action, how it stands, and all that was done with it or said of it."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.governance.plans import queries

        one = queries.action_named(actor, reference)
        label = queries.labels_of([one])[one.pk]
        steps = list(queries.steps(one))
        names = access.names_at({step.by for step in steps})
        story = [_step(step, names) for step in steps]
    fields = ("reference", "source", "timeline", "due_on", "stage", "answers", "every")
    more = ("check_on", "next_on", "ended_on", "evidence", "record", "version", "confidential")
    told = {
        **{name: getattr(one, name) for name in (*fields, *more)},
        "words": one.what,
        "status": one.status,
        "plan": one.plan.reference if one.plan else "",
        "owner": one.owner.name if one.owner else "",
        "steps": story,
    }
    answer(told, f"{one.reference}  {one.what}", f"{label}. Timeline: {one.timeline or 'none'}.")
    for step in story:
        say(f"{step['at']:%d %B %Y}  {step['by']}: {step['deed']}  {step['note']}".rstrip())


def _step(one: Any, names: dict[str, str]) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("at", "deed", "before", "after", "note")}
    return {**said, "by": names.get(one.by, one.by)}


@app.command("add")
def add(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What is to be done.")],
    under: Annotated[
        str, typer.Option(metavar="OB-REF", help="The objective of a plan that it serves.")
    ] = "",
    unit: Annotated[str, typer.Option(help="The unit, where it belongs to no plan.")] = "",
    timeline: Timeline = "",
    owner: Owner = "",
    answers: Answers = "",
    status: Annotated[str, typer.Option(help="How it stands to begin with.")] = "not_started",
    confidential: Confidential = False,
) -> None:
    """Add an action, under an objective of a plan or for a unit."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions
        from muniment.governance.plans.types import ActionDraft

        draft = ActionDraft(words, timeline, owner, answers, status, unit, confidential)
        made = actions.add_action(actor, draft, objective=under, now=now())
    told = {"reference": made.reference, "due_on": made.due_on}
    due = f"due on {made.due_on}" if made.due_on else "without a date"
    answer(told, f"{made.reference} has been added, {due}.")


@app.command("change")
def change(
    reference: Reference,
    words: Annotated[str | None, typer.Option(help="What is to be done.")] = None,
    timeline: Annotated[str | None, typer.Option(help="When, in words.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who does it; blank for nobody.")] = None,
    answers: Annotated[str | None, typer.Option(help="Who answers for it, in words.")] = None,
    under: Annotated[
        str | None, typer.Option(metavar="OB-REF", help="The objective that it serves.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is to be later.")] = "",
    seen: Seen = None,
) -> None:
    """Say otherwise what an action is, when and whose; what is not named stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions, queries
        from muniment.governance.plans.types import ActionDraft

        one = queries.action_named(actor, reference)
        before = {
            "words": one.what,
            "timeline": one.timeline,
            "owner": one.owner.reference if one.owner else "",
            "answers": one.answers,
        }
        given = {"words": words, "timeline": timeline, "owner": owner, "answers": answers}
        said = {**before, **{name: text for name, text in given.items() if text is not None}}
        draft = ActionDraft(**said, confidential=one.confidential)
        made = actions.change_action(
            actor, one.reference, draft, objective=under, reason=reason, seen=seen, now=now()
        )
    told = {"reference": made.reference, "version": made.version, "due_on": made.due_on}
    answer(told, f"{made.reference} has been changed: version {made.version}.")


@app.command("status")
def status_(
    reference: Reference,
    status: Annotated[
        str, typer.Argument(metavar="STATUS", help="Its key; 'actions statuses' lists them.")
    ],
    note: Note = "",
    evidence: Annotated[str, typer.Option(help="What shows that it is done.")] = "",
    record: Annotated[str, typer.Option(metavar="R-REF", help="The record that shows it.")] = "",
    every: Annotated[
        int | None, typer.Option(help="In place: looked at every so many months.")
    ] = None,
    check_on: CheckOn = "",
    seen: Seen = None,
) -> None:
    """Say how an action stands."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions
        from muniment.governance.plans.types import Turn

        said = Turn(status, note, evidence, record, every, read_date(check_on, "check_on"))
        made = actions.turn(actor, reference, said, seen=seen, now=now())
    told = {"reference": made.reference, "status": made.status, "next_on": made.next_on}
    answer(told, f"{made.reference}: {made.status}.")


@app.command("check")
def check(reference: Reference, note: Note = "", check_on: CheckOn = "", seen: Seen = None) -> None:
    """Say of what is in place that somebody has looked and that it is still so."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        day = read_date(check_on, "check_on")
        made = actions.still_so(actor, reference, note=note, check_on=day, seen=seen, now=now())
    told = {"reference": made.reference, "check_on": made.check_on}
    answer(told, f"{made.reference} is still so. The next check is on {made.check_on}.")


@app.command("note")
def note_(
    reference: Reference, note: Annotated[str, typer.Argument(metavar="NOTE", help="How it goes.")]
) -> None:
    """Say how an action goes, without changing it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.note_progress(actor, reference, note=note, now=now())
    answer({"reference": made.reference, "version": made.version}, "The note has been kept.")


@app.command("move")
def move(
    reference: Reference,
    up: Annotated[bool, typer.Option("--up/--down", help="Which way.")] = True,
) -> None:
    """Have an action of a plan change places with the one above it, or below."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.move_action(actor, reference, up=up, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been moved.")


@app.command("statuses")
def statuses() -> None:
    """List what actions can be called, and the stage that each stands for."""
    with acting() as actor:
        from muniment.governance.plans import queries

        may_see(actor)
        rows = [
            {name: getattr(one, name) for name in ("key", "label", "stage", "dated", "retired")}
            for one in queries.statuses(retired=True)
        ]
    table("statuses", rows, {"key": "Key", "label": "Status", "stage": "Stage"})


@app.command("add-status")
def add_status(
    label: Annotated[str, typer.Argument(metavar="LABEL")],
    stage: Annotated[
        str,
        typer.Option(help="not_started, under_way, under_review, maintain, done or dropped."),
    ],
    dated: Annotated[
        bool, typer.Option("--dated", help="Its words go on with the day of the action.")
    ] = False,
) -> None:
    """Add a status of the body's own, which stands for a stage."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.add_status(actor, label=label, stage=stage, dated=dated, now=now())
    answer({"key": made.key}, f"{made.label} has been added: {made.key}.")


@app.command("retire-status")
def retire_status(key: Annotated[str, typer.Argument(metavar="KEY")]) -> None:
    """Have a status of the body's own be given no more; actions that have it keep it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.retire_status(actor, key, now=now())
    answer({"key": made.key}, f"{made.label} is given no more.")


@app.command("export")
def export(
    file: OutFile,
    want: Which = "all",
    unit: InUnit = "",
    plan: Plan = "",
    source: Source = "",
    words: Words = "",
) -> None:
    """Write the register of actions to a file."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.plans import queries
        from muniment.governance.plans.types import Narrow

        may_see(actor, unit)
        narrow = Narrow(unit=unit, plan=plan, source=source, words=words)
        rows = queries.register(actor, _wanted(want), narrow, today=today())
        count = write_rows(file, rows, list(queries.REGISTER))
    answer({"file": str(file), "actions": count}, *_written(file, count))


def _written(file: Path, count: int) -> list[str]:
    return [] if str(file) == "-" else [f"{count} actions written to {file}."]


@app.command("figures")
def figures(
    unit: InUnit = "",
    by: Annotated[str, typer.Option(help="plan, outcome, unit or owner.")] = "plan",
) -> None:
    """Show how actions stand: open, overdue and how late, in all and told apart."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.plans import queries
        from muniment.governance.plans.types import By, Narrow

        may_see(actor, unit)
        found = queries.figures(actor, today(), unit)
        parts = queries.parts(actor, one_of(By, by, "by"), today(), narrow=Narrow(unit=unit))
    rows = [{name: getattr(one, name) for name in one.__slots__} for one in parts]
    columns = {"label": by.capitalize(), "open": "Open", "overdue": "Overdue"}
    table("parts", rows, {**columns, "median_late": "Days late, median", "actions": "In all"})
    told = {name: getattr(found, name) for name in found.__slots__}
    late = f", {found.median_late:g} days at the median" if found.median_late else ""
    answer(
        {**told, "stages": {one.value: many for one, many in found.stages.items()}},
        f"Open: {found.open} of {found.actions}",
        f"Overdue: {found.overdue}{late}",
        f"Without a date: {found.undated}",
        f"With nobody who works here: {found.unowned}",
    )
