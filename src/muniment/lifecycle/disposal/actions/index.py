"""The search room, until it is there."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

SEARCH = "muniment.holdings.search.actions"


def forget(numbers: Sequence[int]) -> None:
    """Take records out of the search index."""
    if find_spec(SEARCH):
        import_module(SEARCH).remove(list(numbers))


def compact() -> None:
    """Have the search index forget the words of what was removed."""
    if find_spec(SEARCH):
        import_module(SEARCH).compact()
