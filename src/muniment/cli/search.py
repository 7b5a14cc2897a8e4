"""Searching, within what the person may see."""

from typing import Annotated

import typer

from muniment.cli.arguments import Limit


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Words, "phrases", AND, OR, NOT.')],
    limit: Limit = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
) -> None:
    """Search titles, paths, metadata and text."""
    raise NotImplementedError
