"""Forgetting what a message says of itself, once nobody is to decide about it any more."""

from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State

WORDS = ("subject", "sender", "message_id", "importance", "problem", "into")


def hide(row: InboxMessage) -> None:
    """The message is private: nothing of it is shown, and nothing of it stays here."""
    row.state = State.PRIVATE
    forget_words(row)


def forget_words(row: InboxMessage) -> None:
    """Leave of the row only its number and what was decided. The caller saves it."""
    for name in WORDS:
        setattr(row, name, "")
    row.thread_ids = []
