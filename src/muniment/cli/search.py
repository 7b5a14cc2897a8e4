"""Searching, within what the person may see."""

import sys
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit
from muniment.cli.desk import acting
from muniment.cli.output import answer, options, printable, say

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.holdings.search.types import Hit, Results, Tip

IN_THE_LIBRARY = 3  # shown after the records
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def search(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help='Words, "a phrase", "words near"~5, AND, OR, NOT, begin*, speling~, title:, '
            "class:, folder:, date:, size:>1MB, language:",
        ),
    ],
    limit: Limit = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count by class, unit, year, format and state.")
    ] = False,
) -> None:
    """Search titles, paths, metadata and text, within what you may see."""
    with acting() as actor:
        first, hits = _found(actor, query, limit, offset)
        spread = _spread(actor, query) if facets else []
        tips = [] if first.total else _tips(actor, query)
        shelf: dict[str, Any] = {"total": 0, "hits": []}
        if not offset:
            shelf = _in_the_library(actor, query)
    following = offset + len(hits)
    told = {
        "query": query,
        "total": first.total,
        "order": first.order.value,
        "offset": offset,
        "next_offset": following if following < first.total and hits else None,
        "notes": list(first.notes),
        "instead": first.instead,
        "tips": [{"what": tip.words, "query": tip.text} for tip in tips],
        "hits": [_hit(one) for one in hits],
        "facets": spread,
        "library": shelf,
    }
    answer(told, *first.notes)
    for one in hits:
        _show(one)
    for facet in spread:
        say(f"By {facet['name']}:")
        for one in facet["shares"]:
            say(f"  {one['count']:>9,}  {one['label']}")
    if first.instead:
        say(f"Did you mean: {first.instead}")
    for tip in tips:
        say(f"{tip.words} finds something: {tip.text}")
    more = f", from {offset + 1} to {following}" if hits else ""
    say(f"{first.total} records found{more}; order: {first.order.value}.")
    for item in shelf["hits"]:
        say(f"In the library: {item['reference']}  {item['title']} ({item['licence']})")
    if shelf["total"]:
        say(f"{shelf['total']} in the library. See 'muniment library search'.")


def _in_the_library(actor: "Profile", query: str) -> dict[str, Any]:
    """The best that the library has for the same question."""
    from muniment.foundation.kernel import clock
    from muniment.holdings.library import actions, queries

    found = queries.find(actor, query, limit=IN_THE_LIBRARY)
    actions.note_shown(actor, found.items, now=clock.now())
    names = ("reference", "title", "kind", "publisher")
    hits = [{name: getattr(one, name) for name in names} for one in found.items]
    for row, one in zip(hits, found.items, strict=True):
        row["licence"] = one.line
    return {"total": found.total, "hits": hits}


def _tips(actor: "Profile", query: str) -> "list[Tip]":
    from muniment.holdings.search import queries

    return queries.tips(actor, query)


def _found(actor: "Profile", query: str, limit: int, offset: int) -> "tuple[Results, list[Hit]]":
    """The first page and all the hits asked for, however many pages that takes."""
    from muniment.foundation.kernel import clock
    from muniment.holdings.search import actions, queries
    from muniment.holdings.search.types import Door

    started = time.perf_counter()
    page = first = queries.search(actor, query, limit=limit, offset=offset)
    took = (time.perf_counter() - started) * 1000
    said: dict[str, Any] = {"total": first.total, "milliseconds": took, "door": Door.COMMAND}
    actions.note(actor, query, "", **said, now=clock.now())
    hits = list(page.hits)
    while page.hits and len(hits) < limit and page.next_offset is not None:
        page = queries.search(actor, query, limit=limit - len(hits), offset=page.next_offset)
        hits += page.hits
    return first, hits


def _spread(actor: "Profile", query: str) -> list[dict[str, Any]]:
    from muniment.holdings.search import queries

    return [
        {
            "name": one.name,
            "others": one.others,
            "shares": [
                {"label": part.label, "query": part.query, "count": part.count}
                for part in one.shares
            ],
        }
        for one in queries.facets(actor, query)
    ]


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
        "recognised": one.recognised,
    }


def _show(one: "Hit") -> None:
    say(f"{one.reference}  {one.title}")
    say(f"    {one.record_date}  {one.class_reference} / {one.folder_title}")
    if one.snippet and not options.get().json:
        print("    " + "".join(_marked(part.text, part.hit) for part in one.snippet).strip())


def _marked(text: str, hit: bool) -> str:
    shown = printable(text)
    return f"{BOLD}{shown}{PLAIN}" if hit and sys.stdout.isatty() else shown
