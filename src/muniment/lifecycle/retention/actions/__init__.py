"""Verbs on retention rules and events, and computing dates again."""

from muniment.lifecycle.retention.actions.asking import not_yet, set_asking
from muniment.lifecycle.retention.actions.events import record_event, withdraw_event
from muniment.lifecycle.retention.actions.looking import look, look_later
from muniment.lifecycle.retention.actions.opening import publish_schedule
from muniment.lifecycle.retention.actions.policy import set_policy
from muniment.lifecycle.retention.actions.recalculating import recalculate, recalculate_later
from muniment.lifecycle.retention.actions.ruling import (
    delete_rule,
    import_rules,
    retire_rule,
    save_rule,
)
from muniment.lifecycle.retention.actions.stepping import finish_step
from muniment.lifecycle.retention.actions.years import set_year_end

__all__ = [
    "delete_rule",
    "finish_step",
    "import_rules",
    "look",
    "look_later",
    "not_yet",
    "publish_schedule",
    "recalculate",
    "recalculate_later",
    "record_event",
    "retire_rule",
    "save_rule",
    "set_asking",
    "set_policy",
    "set_year_end",
    "withdraw_event",
]
