"""Pure decisions about policies and their texts."""

from muniment.governance.policies.rules.judging import (
    met_by,
    missing_contents,
    next_number,
    reasons_not_to_answer,
    reasons_not_to_approve,
    reasons_not_to_consult,
    reasons_not_to_keep,
    reasons_not_to_link,
    reasons_not_to_move,
    reasons_not_to_open,
    reasons_not_to_publish,
    reasons_not_to_write,
    reasons_of_words,
)
from muniment.governance.policies.rules.template import TEMPLATE
from muniment.governance.policies.rules.text import (
    became,
    compare,
    find,
    html,
    paragraphs,
    reasons_against_text,
)

__all__ = [
    "TEMPLATE",
    "became",
    "compare",
    "find",
    "html",
    "met_by",
    "missing_contents",
    "next_number",
    "paragraphs",
    "reasons_against_text",
    "reasons_not_to_answer",
    "reasons_not_to_approve",
    "reasons_not_to_consult",
    "reasons_not_to_keep",
    "reasons_not_to_link",
    "reasons_not_to_move",
    "reasons_not_to_open",
    "reasons_not_to_publish",
    "reasons_not_to_write",
    "reasons_of_words",
]
