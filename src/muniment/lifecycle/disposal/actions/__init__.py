"""Verbs on disposal: propose, decide, carry out, certify."""

from muniment.lifecycle.disposal.actions.announcing import announce, set_review_terms
from muniment.lifecycle.disposal.actions.archiving import file_certificate
from muniment.lifecycle.disposal.actions.backlog import count_backlog, set_storage_cost
from muniment.lifecycle.disposal.actions.batching import decide_folder, hold_items
from muniment.lifecycle.disposal.actions.clock import confirm_clock, watch_clock
from muniment.lifecycle.disposal.actions.deciding import approve, reject, withdraw
from muniment.lifecycle.disposal.actions.destroying import carry_out
from muniment.lifecycle.disposal.actions.excepting import pull_out, set_item
from muniment.lifecycle.disposal.actions.executing import execute, pending
from muniment.lifecycle.disposal.actions.proposing import propose
from muniment.lifecycle.disposal.actions.purging import purge
from muniment.lifecycle.disposal.actions.reminding import remind
from muniment.lifecycle.disposal.actions.replaying import destroy_again
from muniment.lifecycle.disposal.actions.sampling import draw_sample, open_drawn
from muniment.lifecycle.disposal.actions.settling import set_practice

__all__ = [
    "announce",
    "approve",
    "carry_out",
    "confirm_clock",
    "count_backlog",
    "decide_folder",
    "destroy_again",
    "draw_sample",
    "execute",
    "file_certificate",
    "hold_items",
    "open_drawn",
    "pending",
    "propose",
    "pull_out",
    "purge",
    "reject",
    "remind",
    "set_item",
    "set_practice",
    "set_review_terms",
    "set_storage_cost",
    "watch_clock",
    "withdraw",
]
