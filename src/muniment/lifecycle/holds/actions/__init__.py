"""Verbs on holds, and what they have done in the background."""

from muniment.lifecycle.holds.actions.keeping_up import KIND, keep_up, pick_up
from muniment.lifecycle.holds.actions.lifting import confirm, lift
from muniment.lifecycle.holds.actions.placing import extend, place

__all__ = ["KIND", "confirm", "extend", "keep_up", "lift", "pick_up", "place"]
