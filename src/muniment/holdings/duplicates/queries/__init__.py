"""What is there more than once, as far as the reader may see it."""

from muniment.holdings.duplicates.queries.likeness import (
    MOST_PAIRS,
    compare,
    groups,
    holders,
    named_pairs,
    near,
    pairs,
    reduction,
    report,
)
from muniment.holdings.duplicates.queries.merging import (
    MOST_TWINS,
    how_near,
    merging,
    to_merge,
    twins,
)
from muniment.holdings.duplicates.queries.months import COUNTED, by_month, within_circles
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
    "COUNTED",
    "MOST_PAIRS",
    "MOST_TWINS",
    "by_month",
    "compare",
    "decided_before",
    "groups",
    "holders",
    "how_near",
    "merging",
    "named_pairs",
    "near",
    "offers",
    "offers_for",
    "pairs",
    "reduction",
    "report",
    "side",
    "to_merge",
    "twins",
    "verdict_on",
    "versions_of",
    "within_circles",
]
