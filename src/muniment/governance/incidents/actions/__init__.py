"""Verbs on incidents."""

from muniment.governance.incidents.actions.breaching import decide, set_aware, tell
from muniment.governance.incidents.actions.closing import check, close, reopen
from muniment.governance.incidents.actions.lessons import (
    offer_again,
    publish,
    send_back,
    withdraw,
)
from muniment.governance.incidents.actions.reporting import report
from muniment.governance.incidents.actions.tasking import add_task, drop_task, finish_task
from muniment.governance.incidents.actions.triaging import triage
from muniment.governance.incidents.actions.watching import remind, watch
from muniment.governance.incidents.actions.working import advance, find, say_no_task

__all__ = [
    "add_task",
    "advance",
    "check",
    "close",
    "decide",
    "drop_task",
    "find",
    "finish_task",
    "offer_again",
    "publish",
    "remind",
    "reopen",
    "report",
    "say_no_task",
    "send_back",
    "set_aware",
    "tell",
    "triage",
    "watch",
    "withdraw",
]
