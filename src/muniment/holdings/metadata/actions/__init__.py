"""Verbs on fields and vocabularies; and what the rooms that carry values call."""

from muniment.holdings.metadata.actions.asking import ask_for, stop_asking
from muniment.holdings.metadata.actions.counting import count, counted, refusals_counted
from muniment.holdings.metadata.actions.fields import (
    change_field,
    define_field,
    delete_field,
    mark_used,
    restore_field,
    retire_field,
)
from muniment.holdings.metadata.actions.importing import (
    import_fields,
    import_terms,
    reasons_against_fields,
    reasons_against_terms,
)
from muniment.holdings.metadata.actions.vocabularies import (
    add_term,
    change_term,
    merge_terms,
    open_vocabulary,
    restore_term,
    retire_term,
)

__all__ = [
    "add_term",
    "ask_for",
    "change_field",
    "change_term",
    "count",
    "counted",
    "define_field",
    "delete_field",
    "import_fields",
    "import_terms",
    "mark_used",
    "merge_terms",
    "open_vocabulary",
    "reasons_against_fields",
    "reasons_against_terms",
    "refusals_counted",
    "restore_field",
    "restore_term",
    "retire_field",
    "retire_term",
    "stop_asking",
]
