"""What is there more than once, as far as the reader may see it."""

from muniment.holdings.duplicates.queries.likeness import (
    MOST_PAIRS,
    compare,
    groups,
    holders,
    named_pairs,
    near,
    pairs,
    report,
)
from muniment.holdings.duplicates.queries.versions import (
    BY_NAME,
    decided_before,
    offers,
    offers_for,
    side,
    verdict_on,
    versions_of,
)

__all__ = [
    "BY_NAME",
    "MOST_PAIRS",
    "compare",
    "decided_before",
    "groups",
    "holders",
    "named_pairs",
    "near",
    "offers",
    "offers_for",
    "pairs",
    "report",
    "side",
    "verdict_on",
    "versions_of",
]
