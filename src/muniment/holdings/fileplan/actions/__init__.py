"""Verbs on the file plan. Who may see what lies in a class changes with it, at once."""

from muniment.holdings.fileplan.actions.branches import move_class, rename_class
from muniment.holdings.fileplan.actions.classes import (
    change_class,
    close_class,
    delete_class,
    open_class,
    refer_to,
    reopen_class,
)
from muniment.holdings.fileplan.actions.importing import import_plan
from muniment.holdings.fileplan.actions.rows import lock_classes, mark_used, place_of
from muniment.holdings.fileplan.actions.taking_over import open_taken_over

__all__ = [
    "change_class",
    "close_class",
    "delete_class",
    "import_plan",
    "lock_classes",
    "mark_used",
    "move_class",
    "open_class",
    "open_taken_over",
    "place_of",
    "refer_to",
    "rename_class",
    "reopen_class",
]
