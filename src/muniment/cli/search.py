"""Searching, within what the person may see."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit
from muniment.cli.desk import acting
from muniment.cli.output import answer, options, printable, say

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.holdings.search.types import Hit, Results

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def search(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY", help='Words, "a phrase", AND, OR, NOT, begin*, title:, class:, date:'
        ),
    ],
    limit: Limit = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
) -> None:
    """Search titles, paths, metadata and text, within what you may see."""
    with acting() as actor:
        first, hits = _found(actor, query, limit, offset)
    following = offset + len(hits)
    told = {
        "query": query,
        "total": first.total,
        "order": first.order.value,
        "offset": offset,
        "next_offset": following if following < first.total and hits else None,
        "notes": list(first.notes),
        "hits": [_hit(one) for one in hits],
    }
    answer(told, *first.notes)
    for one in hits:
        _show(one)
    more = f", from {offset + 1} to {following}" if hits else ""
    say(f"{first.total} records found{more}; order: {first.order.value}.")


def _found(actor: "Profile", query: str, limit: int, offset: int) -> "tuple[Results, list[Hit]]":
    """The first page and all the hits asked for, however many pages that takes."""
    from muniment.holdings.search import queries

    page = first = queries.search(actor, query, limit=limit, offset=offset)
    hits = list(page.hits)
    while page.hits and len(hits) < limit and page.next_offset is not None:
        page = queries.search(actor, query, limit=limit - len(hits), offset=page.next_offset)
        hits += page.hits
    return first, hits


def _hit(one: "Hit") -> dict[str, Any]:
    return {
        "reference": one.reference,
        "title": one.title,
        "record_date": one.record_date,
        "class": one.class_reference,
        "folder": one.folder,
        "folder_title": one.folder_title,
        "puid": one.puid,
        "size": one.size,
        "state": one.state,
        "snippet": [{"text": part.text, "hit": part.hit} for part in one.snippet],
    }


def _show(one: "Hit") -> None:
    say(f"{one.reference}  {one.title}")
    say(f"    {one.record_date}  {one.class_reference} / {one.folder_title}")
    if one.snippet and not options.get().json:
        print("    " + "".join(_marked(part.text, part.hit) for part in one.snippet).strip())


def _marked(text: str, hit: bool) -> str:
    shown = printable(text)
    return f"{BOLD}{shown}{PLAIN}" if hit and sys.stdout.isatty() else shown
