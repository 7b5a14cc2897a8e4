"""Pure decisions about incidents."""

from muniment.governance.incidents.rules.clock import (
    left_in_words,
    limit_of,
    marks_passed,
    moment_in_words,
    reasons_not_aware,
    reasons_not_to_decide,
    reasons_not_told,
    reasons_of_moment,
    state_of,
)
from muniment.governance.incidents.rules.judging import (
    is_damage,
    reasons_not_done,
    reasons_not_to_advance,
    reasons_not_to_check,
    reasons_not_to_close,
    reasons_not_to_find,
    reasons_not_to_reopen,
    reasons_not_to_report,
    reasons_not_to_task,
    reasons_not_to_triage,
    references_in,
)
from muniment.governance.incidents.rules.lessons import reasons_not_to_judge, reasons_of_lesson
from muniment.governance.incidents.rules.packs import read_pack
from muniment.governance.incidents.rules.words import clean, line, needed, reasons_of_order, same

__all__ = [
    "clean",
    "is_damage",
    "left_in_words",
    "limit_of",
    "line",
    "marks_passed",
    "moment_in_words",
    "needed",
    "read_pack",
    "reasons_not_aware",
    "reasons_not_done",
    "reasons_not_to_advance",
    "reasons_not_to_check",
    "reasons_not_to_close",
    "reasons_not_to_decide",
    "reasons_not_to_find",
    "reasons_not_to_judge",
    "reasons_not_to_reopen",
    "reasons_not_to_report",
    "reasons_not_to_task",
    "reasons_not_to_triage",
    "reasons_not_told",
    "reasons_of_lesson",
    "reasons_of_moment",
    "reasons_of_order",
    "references_in",
    "same",
    "state_of",
]
