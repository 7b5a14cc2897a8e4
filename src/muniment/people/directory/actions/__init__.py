"""Verbs on the directory of people."""

from muniment.people.directory.actions.entries import (
    change_entry,
    confirm_entry,
    correct_entry,
    hide_entry,
    show_entry,
)
from muniment.people.directory.actions.expertise import (
    accept_suggestion,
    accept_term,
    add_expertise,
    dismiss_suggestion,
    refuse_term,
    remove_expertise,
)
from muniment.people.directory.actions.importing import import_entries, reasons_too_long
from muniment.people.directory.actions.keeping import person_changed
from muniment.people.directory.actions.reminding import count_entries, remind
from muniment.people.directory.actions.settings import set_terms
from muniment.people.directory.actions.stewards import end_steward, name_steward

__all__ = [
    "accept_suggestion",
    "accept_term",
    "add_expertise",
    "change_entry",
    "confirm_entry",
    "correct_entry",
    "count_entries",
    "dismiss_suggestion",
    "end_steward",
    "hide_entry",
    "import_entries",
    "name_steward",
    "person_changed",
    "reasons_too_long",
    "refuse_term",
    "remind",
    "remove_expertise",
    "set_terms",
    "show_entry",
]
