"""Where records may belong, learnt from what people filed."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="advice", help="Where records may belong.", no_args_is_help=True)
Reference = Annotated[str, typer.Argument(metavar="RECORD", help="The reference of the record.")]


@app.command("for")
def for_(reference: Reference) -> None:
    """Show up to three classes that a record may belong in, and why."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.advice import queries

        found = queries.suggestions(actor, reference, on=today())
    _show(found)


@app.command("suggest")
def suggest(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called.")],
    name: Annotated[str, typer.Option(help="The name of its file, with its path.")] = "",
) -> None:
    """Show up to three classes that something may belong in that is not filed yet, and why."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.advice import queries

        found = queries.suggestions_for(actor, title=title, name=name, on=today())
    _show(found)


def _show(found: Iterable[Any]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "class": one.file_class,
            "title": one.title,
            "rule": one.rule,
            "folder": one.folder,
            "words": list(one.words),
            "near": [f"{near.reference} ({near.likeness}%)" for near in one.near],
        }
        for one in found
    ]
    columns = {"class": "Class", "title": "Title", "rule": "Rule", "folder": "Folder"}
    table("suggestions", rows, {**columns, "words": "Words", "near": "Like it"})


@app.command("take")
def take(
    reference: Reference,
    folder: Annotated[str, typer.Option(help="The folder that was suggested.")],
) -> None:
    """File a record in a folder that is suggested for it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions

        moved = actions.take_suggestion(actor, reference, folder=folder, now=now())
    answer({"record": moved.reference, "folder": folder}, f"{moved.reference} is in {folder}.")


@app.command("accuracy")
def accuracy() -> None:
    """Show how often the suggestions were right for records that were held back, by class."""
    with acting() as actor:
        from muniment.holdings.advice import queries

        found = queries.accuracy(actor)
    rows = [
        {
            "class": one.file_class,
            "title": one.title,
            "held_back": one.tried,
            "first": one.first,
            "among_three": one.among_three,
        }
        for one in found
    ]
    columns = {"class": "Class", "title": "Title", "held_back": "Held back"}
    table("classes", rows, {**columns, "first": "First right", "among_three": "Among three"})


@app.command("learn")
def learn() -> None:
    """Learn now from what was filed since a worker last did."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.advice import actions

        access.require(actor, Permission.FILEPLAN_MANAGE)
        count = actions.learn()
    answer({"records": count})
    say(f"Learnt from {count} records.")


@app.command("rules")
def rules() -> None:
    """List the rules that file by themselves, what they filed, and how many were put back."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.advice import queries

        rows: list[dict[str, Any]] = [
            {
                "rule": one.reference,
                "in_tray": one.in_tray,
                "into": one.file_class,
                "sure": one.sure,
                "runner_up": one.runner_up,
                "reason": one.reason,
                "filed": one.filed,
                "confirmed": one.confirmed,
                "put_back": one.put_back,
                "in_force": one.ended_at is None,
                "idle": one.idle,
            }
            for one in queries.standings(actor, on=today())
        ]
    columns = {"rule": "Rule", "in_tray": "In-tray", "into": "Into", "sure": "Sure"}
    columns |= {"runner_up": "Runner-up", "filed": "Filed", "confirmed": "Confirmed"}
    table("rules", rows, {**columns, "put_back": "Put back", "in_force": "In force"})


@app.command("set-rule")
def set_rule(
    in_tray: Annotated[
        str, typer.Argument(metavar="CLASS", help="The in-tray: a class with the rule undecided.")
    ],
    reason: Annotated[str, typer.Option(help="Why this may be filed by itself.")],
    into: Annotated[
        str, typer.Option(metavar="CLASS", help="Only into this class and all below it.")
    ] = "",
    sure: Annotated[int, typer.Option(help="How sure it must be, in per cent: 60 to 100.")] = 90,
    runner_up: Annotated[
        int, typer.Option(help="How much the runner-up may have, in per cent: 0 to 40.")
    ] = 10,
) -> None:
    """Have what captures bring into an in-tray filed by itself where it is sure enough."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions
        from muniment.holdings.advice.types import RuleDraft

        draft = RuleDraft(in_tray, sure, runner_up, reason, into)
        made = actions.set_rule(actor, draft, now=now())
    answer({"rule": made.reference}, f"Rule {made.reference} is set.")


@app.command("try-rule")
def try_rule(
    into: Annotated[
        str, typer.Option(metavar="CLASS", help="Only into this class and all below it.")
    ] = "",
    sure: Annotated[int, typer.Option(help="How sure, in per cent: 60 to 100.")] = 90,
    runner_up: Annotated[int, typer.Option(help="The runner-up, in per cent: 0 to 40.")] = 10,
) -> None:
    """Say what a rule would have done with the records that were held back. Nothing is set."""
    with acting() as actor:
        from dataclasses import asdict

        from muniment.foundation.kernel.clock import today
        from muniment.holdings.advice import queries

        found = queries.foreseen(actor, sure, runner_up, into, on=today(), seconds=600)
    levels = [{**asdict(one), "wrong": one.wrong} for one in found.levels]
    classes = [asdict(one) for one in found.classes]
    answer({"tried": found.tried, "levels": levels, "classes": classes})
    say(f"Tried on {found.tried} records that were held back.")
    for one in found.levels:
        said = f"{one.filed} filed, {one.right} right, {one.wrong} wrong"
        say(f"{one.sure}% sure, the runner-up {one.runner_up}%: {said}.")
    for line in found.classes:
        wrong = line.filed - line.right
        elsewhere = f", most of them in {line.instead}" if line.instead else ""
        say(f"  {line.file_class}: {line.right} right, {wrong} wrong{elsewhere}")


@app.command("end-rule")
def end_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The reference of the rule.")],
    reason: Annotated[str, typer.Option(help="Why nothing more is filed by it.")],
) -> None:
    """Have nothing more filed by a rule. What it filed stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions

        ended = actions.end_rule(actor, rule, reason=reason, now=now())
    answer({"rule": ended.reference}, f"Rule {ended.reference} is ended.")


@app.command("sort")
def sort() -> None:
    """File now by the rules, as a worker does every ten minutes."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions

        access.require(actor, Permission.FILEPLAN_MANAGE)
        count = actions.sort(now=now())
    answer({"records": count}, f"Filed {count} records by rules.")


@app.command("why")
def why(reference: Reference) -> None:
    """Show by which rule a record was filed, and why."""
    with acting() as actor:
        from muniment.foundation.kernel.errors import NotFound
        from muniment.holdings.advice import queries

        found = queries.filed_as(actor, reference)
        if found is None:
            raise NotFound("record filed by a rule", reference)
    told = {
        "record": found.record,
        "rule": found.rule,
        "sure": found.sure,
        "runner_up": found.runner_up,
        "words": list(found.words),
        "near": [one for one, _ in found.near],
        "folder": found.folder,
        "outcome": str(found.outcome),
    }
    answer(told, f"{found.record} was filed by rule {found.rule}: {found.in_words}.")


@app.command("confirm")
def confirm(reference: Reference) -> None:
    """Say that a record belongs where a rule filed it. From then on it is an example."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions

        actions.confirm(actor, reference, now=now())
    answer({"record": reference}, f"{reference} belongs where it is.")


@app.command("put-back")
def put_back(
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why it does not belong there.")],
) -> None:
    """Put a record that a rule filed back where it lay. No rule files it again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.advice import actions

        actions.put_back(actor, reference, reason=reason, now=now())
    answer({"record": reference}, f"{reference} is back where it lay.")
