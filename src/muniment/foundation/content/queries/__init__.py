"""Reads of the content store, of what is derived from content, and of the keys that seal it.

Content has no access of its own: ask the records room who may see the record that holds it.
"""

from muniment.foundation.content.queries.contents import (
    blobs,
    coverage,
    derived_of,
    failures,
    live_sizes,
    oldest_check,
    open_incidents,
    preview_of,
    store,
    texts_of,
    totals,
)
from muniment.foundation.content.queries.seals import (
    keyring,
    sealed_since,
    sealing_since,
    status,
    wrapper,
)

__all__ = [
    "blobs",
    "coverage",
    "derived_of",
    "failures",
    "keyring",
    "live_sizes",
    "oldest_check",
    "open_incidents",
    "preview_of",
    "sealed_since",
    "sealing_since",
    "status",
    "store",
    "texts_of",
    "totals",
    "wrapper",
]
