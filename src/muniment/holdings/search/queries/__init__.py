"""Asking the index."""

from muniment.holdings.search.queries.facets import facets
from muniment.holdings.search.queries.noted import (
    asked_for,
    asked_numbered,
    search_certificate,
    search_certificates,
    week,
    weeks,
)
from muniment.holdings.search.queries.saved import (
    newest_numbers,
    saved_named,
    saved_searches,
)
from muniment.holdings.search.queries.searching import (
    every_hit,
    every_match,
    faults,
    matching,
    numbers_found,
    search,
)
from muniment.holdings.search.queries.tips import tips
from muniment.holdings.search.queries.within import within

__all__ = [
    "asked_for",
    "asked_numbered",
    "every_hit",
    "every_match",
    "facets",
    "faults",
    "matching",
    "newest_numbers",
    "numbers_found",
    "saved_named",
    "saved_searches",
    "search",
    "search_certificate",
    "search_certificates",
    "tips",
    "week",
    "weeks",
    "within",
]
