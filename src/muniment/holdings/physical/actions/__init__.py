"""Verbs on papers and boxes; and what a destruction does to them."""

from muniment.holdings.physical.actions.boxing import (
    change_box,
    forget,
    lock_boxes,
    open_box,
    put_in,
    take_out,
)
from muniment.holdings.physical.actions.importing import import_papers, look_at
from muniment.holdings.physical.actions.registering import describe, register

__all__ = [
    "change_box",
    "describe",
    "forget",
    "import_papers",
    "lock_boxes",
    "look_at",
    "open_box",
    "put_in",
    "register",
    "take_out",
]
