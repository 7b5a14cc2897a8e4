"""Verbs on figures of mailboxes."""

from muniment.holdings.habits.actions.campaigns import start_campaign
from muniment.holdings.habits.actions.importing import import_figures, set_limits, take_out_figures
from muniment.holdings.habits.actions.pilots import answer_pilot, end_pilot, offer_ways, open_pilot
from muniment.holdings.habits.actions.shares import finish_action, set_action
from muniment.holdings.habits.actions.tips import choose_tips, note_shown

__all__ = [
    "answer_pilot",
    "choose_tips",
    "end_pilot",
    "finish_action",
    "import_figures",
    "note_shown",
    "offer_ways",
    "open_pilot",
    "set_action",
    "set_limits",
    "start_campaign",
    "take_out_figures",
]
