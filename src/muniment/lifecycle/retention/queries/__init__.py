"""Rules in force, the clock, what is due, and why."""

from muniment.lifecycle.retention.queries.asking import asking_terms, to_ask, waiting_places
from muniment.lifecycle.retention.queries.clashes import clashes
from muniment.lifecycle.retention.queries.dating import (
    clock,
    events_of,
    explain,
    explanation_of,
    is_awaited,
    matched,
    standing_of,
    steps_done,
    year_end,
)
from muniment.lifecycle.retention.queries.deciders import who_can_change
from muniment.lifecycle.retention.queries.due import (
    due,
    due_plan,
    waiting_for_event,
    without_rule,
)
from muniment.lifecycle.retention.queries.effect import effect_of
from muniment.lifecycle.retention.queries.progress import looked, recalculating
from muniment.lifecycle.retention.queries.published import (
    Answer,
    Change,
    answers,
    changes,
    publication,
)
from muniment.lifecycle.retention.queries.schedule import (
    authorities,
    awaited_events,
    clash_policy,
    draft_of,
    export_rows,
    history,
    planned,
    rule_in_force,
    rule_named,
    rules,
    rules_with_cut_off,
    stages_of,
    terms,
    terms_of,
    versions,
)

__all__ = [
    "Answer",
    "Change",
    "answers",
    "asking_terms",
    "authorities",
    "awaited_events",
    "changes",
    "clash_policy",
    "clashes",
    "clock",
    "draft_of",
    "due",
    "due_plan",
    "effect_of",
    "events_of",
    "explain",
    "explanation_of",
    "export_rows",
    "history",
    "is_awaited",
    "looked",
    "matched",
    "planned",
    "publication",
    "recalculating",
    "rule_in_force",
    "rule_named",
    "rules",
    "rules_with_cut_off",
    "stages_of",
    "standing_of",
    "steps_done",
    "terms",
    "terms_of",
    "to_ask",
    "versions",
    "waiting_for_event",
    "waiting_places",
    "who_can_change",
    "without_rule",
    "year_end",
]
