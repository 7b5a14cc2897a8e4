"""Schedules as documents: their editions, from draft to supersession."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from muniment.cli import schedule_files, schedule_models, schedule_words
from muniment.cli.arguments import Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.working import work_off

app = typer.Typer(
    name="schedule", help="Retention schedules as documents with editions.", no_args_is_help=True
)
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the schedule.")]
Which = Annotated[
    int, typer.Option("--edition", metavar="N", help="Its number; else the one under way.")
]
Title = Annotated[str, typer.Option(help="What it is called.")]
Unit = Annotated[str, typer.Option(metavar="REF", help="The unit that owns it.")]
Area = Annotated[str, typer.Option(help="The business area, in words.")]


@app.command("list")
def list_(words: Annotated[str, typer.Option(help="In its code or title.")] = "") -> None:
    """List the schedules."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        _require_see(actor)
        every: Any = queries.schedules()
        rows = [
            {
                "code": one.code,
                "title": one.title,
                "unit": one.owner_unit,
                "area": one.area,
                "state": one.state,
                "edition": one.in_force,
                "under_way": one.under_way,
                "rules": one.ruling,
            }
            for one in every
            if words.casefold() in f"{one.code} {one.title}".casefold()
        ]
    table("schedules", rows, {name: name.capitalize().replace("_", " ") for name in COLUMNS})


COLUMNS = ("code", "title", "unit", "area", "edition", "under_way", "rules")


def _require_see(actor: Any) -> None:
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission

    access.require(actor, Permission.RETENTION_SEE)


@app.command("open")
def open_(
    code: Code,
    title: Title,
    purpose: Annotated[str, typer.Option(help="What it is for.")] = "",
    unit: Unit = "",
    area: Area = "",
) -> None:
    """Open a schedule. A unit or a business area says whose it is."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions
        from muniment.lifecycle.retention.types.schedules import ScheduleTerms

        actions.open_schedule(actor, code, ScheduleTerms(title, purpose, unit, area), now=now())
    answer({"schedule": code}, f"Schedule {code} is open.")


@app.command("show")
def show(code: Code) -> None:
    """Show a schedule with its editions and the comments on the one under way."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        _require_see(actor)
        found = queries.schedule_named(code)
        rows = [
            {
                "number": one.number,
                "state": one.state,
                "rules": one.drafts.count(),
                "body": one.body,
                "met_on": one.met_on,
                "minute": one.minute,
                "published": one.published_at,
                "ended": one.ended_at,
                "note": one.note,
                "clauses": [asdict(clause) for clause in queries.clauses_of(one)],
                "comments": [
                    {"number": said.pk, "rule": said.code, "text": said.text, "answer": said.answer}
                    for said in queries.comments(one)
                ],
            }
            for one in queries.editions(code)
        ]
    more = {name: getattr(found, name) for name in ("code", "title", "purpose", "area", "state")}
    say(f"{found.code}: {found.title}")
    columns = ("number", "state", "rules", "body", "published", "note")
    table("editions", rows, {name: name.capitalize() for name in columns}, **more)


@app.command("start")
def start(code: Code, note: Annotated[str, typer.Option(help="What it is for.")] = "") -> None:
    """Begin the next edition, with the rules of the one in force."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        made = actions.start_edition(actor, code, note=note, now=now())
    answer({"schedule": code, "edition": made.number}, f"Edition {made.number} is a draft.")


@app.command("consult")
def consult(
    code: Code,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day for comments.")] = "",
    area: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT=PERSON", help="An area and its head. Can be repeated."),
    ] = None,
) -> None:
    """Put the draft out to consultation, and to areas whose heads have to agree."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        number = _number(code)
        day = read_date(until, "until")
        pairs = (one.partition("=") for one in area or ())
        areas = {unit.strip(): head.strip() for unit, _, head in pairs}
        actions.consult(actor, code, number, until=day, areas=areas, now=now())
    answer({"schedule": code, "edition": number}, "Comments are taken now.")


@app.command("agree")
def agree(
    code: Code,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The area that you head.")],
    note: Annotated[str, typer.Option(help="What there is to say.")] = "",
) -> None:
    """Agree to the edition for an area, as its head or as who stands in for them."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        number = _number(code)
        actions.agree_edition(actor, code, number, unit, note=note, now=now())
    answer({"schedule": code, "edition": number, "unit": unit}, f"Agreed for {unit}.")


@app.command("return")
def return_(code: Code, reason: Why = "") -> None:
    """Take the edition back from consultation to a draft."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        number = _number(code)
        actions.return_edition(actor, code, number, reason=reason, now=now())
    answer({"schedule": code, "edition": number}, f"Edition {number} is a draft again.")


