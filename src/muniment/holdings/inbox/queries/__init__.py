"""Messages in a person's mailboxes: each person reads their own, records managers count."""

from muniment.holdings.inbox.queries.old_mail import (
    assess,
    dry_run,
    going_soon,
    open_warning,
    policies,
    policy_of,
    to_close,
    warned,
    warnings_of,
)
from muniment.holdings.inbox.queries.own import (
    LOOKED_AT,
    board,
    chosen,
    kept,
    mailboxes_of,
    own_messages,
    places_for,
    rates,
    talks_of,
    tallies,
    weigh,
)

__all__ = [
    "LOOKED_AT",
    "assess",
    "board",
    "chosen",
    "dry_run",
    "going_soon",
    "kept",
    "mailboxes_of",
    "open_warning",
    "own_messages",
    "places_for",
    "policies",
    "policy_of",
    "rates",
    "talks_of",
    "tallies",
    "to_close",
    "warned",
    "warnings_of",
    "weigh",
]
