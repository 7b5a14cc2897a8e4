"""Verbs on the library, and the counting of its use."""

from muniment.holdings.library.actions.counting import note_shown, open_resource
from muniment.holdings.library.actions.importing import import_resources
from muniment.holdings.library.actions.indexing import reindex
from muniment.holdings.library.actions.keeping import add, change, restore, withdraw
from muniment.holdings.library.actions.licensing import set_licence, warn
from muniment.holdings.library.actions.linking import note_link, report

__all__ = [
    "add",
    "change",
    "import_resources",
    "note_link",
    "note_shown",
    "open_resource",
    "reindex",
    "report",
    "restore",
    "set_licence",
    "warn",
    "withdraw",
]
