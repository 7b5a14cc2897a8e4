"""Queueing work, carrying it out, and carrying out a request once."""

from muniment.foundation.jobs.actions.once import amend_answers, once
from muniment.foundation.jobs.actions.queueing import cancel, enqueue, retry
from muniment.foundation.jobs.actions.registry import kind, kind_named
from muniment.foundation.jobs.actions.running import put_back_all, run_next, sweep, tidy
from muniment.foundation.jobs.actions.schedules import ensure_schedule, run_due_schedules

__all__ = [
    "amend_answers",
    "cancel",
    "enqueue",
    "ensure_schedule",
    "kind",
    "kind_named",
    "once",
    "put_back_all",
    "retry",
    "run_due_schedules",
    "run_next",
    "sweep",
    "tidy",
]
