"""Verbs of people about their own mailboxes, and the looking at them."""

from muniment.holdings.inbox.actions.choosing import leave, let_go, save
from muniment.holdings.inbox.actions.looking import look
from muniment.holdings.inbox.actions.old_mail import set_old_mail_policy, warn

__all__ = ["leave", "let_go", "look", "save", "set_old_mail_policy", "warn"]
