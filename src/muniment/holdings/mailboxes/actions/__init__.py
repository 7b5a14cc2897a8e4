"""Verbs of sources, and the looking at them."""

from muniment.holdings.mailboxes.actions.looking import look, look_at_due
from muniment.holdings.mailboxes.actions.making import (
    change_source,
    go_on,
    look_now,
    make_source,
    pause,
    queue_look,
    retire,
)
from muniment.holdings.mailboxes.actions.receiving import receive, refuse_unknown
from muniment.holdings.mailboxes.actions.taking import note_look
from muniment.holdings.mailboxes.actions.testing import test_source

__all__ = [
    "change_source",
    "go_on",
    "look",
    "look_at_due",
    "look_now",
    "make_source",
    "note_look",
    "pause",
    "queue_look",
    "receive",
    "refuse_unknown",
    "retire",
    "test_source",
]
