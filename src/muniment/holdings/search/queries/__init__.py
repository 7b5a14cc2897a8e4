"""Asking the index."""

from muniment.holdings.search.queries.searching import every_match, faults, matching, search

__all__ = ["every_match", "faults", "matching", "search"]
