"""Verbs on retention rules and events, and computing dates again."""

from muniment.lifecycle.retention.actions.events import record_event, withdraw_event
from muniment.lifecycle.retention.actions.recalculating import recalculate, recalculate_later
from muniment.lifecycle.retention.actions.ruling import (
    delete_rule,
    import_rules,
    retire_rule,
    save_rule,
)

__all__ = [
    "delete_rule",
    "import_rules",
    "recalculate",
    "recalculate_later",
    "record_event",
    "retire_rule",
    "save_rule",
    "withdraw_event",
]
