"""Saved searches: kept by a name, shared, found with again, told of."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile

app = typer.Typer(name="saved-search", help="Searches that you keep.", no_args_is_help=True)
Units = Annotated[
    list[str], typer.Option("--unit", metavar="UNIT", help="Share it with a unit. Repeatable.")
]
People = Annotated[
    list[str],
    typer.Option("--person", metavar="NAME", help="Share it with somebody. Repeatable."),
]


def _row(one: Any, actor: "Profile", names: dict[str, str]) -> dict[str, Any]:
    shared, own = list(one.shared.all()), one.owner == actor.reference
    return {
        "search": one.reference,
        "name": one.name,
        "text": one.text,
        "owner": one.owner,
        "whose": "yours" if own else names.get(one.owner, one.owner),
        "units": sorted(each.unit for each in shared if each.unit),
        "people": sorted(each.person for each in shared if each.person and own),
        "follows": any(each.person == actor.reference for each in one.followers.all()),
    }


@app.command("list")
def list_() -> None:
    """List your saved searches and those shared with you, by name."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.holdings.search import queries

        found = list(queries.saved_searches(actor))
        names = access.names_at({one.owner for one in found})
        rows = [_row(one, actor, names) for one in found]
    columns = {"search": "Search", "name": "Name", "text": "What", "whose": "Whose"}
    columns |= {"units": "Units", "follows": "You are told"}
    table("searches", rows, columns)


@app.command("keep")
def keep(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to keep it by.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="As for 'muniment search'.")],
    units: Units = [],  # noqa: B006 - typer copies it
    people: People = [],  # noqa: B006
    follow: Annotated[bool, typer.Option("--follow", help="Be told of new results.")] = False,
) -> None:
    """Keep a search by a name. Everybody finds with it what they may see."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import actions

        said: dict[str, Any] = {"units": units, "people": people, "follow": follow}
        made = actions.keep(actor, name, query, **said, now=now())
    answer({"search": made.reference}, f"{made.reference} is kept.")


@app.command("find")
def find(
    reference: Reference,
    limit: Limit = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count by class, unit, year, format and state.")
    ] = False,
) -> None:
    """Search with a saved search, as you see it today."""
    from muniment.cli.search import search

    with acting() as actor:
        from muniment.holdings.search import queries

        text = queries.saved_named(actor, reference).text
    search(text, limit, offset, facets)


@app.command("share")
def share(
    reference: Reference,
    units: Units = [],  # noqa: B006
    people: People = [],  # noqa: B006
) -> None:
    """Share your search with these units and people alone; without any, with nobody."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import actions

        actions.share(actor, reference, units, people, now=now())
    answer({"search": reference}, "Who can use it is changed.")


def _follow(reference: str, on: bool) -> None:
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import actions

        actions.follow(actor, reference, on=on, now=now())
    said = "You will be told of new results." if on else "You will not be told any more."
    answer({"search": reference, "follows": on}, said)


@app.command("follow")
def follow(reference: Reference) -> None:
    """Be told, once an hour, of what a search finds anew."""
    _follow(reference, True)


@app.command("unfollow")
def unfollow(reference: Reference) -> None:
    """Be told no more of what a search finds anew."""
    _follow(reference, False)


@app.command("drop")
def drop(reference: Reference) -> None:
    """Drop your search: nobody finds it or is told of it any more."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import actions

        actions.drop(actor, reference, now=now())
    answer({"search": reference}, "The search is gone.")
