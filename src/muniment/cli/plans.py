"""Action plans: their outcomes and objectives, and what becomes of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, Why, one_of, read_date, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.governance.plans.types import PlanDraft

app = typer.Typer(
    name="plans", help="Action plans: outcomes, objectives, actions.", no_args_is_help=True
)
InUnit = Annotated[str, typer.Option(help="Only of this unit and those below it.")]
Words = Annotated[str, typer.Option(help="Only with all these words, or their beginnings.")]
OutFile = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx.")]
Title = Annotated[str, typer.Option(help="What it is called.")]
Unit = Annotated[str, typer.Option(help="The unit whose plan it is.")]
Owner = Annotated[str, typer.Option(help="Who answers for it: user name, e-mail or reference.")]
Starts = Annotated[str, typer.Option(metavar="DATE", help="The first day of its period.")]
Ends = Annotated[str, typer.Option(metavar="DATE", help="The last day of its period.")]
Purpose = Annotated[str, typer.Option(help="What it is for.")]
Seen = Annotated[
    int | None, typer.Option(help="The version that you looked at; refused if it is older.")
]
LISTED = {
    "reference": "Reference",
    "title": "Title",
    "unit": "Unit",
    "owner": "Owner",
    "state": "State",
    "ends_on": "Ends",
    "open": "Open",
    "overdue": "Overdue",
}


def may_see(actor: "Profile", unit: str = "") -> None:
    """Raise NotPermitted for those who read no plans, NotFound for a unit that there is not."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission

    access.require(actor, Permission.PLANS_SEE)
    if unit:
        access.unit_named(unit)


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="draft, agreed or closed.")] = "",
    unit: InUnit = "",
    words: Words = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only those you answer for.")] = False,
    limit: Limit = 1000,
) -> None:
    """List plans, the latest period first, with how many of their actions are open and overdue."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.plans import queries
        from muniment.governance.plans.types import PlanState

        may_see(actor, unit)
        wanted = one_of(PlanState, state, "state") if state else None
        found = queries.plans(actor, state=wanted, unit=unit, words=words, mine=mine)
        total, some = found.count(), list(found[:limit])
        figures = queries.figures_of_plans(actor, some, today())
        rows = [
            {**_line(one), "open": figures[one.pk].open, "overdue": figures[one.pk].overdue}
            for one in some
        ]
    table("plans", rows, LISTED)
    answer({"total": total}, f"Plans: {total}.")


def _line(one: Any) -> dict[str, Any]:
    names = ("reference", "title", "state", "starts_on", "ends_on")
    said = {name: getattr(one, name) for name in names}
    return {**said, "unit": one.unit.reference, "owner": one.owner.name}


@app.command("show")
def show(reference: Reference) -> None:
    """Show a plan laid out by outcome, objective and action."""
    with acting() as actor:
        from muniment.governance.plans import queries

        one = queries.plan_named(actor, reference)
        branches = queries.laid_out(actor, one)
        actions = [
            each for outcome in branches for under in outcome.objectives for each in under.actions
        ]
        labels = queries.labels_of(actions)
        told = {
            **_line(one),
            "purpose": one.purpose,
            "version": one.version,
            "closed_why": one.closed_why,
            "outcomes": [_outcome(each, labels) for each in branches],
        }
    answer(told, f"{one.reference}  {one.title}  ({one.state}, version {one.version})")
    for outcome in told["outcomes"]:
        say(f"{outcome['number']}. {outcome['words']}  {outcome['reference']}")
        for under in outcome["objectives"]:
            say(f"  {under['number']} {under['words']}  {under['reference']}")
            for each in under["actions"]:
                say(f"    {each['reference']}  {each['words']}: {each['timeline']}")
                say(f"      {each['status']}")


def _outcome(branch: Any, labels: Mapping[int, str]) -> dict[str, Any]:
    return {
        **_heading(branch),
        "objectives": [
            {**_heading(under), "actions": [_action(one, labels) for one in under.actions]}
            for under in branch.objectives
        ],
    }


def _heading(branch: Any) -> dict[str, Any]:
    one = branch.heading
    return {"reference": one.reference, "number": branch.number, "words": one.words}


def _action(one: Any, labels: Mapping[int, str]) -> dict[str, Any]:
    names = ("reference", "timeline", "due_on", "next_on", "stage")
    said = {name: getattr(one, name) for name in names}
    owner = one.owner.name if one.owner else one.answers
    return {**said, "words": one.what, "status": labels[one.pk], "owner": owner}


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    unit: Unit,
    owner: Owner,
    starts_on: Starts,
    ends_on: Ends,
    purpose: Purpose = "",
) -> None:
    """Begin a plan, as a draft."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions
        from muniment.governance.plans.types import PlanDraft

        days = read_date(starts_on, "starts_on"), read_date(ends_on, "ends_on")
        draft = PlanDraft(title, unit, owner, *days, purpose)
        made = actions.make_plan(actor, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been begun, as a draft.")


@app.command("change")
def change(
    reference: Reference,
    title: Title = "",
    unit: Unit = "",
    owner: Owner = "",
    starts_on: Starts = "",
    ends_on: Ends = "",
    purpose: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    seen: Seen = None,
) -> None:
    """Say otherwise what a plan is, whose, and for which period; what is not named stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions, queries

        one = queries.plan_named(actor, reference)
        said = {"title": title, "unit": unit, "owner": owner}
        days = {
            "starts_on": read_date(starts_on, "starts_on"),
            "ends_on": read_date(ends_on, "ends_on"),
        }
        draft = _changed(one, {**said, **days}, purpose)
        made = actions.change_plan(actor, one.reference, draft, seen=seen, now=now())
    told = {"reference": made.reference, "version": made.version}
    answer(told, f"{made.reference} has been changed: version {made.version}.")


def _changed(one: Any, said: Mapping[str, Any], purpose: str | None) -> "PlanDraft":
    """What is said of a plan from now on."""
    from muniment.governance.plans.types import PlanDraft

    now = {
        "title": one.title,
        "unit": one.unit.reference,
        "owner": one.owner.reference,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
    }
    given = {name: value for name, value in said.items() if value}
    return PlanDraft(**{**now, **given}, purpose=one.purpose if purpose is None else purpose)


@app.command("agree")
def agree(reference: Reference) -> None:
    """Record that a plan is agreed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.agree_plan(actor, reference, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is agreed.")


@app.command("close")
def close(reference: Reference, reason: Why = "") -> None:
    """Close a plan of which all is done, dropped or in place."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.close_plan(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is closed.")


@app.command("reopen")
def reopen(reference: Reference, reason: Why = "") -> None:
    """Take a closed plan up again, as a draft to be agreed anew."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.reopen_plan(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is a draft.")


@app.command("add-heading")
def add_heading(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    under: Annotated[
        str, typer.Option(metavar="OC-REF", help="The outcome that it is an objective of.")
    ] = "",
) -> None:
    """Add an outcome to a plan, or an objective under an outcome."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.add_heading(actor, reference, words=words, under=under, now=now())
    answer({"reference": made.reference}, f"{made.reference}: {made.words}")


@app.command("change-heading")
def change_heading(
    reference: Reference, words: Annotated[str, typer.Argument(metavar="WORDS")]
) -> None:
    """Say otherwise what an outcome or objective is."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.change_heading(actor, reference, words=words, now=now())
    answer({"reference": made.reference}, f"{made.reference}: {made.words}")


@app.command("move-heading")
def move_heading(
    reference: Reference,
    up: Annotated[bool, typer.Option("--up/--down", help="Which way.")] = True,
) -> None:
    """Have an outcome or objective change places with the one above it, or below."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        made = actions.move_heading(actor, reference, up=up, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been moved.")


@app.command("remove-heading")
def remove_heading(reference: Reference) -> None:
    """Remove an outcome or objective under which nothing stands."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions

        plan = actions.remove_heading(actor, reference, now=now())
    answer({"plan": plan.reference}, "It has been removed.")


@app.command("import")
def import_(
    reference: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which heading is which of our columns: actions='What we do'."),
    ] = None,
    status: Annotated[
        str, typer.Option(help="The status of actions of which nothing says how they stand.")
    ] = "not_started",
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Take the outcomes, objectives and actions of a table into a plan. A row may hold several
    actions, each a line of its cell, and as many timelines."""
    rows = read_rows(file, sheet)
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.plans import actions, queries, rules

        refuse_if(actions.reasons_too_long(rows))
        one = queries.plan_named(actor, reference)
        heads = list(dict.fromkeys(str(key) for row in rows for key in row if key))
        chosen = rules.columns_of(heads) | _columns(column or [], heads)
        found, left, same = queries.look_at(actor, one, rows, chosen, otherwise=status)
        references: list[str] = []
        if not dry_run:
            references, left = actions.import_plan(
                actor, one.reference, rows, chosen, otherwise=status, now=now()
            )
    told = {"references": references, "columns": chosen, "same": same, "added": len(found)}
    _show_import(told, found if dry_run else [], left)


def _columns(given: Sequence[str], heads: Sequence[str]) -> dict[str, str]:
    """Which heading is which of our columns. Raises Refused with every one that is not."""
    from muniment.governance.plans.rules import COLUMNS

    found = dict(one.partition("=")[::2] for one in given)
    wrong = []
    if unknown := sorted(set(found) - set(COLUMNS)):
        said = f"There is no column {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}."
        wrong.append(Reason("column", said, "column"))
    if missing := [head for head in found.values() if head and head not in heads]:
        said = f"The file has no heading {', '.join(missing)}. It has: {', '.join(heads)}."
        wrong.append(Reason("heading", said, "column"))
    if wrong:
        raise Refused(wrong)
    return found


def _show_import(told: Mapping[str, Any], found: Sequence[Any], left: Sequence[Any]) -> None:
    if found:
        rows = [
            {
                "line": one.said.line,
                "objective": one.said.objective,
                "words": one.said.words,
                "status": one.status.key,
                "due_on": one.read.due,
            }
            for one in found
        ]
        columns = {"line": "Line", "words": "Action", "status": "Status", "due_on": "Due"}
        table("rows", rows, columns)
    out = [{"line": one.line, "title": one.title, "reason": one.reason} for one in left]
    table("left_out", out, {"line": "Line", "title": "Action", "reason": "Why it is left out"})
    answer(
        told,
        f"Actions {'that would be ' if found else ''}added: {told['added']}."
        f" There already: {told['same']}. Rows left out: {len(left)}.",
    )


@app.command("export")
def export(
    reference: Reference,
    file: OutFile,
    whole: Annotated[
        bool, typer.Option("--whole", help="With status and owner beside the four columns.")
    ] = False,
) -> None:
    """Write a plan to a file in four columns, as it was laid out: what 'plans import' takes."""
    with acting() as actor:
        from muniment.governance.plans import queries, rules

        one = queries.plan_named(actor, reference)
        rows = queries.four_columns(actor, one, whole=whole)
        names = rules.COLUMNS if whole else rules.FOUR
        count = write_rows(file, rows, [rules.COLUMNS[name] for name in names])
    lines = [] if str(file) == "-" else [f"{count} rows written to {file}."]
    answer({"file": str(file), "rows": count}, *lines)