@app.command("comment")
def comment(
    code: Code,
    text: Annotated[str, typer.Option(help="The comment.")],
    rule: Annotated[str, typer.Option(metavar="CODE", help="The rule that it is about.")] = "",
) -> None:
    """Comment on the edition that is out to consultation."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        number = _number(code)
        made = actions.comment(actor, code, number, text=text, rule=rule, now=now())
    answer({"comment": made.pk}, f"Comment {made.pk} is there.")


@app.command("answer")
def answer_(
    code: Code,
    comment: Annotated[int, typer.Argument(metavar="N", help="The number of the comment.")],
    text: Annotated[str, typer.Option(help="The answer.")],
) -> None:
    """Answer a comment. An edition is approved only once each has an answer."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        actions.answer(actor, code, _number(code), comment, answer=text, now=now())
    answer({"comment": comment}, f"Comment {comment} is answered.")


@app.command("approve")
def approve(
    code: Code,
    body: Annotated[str, typer.Option(help="The body that approved it.")],
    met_on: Annotated[str, typer.Option(metavar="DATE", help="The date of its meeting.")],
    minute: Annotated[str, typer.Option(help="Where that is minuted.")],
) -> None:
    """Enter that the governance body approved the edition. Not by anybody who wrote in it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions
        from muniment.lifecycle.retention.types.schedules import Approval

        number = _number(code)
        approval = Approval(body, read_date(met_on, "met_on"), minute)
        actions.approve_edition(actor, code, number, approval, now=now())
    answer({"schedule": code, "edition": number}, "The approval is entered.")


@app.command("effect")
def effect(code: Code, edition: Which = 0) -> None:
    """Say what publishing the edition would do to the dates of records. Nothing is changed."""
    with acting() as actor:
        from muniment.cli.retention import EFFECT
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries

        found = queries.edition_named(code, edition or _number(code))
        would = queries.effect_of_edition(actor, found, today=today())
        told = {name: getattr(would, name) for name in EFFECT}
    answer(told, ", ".join(f"{name} {value}" for name, value in told.items()))


@app.command("publish")
def publish(code: Code) -> None:
    """Put the approved edition in force, and compute the dates of records again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        number = _number(code)
        actions.publish_edition(actor, code, number, now=now())
        work_off(["retention.recalculate"], "Computing dates", processes=1)
    answer({"schedule": code, "edition": number}, f"Edition {number} is in force.")


@app.command("withdraw")
def withdraw(
    code: Code,
    whole: Annotated[
        bool, typer.Option("--whole", help="The schedule with all its rules, for good.")
    ] = False,
    reason: Why = "",
) -> None:
    """Withdraw the edition under way, or the whole schedule."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        if whole:
            actions.withdraw_schedule(actor, code, reason=reason, now=now())
            work_off(["retention.recalculate"], "Computing dates", processes=1)
        else:
            actions.withdraw_edition(actor, code, _number(code), reason=reason, now=now())
    answer({"schedule": code, "whole": whole}, "Withdrawn.")


@app.command("changes")
def changes(
    code: Code,
    before: Annotated[int, typer.Option("--from", metavar="N", help="The earlier edition.")],
    after: Annotated[int, typer.Option("--to", metavar="N", help="The later edition.")],
) -> None:
    """Say what one edition changes of another."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        _require_see(actor)
        was, now = (queries.edition_named(code, number) for number in (before, after))
        found = queries.changes_from(was, now)
    rows = [
        {"rule": one.code, "column": column, "before": old, "after": new}
        for one in found.changed
        for column, old, new in one.columns
    ]
    rows += [{"rule": one.code, "column": "new"} for one in found.added]
    rows += [{"rule": one.code, "column": "left out"} for one in found.left_out]
    rows += [
        {"rule": "", "column": one.clause, "before": one.before, "after": one.after}
        for one in found.clauses
    ]
    words = {"rule": "Rule", "column": "What", "before": "Before", "after": "After"}
    table("changes", rows, words, **schedule_files.counted(found))


def _number(code: str) -> int:
    """The number of the edition under way."""
    from muniment.lifecycle.retention import queries

    return int(queries.edition_under_way(code).number)


app.command("clauses")(schedule_words.clauses)
app.command("reading-age")(schedule_words.reading_age)
app.command("import")(schedule_files.import_)
app.command("export")(schedule_files.export)
app.command("load")(schedule_files.load)
app.command("take-over")(schedule_models.take_over)
app.command("differences")(schedule_models.differences)
