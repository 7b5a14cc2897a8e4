"""Verbs on action plans and on the register of actions."""

from muniment.governance.plans.actions.acting import (
    add_action,
    change_action,
    move_action,
    raise_action,
)
from muniment.governance.plans.actions.importing import import_plan, reasons_too_long
from muniment.governance.plans.actions.naming import add_status, retire_status
from muniment.governance.plans.actions.outlining import (
    add_heading,
    change_heading,
    move_heading,
    remove_heading,
)
from muniment.governance.plans.actions.planning import (
    agree_plan,
    change_plan,
    close_plan,
    make_plan,
    reopen_plan,
)
from muniment.governance.plans.actions.reminding import remind
from muniment.governance.plans.actions.turning import note_progress, still_so, turn

__all__ = [
    "add_action",
    "add_heading",
    "add_status",
    "agree_plan",
    "change_action",
    "change_heading",
    "change_plan",
    "close_plan",
    "import_plan",
    "make_plan",
    "move_action",
    "move_heading",
    "note_progress",
    "raise_action",
    "reasons_too_long",
    "remind",
    "remove_heading",
    "reopen_plan",
    "retire_status",
    "still_so",
    "turn",
]
