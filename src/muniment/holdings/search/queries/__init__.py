"""Asking the index."""

from muniment.holdings.search.queries.searching import search

__all__ = ["search"]
