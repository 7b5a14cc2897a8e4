"""Verbs of people about their own mailboxes, and the looking at them."""

from muniment.holdings.inbox.actions.choosing import leave, let_go, save
from muniment.holdings.inbox.actions.looking import look

__all__ = ["leave", "let_go", "look", "save"]
