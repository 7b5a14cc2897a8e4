"""Keeping content, letting it go, and checking that it is still what it was."""

from muniment.foundation.content.actions.checking import (
    check,
    close_incident,
    verify_oldest,
    verify_portion,
)
from muniment.foundation.content.actions.collecting import collect_garbage
from muniment.foundation.content.actions.converting import (
    change_over,
    clear_doubles,
    seal_existing,
)
from muniment.foundation.content.actions.copying import (
    copy_content,
    forget_copy,
)
from muniment.foundation.content.actions.keeping import (
    adopt,
    keep_document,
    refer,
    release,
    remove_all_doomed,
    remove_doomed,
    retry_extraction,
    save_extraction,
    save_extractions,
    save_preview,
    turn_away,
)
from muniment.foundation.content.actions.languages import tell_languages
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.actions.mending import mend, opened
from muniment.foundation.content.actions.migrating import migrate_store
from muniment.foundation.content.actions.quarantine import (
    ask_release,
    note_scan,
    refuse_release,
    release_from_quarantine,
    scan_again,
    scan_waiting,
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
    "ask_release",
    "change_over",
    "check",
    "clear_doubles",
    "close_incident",
    "collect_garbage",
    "copy_content",
    "destroy_generations",
    "forget_copy",
    "keep_document",
    "load_keys",
    "lock",
    "make_generation",
    "mend",
    "migrate_store",
    "note_scan",
    "opened",
    "refer",
    "refuse_release",
    "release",
    "release_from_quarantine",
    "remove_all_doomed",
    "remove_doomed",
    "retry_extraction",
    "save_extraction",
    "save_extractions",
    "save_keys",
    "save_preview",
    "scan_again",
    "scan_waiting",
    "seal_existing",
    "start_sealing",
    "tell_languages",
    "turn_away",
    "turn_keys",
    "verify_oldest",
    "verify_portion",
]
