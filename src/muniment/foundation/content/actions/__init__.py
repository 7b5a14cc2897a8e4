"""Keeping content, letting it go, and checking that it is still what it was."""

from muniment.foundation.content.actions.checking import (
    check,
    close_incident,
    collect_garbage,
    verify_oldest,
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

__all__ = [
    "adopt",
    "check",
    "close_incident",
    "collect_garbage",
    "keep_document",
    "lock",
    "refer",
    "release",
    "remove_all_doomed",
    "remove_doomed",
    "retry_extraction",
    "save_extraction",
    "save_preview",
    "verify_oldest",
]
