"""Verbs on disposal: propose, decide, carry out, certify."""

from muniment.lifecycle.disposal.actions.backlog import count_backlog, set_storage_cost
from muniment.lifecycle.disposal.actions.clock import confirm_clock, watch_clock
from muniment.lifecycle.disposal.actions.deciding import approve, reject, withdraw
from muniment.lifecycle.disposal.actions.destroying import carry_out
from muniment.lifecycle.disposal.actions.excepting import pull_out, set_item
from muniment.lifecycle.disposal.actions.executing import execute, pending
from muniment.lifecycle.disposal.actions.proposing import propose
from muniment.lifecycle.disposal.actions.purging import purge
from muniment.lifecycle.disposal.actions.replaying import destroy_again

__all__ = [
    "approve",
    "carry_out",
    "confirm_clock",
    "count_backlog",
    "destroy_again",
    "execute",
    "pending",
    "propose",
    "pull_out",
    "purge",
    "reject",
    "set_item",
    "set_storage_cost",
    "watch_clock",
    "withdraw",
]
