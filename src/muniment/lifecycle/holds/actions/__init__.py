"""Verbs on holds, and what they have done in the background."""

from muniment.lifecycle.holds.actions.closing import close, lift_ended, reopen, set_appeal_days
from muniment.lifecycle.holds.actions.keeping_up import KIND, keep_up, pick_up
from muniment.lifecycle.holds.actions.lifting import confirm, lift
from muniment.lifecycle.holds.actions.placing import extend, place, place_as_decider

__all__ = [
    "KIND",
    "close",
    "confirm",
    "extend",
    "keep_up",
    "lift",
    "lift_ended",
    "pick_up",
    "place",
    "place_as_decider",
    "reopen",
    "set_appeal_days",
]
