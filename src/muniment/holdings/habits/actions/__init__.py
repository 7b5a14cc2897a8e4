"""Verbs on figures of mailboxes."""

from muniment.holdings.habits.actions.campaigns import start_campaign
from muniment.holdings.habits.actions.importing import import_figures, set_limits, take_out_figures
from muniment.holdings.habits.actions.tips import choose_tips, note_shown

__all__ = [
    "choose_tips",
    "import_figures",
    "note_shown",
    "set_limits",
    "start_campaign",
    "take_out_figures",
]
