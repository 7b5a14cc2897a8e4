"""Keeping content, letting it go, and checking that it is still what it was."""

from muniment.foundation.content.actions.checking import (
    check,
    close_incident,
    collect_garbage,
    verify_oldest,
)
from muniment.foundation.content.actions.converting import (
    change_over,
    clear_doubles,
    seal_existing,
)
from muniment.foundation.content.actions.keeping import (
    adopt,
    keep_document,
    lock,
    refer,
    release,
    remove_all_doomed,
    remove_doomed,
    retry_extraction,
    save_extraction,
    save_preview,
)
from muniment.foundation.content.actions.saving import load_keys, save_keys
from muniment.foundation.content.actions.sealing import (
    destroy_generations,
    make_generation,
    start_sealing,
    turn_keys,
)

__all__ = [
    "adopt",
    "change_over",
    "check",
    "clear_doubles",
    "close_incident",
    "collect_garbage",
    "destroy_generations",
    "keep_document",
    "load_keys",
    "lock",
    "make_generation",
    "refer",
    "release",
    "remove_all_doomed",
    "remove_doomed",
    "retry_extraction",
    "save_extraction",
    "save_keys",
    "save_preview",
    "seal_existing",
    "start_sealing",
    "turn_keys",
    "verify_oldest",
]
