"""Reading reviews and certificates, and what the log says of the clock."""

from muniment.lifecycle.disposal.queries.certificates import (
    body_of,
    certificate_document,
    certificate_named,
    certificates,
    digest,
)
from muniment.lifecycle.disposal.queries.clock import CLOCK_CONFIRMED, reasons_of_clock
from muniment.lifecycle.disposal.queries.reviews import (
    awaiting,
    counts,
    facts_of,
    in_open_review,
    items,
    may_sign,
    owner_of,
    owners,
    places,
    review_named,
    reviews,
    signatures_today,
    stages,
    state_shown,
    to_destroy,
    uncertified,
)

__all__ = [
    "CLOCK_CONFIRMED",
    "awaiting",
    "body_of",
    "certificate_document",
    "certificate_named",
    "certificates",
    "counts",
    "digest",
    "facts_of",
    "in_open_review",
    "items",
    "may_sign",
    "owner_of",
    "owners",
    "places",
    "reasons_of_clock",
    "review_named",
    "reviews",
    "signatures_today",
    "stages",
    "state_shown",
    "to_destroy",
    "uncertified",
]
