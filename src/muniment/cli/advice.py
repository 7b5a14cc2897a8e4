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
