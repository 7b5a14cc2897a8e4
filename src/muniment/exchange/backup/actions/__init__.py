"""Taking backups, proving them, and restoring from them."""

from muniment.exchange.backup.actions.moving_up import move_database
from muniment.exchange.backup.actions.noting import note_proof, note_taken
from muniment.exchange.backup.actions.restoring import restore
from muniment.exchange.backup.actions.swapping import restored_already, swap, unfinished
from muniment.exchange.backup.actions.taking import take, take_in_turn

__all__ = [
    "move_database",
    "note_proof",
    "note_taken",
    "restore",
    "restored_already",
    "swap",
    "take",
    "take_in_turn",
    "unfinished",
]
