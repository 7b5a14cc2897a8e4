"""Verbs on disposal: propose, decide, carry out, certify."""

from muniment.lifecycle.disposal.actions.announcing import announce, set_review_terms
from muniment.lifecycle.disposal.actions.archiving import file_certificate
from muniment.lifecycle.disposal.actions.backlog import count_backlog, set_storage_cost
from muniment.lifecycle.disposal.actions.batching import decide_folder, hold_items
from muniment.lifecycle.disposal.actions.clock import confirm_clock, watch_clock
from muniment.lifecycle.disposal.actions.confirming import confirm_by_hand
from muniment.lifecycle.disposal.actions.deciding import approve, reject, withdraw
from muniment.lifecycle.disposal.actions.destroying import carry_out
from muniment.lifecycle.disposal.actions.ending_holds import end_holds
from muniment.lifecycle.disposal.actions.excepting import pull_out, set_item
from muniment.lifecycle.disposal.actions.executing import execute, pending
from muniment.lifecycle.disposal.actions.expunging import (
    agree_to_expunging,
    propose_expunging,
    refuse_expunging,
)
from muniment.lifecycle.disposal.actions.nightly import make_lists
from muniment.lifecycle.disposal.actions.proposing import propose
from muniment.lifecycle.disposal.actions.pruning import prune, prune_stubs
from muniment.lifecycle.disposal.actions.purging import purge
from muniment.lifecycle.disposal.actions.recovering import may_recover, recover
from muniment.lifecycle.disposal.actions.reminding import remind
from muniment.lifecycle.disposal.actions.replaying import destroy_again
from muniment.lifecycle.disposal.actions.routine import destroy_routine
from muniment.lifecycle.disposal.actions.sampling import draw_sample, open_drawn
from muniment.lifecycle.disposal.actions.setting_aside import erase
from muniment.lifecycle.disposal.actions.settling import set_practice
from muniment.lifecycle.disposal.actions.standing import (
    approve_standing,
    end_standing,
    propose_standing,
)

__all__ = [
    "agree_to_expunging",
    "announce",
    "approve",
    "approve_standing",
    "carry_out",
    "confirm_by_hand",
    "confirm_clock",
    "count_backlog",
    "decide_folder",
    "destroy_again",
    "destroy_routine",
    "draw_sample",
    "end_holds",
    "end_standing",
    "erase",
    "execute",
    "file_certificate",
    "hold_items",
    "make_lists",
    "may_recover",
    "open_drawn",
    "pending",
    "propose",
    "propose_expunging",
    "propose_standing",
    "prune",
    "prune_stubs",
    "pull_out",
    "purge",
    "recover",
    "refuse_expunging",
    "reject",
    "remind",
    "set_item",
    "set_practice",
    "set_review_terms",
    "set_storage_cost",
    "watch_clock",
    "withdraw",
]
