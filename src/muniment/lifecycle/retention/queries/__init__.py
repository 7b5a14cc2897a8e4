"""Rules in force, the clock, what is due, and why."""

from muniment.lifecycle.retention.queries.dating import (
    clock,
    events_of,
    explain,
    explanation_of,
    is_awaited,
)
from muniment.lifecycle.retention.queries.due import (
    due,
    due_plan,
    waiting_for_event,
    without_rule,
)
from muniment.lifecycle.retention.queries.schedule import (
    authorities,
    draft_of,
    export_rows,
    history,
    planned,
    rule_in_force,
    rule_named,
    rules,
    terms,
    terms_of,
    versions,
)

__all__ = [
    "authorities",
    "clock",
    "draft_of",
    "due",
    "due_plan",
    "events_of",
    "explain",
    "explanation_of",
    "export_rows",
    "history",
    "is_awaited",
    "planned",
    "rule_in_force",
    "rule_named",
    "rules",
    "terms",
    "terms_of",
    "versions",
    "waiting_for_event",
    "without_rule",
]
