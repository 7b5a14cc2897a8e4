"""A review by its folders, its samples, and holds that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="A folder of the review.")]
InFolder = Annotated[str, typer.Option("--folder", metavar="REF", help="Only this folder.")]


def folders(reference: Reference) -> None:
    """List the folders with records of a review, the fullest first."""
    with acting() as actor:
        from muniment.lifecycle.disposal import queries

        found = queries.batches(actor, queries.review_named(actor, reference))
    columns = {"folder": "Folder", "title": "Title", "records": "Records"}
    columns |= {"to_destroy": "To be destroyed", "otherwise": "Otherwise"}
    table("folders", [asdict(one) for one in found], columns)


def decide_folder(
    reference: Reference,
    folder: Folder,
    outcome: Annotated[
        str, typer.Option(help="destroy, keep_until, next_step, transfer or change_rule.")
    ],
    keep_until: Annotated[str, typer.Option(metavar="DATE", help="For keep_until.")] = "",
    new_rule: Annotated[str, typer.Option(metavar="CODE", help="For change_rule.")] = "",
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Decide the same for all records of a review that lie in one folder."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions
        from muniment.lifecycle.disposal.types import Outcome

        wanted = one_of(Outcome, outcome, "outcome")
        done = actions.decide_folder(
            actor,
            reference,
            folder,
            outcome=wanted,
            keep_until=read_date(keep_until, "keep_until"),
            new_rule=new_rule,
            note=note,
            now=now(),
        )
    told = {"review": reference, "folder": folder, "outcome": wanted.value, "records": done}
    answer(told, f"{done} records of {folder} are to be: {wanted.value}.")


def kept_samples(review: Any) -> list[dict[str, Any]]:
    """The samples that the review keeps, as JSON has them."""
    from muniment.lifecycle.disposal import queries

    return [asdict(one) for one in queries.kept_samples(review)]


def say_samples(samples: Sequence[Mapping[str, Any]]) -> None:
    """Say of each what is kept, and how it was drawn."""
    for one in samples:
        kept = f"{one['kept']:,} of {one['of']:,} records kept for transfer"
        drawn = f"1 in {one['one_in']}, drawn by the seed {one['seed']}"
        say(f"Sample of {one['rule']}: {kept}, and {one['needed']:,} needed ({drawn}).")


def sample(
    reference: Reference,
    size: Annotated[int, typer.Option(help="How many records to draw.")] = 0,
    folder: InFolder = "",
) -> None:
    """Draw records of a review at random, with --size; or show what was drawn and who opened it."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries

        if size:
            actions.draw_sample(actor, reference, size=size, folder=folder, now=now())
        found = queries.samples(actor, queries.review_named(actor, reference))
        shown = found[:1] if size else found
        rows = [
            {
                "record": place.item.record.reference,
                "title": place.item.record.title,
                "of": one.of,
                "seed": one.seed,
                "opened_by": [row.by for row in place.item.opened.all()],
            }
            for one in shown
            for place in one.shown
        ]
        names = access.names_at(person for row in rows for person in row["opened_by"])
    for row in rows:
        row["opened"] = [names.get(person, person) for person in row["opened_by"]]
    columns = {"record": "Record", "title": "Title", "opened": "Opened by", "seed": "Seed"}
    table("drawn", rows, columns)


def open_drawn(
    reference: Reference,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="A record that was drawn.")],
) -> None:
    """Note that you opened a record that was drawn; 'muniment record' shows it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        item = actions.open_drawn(actor, reference, record, now=now())
    named = item.record.reference
    answer({"review": reference, "record": named}, f"It is noted that you opened {named}.")


def hold(
    reference: Reference,
    name: Annotated[str, typer.Option(help="What the hold is called.")],
    authority: Annotated[str, typer.Option(help="Who has asked for it.")],
    kind: Annotated[str, typer.Option(help="Such as litigation or inquiry.")] = "litigation",
    record: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="This one. Can be repeated.")
    ] = None,
    folder: InFolder = "",
    review_on: Annotated[str, typer.Option(metavar="DATE", help="Look at it again.")] = "",
    reason: Why = "",
) -> None:
    """Place a hold on records of a review, which leave it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions
        from muniment.lifecycle.disposal.types import HoldWords
        from muniment.lifecycle.holds.types import HoldKind

        wanted = one_of(HoldKind, kind, "kind")
        words = HoldWords(name, wanted.value, reason, authority, read_date(review_on, "review_on"))
        placed = actions.hold_items(
            actor, reference, records=record or (), folder=folder, words=words, now=now()
        )
    answer({"review": reference, "hold": placed}, f"Hold {placed} has been placed.")
    say("What it covers has left the review.")
