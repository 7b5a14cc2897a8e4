"""Keeping the index: called by the verbs that change what it holds, in their transactions."""

from muniment.holdings.search.actions.compacting import compact, tidy
from muniment.holdings.search.actions.indexing import BATCH, index, index_again, reindex, remove
from muniment.holdings.search.actions.noting import certify, forget, note, note_opened
from muniment.holdings.search.actions.saving import drop, follow, keep, share, tell_followers
from muniment.holdings.search.actions.telling import tell_of_week

__all__ = [
    "BATCH",
    "certify",
    "compact",
    "drop",
    "follow",
    "forget",
    "index",
    "index_again",
    "keep",
    "note",
    "note_opened",
    "reindex",
    "remove",
    "share",
    "tell_followers",
    "tell_of_week",
    "tidy",
]
