"""Verbs on retention rules and events, and computing dates again."""

from muniment.lifecycle.retention.actions.agreeing import agree_edition
from muniment.lifecycle.retention.actions.asking import not_yet, set_asking
from muniment.lifecycle.retention.actions.clauses import set_clauses
from muniment.lifecycle.retention.actions.dispositions import (
    decide_again,
    give_rule,
    give_rules,
    keep_for_transfer,
)
from muniment.lifecycle.retention.actions.drafting import (
    change_schedule,
    draft_rule,
    drop_rule,
    import_edition,
    load_schedule,
    open_schedule,
    start_edition,
)
from muniment.lifecycle.retention.actions.editions import (
    answer,
    approve_edition,
    comment,
    consult,
    publish_edition,
    return_edition,
    withdraw_edition,
    withdraw_schedule,
)
from muniment.lifecycle.retention.actions.events import record_event, withdraw_event
from muniment.lifecycle.retention.actions.looking import look, look_later
from muniment.lifecycle.retention.actions.modelling import take_over
from muniment.lifecycle.retention.actions.opening import publish_schedule
from muniment.lifecycle.retention.actions.policy import set_policy
from muniment.lifecycle.retention.actions.recalculating import recalculate, recalculate_later
from muniment.lifecycle.retention.actions.reviewing import (
    ask_for_reviews,
    review_rule,
    set_review_interval,
)
from muniment.lifecycle.retention.actions.routine import (
    end_of_value,
    end_routine,
    mark_of_value,
    mark_routine,
)
from muniment.lifecycle.retention.actions.ruling import (
    delete_rule,
    import_rules,
    retire_rule,
    save_rule,
)
from muniment.lifecycle.retention.actions.stepping import finish_step
from muniment.lifecycle.retention.actions.transferring import finish_transfer
from muniment.lifecycle.retention.actions.vital import end_vital, mark_vital, review_vital
from muniment.lifecycle.retention.actions.years import set_year_end

__all__ = [
    "agree_edition",
    "answer",
    "approve_edition",
    "ask_for_reviews",
    "change_schedule",
    "comment",
    "consult",
    "decide_again",
    "delete_rule",
    "draft_rule",
    "drop_rule",
    "end_of_value",
    "end_routine",
    "end_vital",
    "finish_step",
    "finish_transfer",
    "give_rule",
    "give_rules",
    "import_edition",
    "import_rules",
    "keep_for_transfer",
    "load_schedule",
    "look",
    "look_later",
    "mark_of_value",
    "mark_routine",
    "mark_vital",
    "not_yet",
    "open_schedule",
    "publish_edition",
    "publish_schedule",
    "recalculate",
    "recalculate_later",
    "record_event",
    "retire_rule",
    "return_edition",
    "review_rule",
    "review_vital",
    "save_rule",
    "set_asking",
    "set_clauses",
    "set_policy",
    "set_review_interval",
    "set_year_end",
    "start_edition",
    "take_over",
    "withdraw_edition",
    "withdraw_event",
    "withdraw_schedule",
]
