"""Verbs on policies, standards, procedures, guides and desk aids."""

from muniment.governance.policies.actions.deciding import (
    answer_comment,
    approve,
    comment,
    consult,
    end_consultation,
    send_back,
)
from muniment.governance.policies.actions.following import acknowledge, answer_proposal, propose
from muniment.governance.policies.actions.linking import (
    confirm_extract,
    extract,
    link,
    point,
    unlink,
    unpoint,
)
from muniment.governance.policies.actions.publishing import (
    open_to_public,
    publish,
    retire,
    shut,
)
from muniment.governance.policies.actions.reminding import remind
from muniment.governance.policies.actions.writing import begin, describe, make, withdraw, write

__all__ = [
    "acknowledge",
    "answer_comment",
    "answer_proposal",
    "approve",
    "begin",
    "comment",
    "confirm_extract",
    "consult",
    "describe",
    "end_consultation",
    "extract",
    "link",
    "make",
    "open_to_public",
    "point",
    "propose",
    "publish",
    "remind",
    "retire",
    "send_back",
    "shut",
    "unlink",
    "unpoint",
    "withdraw",
    "write",
]
