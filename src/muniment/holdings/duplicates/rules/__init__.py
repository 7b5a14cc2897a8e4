"""Pure decisions about likeness: rows of words, how alike two texts are, and how they differ."""

from muniment.holdings.duplicates.rules.comparing import beside
from muniment.holdings.duplicates.rules.grouping import components
from muniment.holdings.duplicates.rules.merging import reasons_not_to_merge, same_content, shortened
from muniment.holdings.duplicates.rules.shingling import (
    BANDS,
    LONGEST,
    PERMUTATIONS,
    THRESHOLD,
    band_keys,
    jaccard,
    shingles,
)
from muniment.holdings.duplicates.rules.versioning import (
    in_order,
    later_first,
    named,
    offered,
    reasons_not_to_judge,
    reasons_not_to_order,
)

__all__ = [
    "BANDS",
    "LONGEST",
    "PERMUTATIONS",
    "THRESHOLD",
    "band_keys",
    "beside",
    "components",
    "in_order",
    "jaccard",
    "later_first",
    "named",
    "offered",
    "reasons_not_to_judge",
    "reasons_not_to_merge",
    "reasons_not_to_order",
    "same_content",
    "shingles",
    "shortened",
]
