"""Verbs on information risks, acceptance and waivers."""

from muniment.governance.risks.actions.accepting import accept, score_risk, withdraw
from muniment.governance.risks.actions.changing import (
    change,
    close,
    make,
    open_risk,
    reopen,
    review,
)
from muniment.governance.risks.actions.controlling import (
    add_control,
    add_option,
    change_control,
    choose_option,
    end_control,
)
from muniment.governance.risks.actions.leaving import open_from, person_left, remind
from muniment.governance.risks.actions.waiving import ask, end_waiver, grant, refuse_waiver

__all__ = [
    "accept",
    "add_control",
    "add_option",
    "ask",
    "change",
    "change_control",
    "choose_option",
    "close",
    "end_control",
    "end_waiver",
    "grant",
    "make",
    "open_from",
    "open_risk",
    "person_left",
    "refuse_waiver",
    "remind",
    "reopen",
    "review",
    "score_risk",
    "withdraw",
]
