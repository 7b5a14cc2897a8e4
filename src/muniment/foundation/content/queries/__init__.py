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
    oldest_first,
    open_incidents,
    preview_of,
    repaired_since,
    store,
    texts_of,
    totals,
)
from muniment.foundation.content.queries.copies import (
    copy_folder,
    copy_status,
    is_copied,
    second_copy,
    why_away,
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
    "copy_folder",
    "copy_status",
    "coverage",
    "derived_of",
    "failures",
    "is_copied",
    "keyring",
    "live_sizes",
    "oldest_check",
    "oldest_first",
    "open_incidents",
    "preview_of",
    "repaired_since",
    "sealed_since",
    "sealing_since",
    "second_copy",
    "status",
    "store",
    "texts_of",
    "totals",
    "why_away",
    "wrapper",
]
