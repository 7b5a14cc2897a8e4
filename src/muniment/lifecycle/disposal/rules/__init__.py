"""Pure decisions about disposal. Every function returns all reasons, not only the first."""

from muniment.lifecycle.disposal.rules.by_hand import (
    HandItem,
    HandStatement,
    Method,
    Mismatch,
    entries_of,
    mismatches,
    reasons_not_to_confirm,
    reasons_of_box,
    reasons_of_mismatch,
)
from muniment.lifecycle.disposal.rules.clock import (
    TOLERANCE,
    reasons_not_to_trust_clock,
)
from muniment.lifecycle.disposal.rules.ending import (
    codes,
    reasons_not_to_destroy,
    reasons_not_to_execute,
)
from muniment.lifecycle.disposal.rules.excepting import (
    MOST_DRAWN,
    draw,
    reasons_not_to_decide_folder,
    reasons_not_to_draw,
    reasons_not_to_except,
)
from muniment.lifecycle.disposal.rules.expunging import (
    EXPUNGERS,
    MOST_EXPUNGED,
    reasons_not_to_agree,
    reasons_not_to_end_expunging,
    reasons_not_to_expunge,
    reasons_not_to_word,
)
from muniment.lifecycle.disposal.rules.proposing import (
    DECIDABLE,
    LONGEST_NOTICE,
    reasons_not_to_propose,
    reasons_not_to_set_terms,
)
from muniment.lifecycle.disposal.rules.recovering import (
    last_day,
    reasons_not_to_erase,
    reasons_not_to_recover,
)
from muniment.lifecycle.disposal.rules.settling import (
    LONGEST_WINDOW,
    reasons_not_to_file,
    reasons_not_to_settle,
    reasons_not_to_take_certificates,
)
from muniment.lifecycle.disposal.rules.signing import (
    is_fully_signed,
    reasons_not_to_sign,
    reasons_not_to_withdraw,
    reasons_of_state,
    reasons_of_version,
    step_of,
)
from muniment.lifecycle.disposal.rules.standing import (
    Routine,
    StandingDraft,
    StandingFacts,
    counted,
    reasons_not_routine,
    reasons_not_to_approve_standing,
    reasons_not_to_end_standing,
    reasons_not_to_propose_standing,
    reasons_to_stop,
)

__all__ = [
    "DECIDABLE",
    "EXPUNGERS",
    "LONGEST_NOTICE",
    "LONGEST_WINDOW",
    "MOST_DRAWN",
    "MOST_EXPUNGED",
    "TOLERANCE",
    "HandItem",
    "HandStatement",
    "Method",
    "Mismatch",
    "Routine",
    "StandingDraft",
    "StandingFacts",
    "codes",
    "counted",
    "draw",
    "entries_of",
    "is_fully_signed",
    "last_day",
    "mismatches",
    "reasons_not_routine",
    "reasons_not_to_agree",
    "reasons_not_to_approve_standing",
    "reasons_not_to_confirm",
    "reasons_not_to_decide_folder",
    "reasons_not_to_destroy",
    "reasons_not_to_draw",
    "reasons_not_to_end_expunging",
    "reasons_not_to_end_standing",
    "reasons_not_to_erase",
    "reasons_not_to_except",
    "reasons_not_to_execute",
    "reasons_not_to_expunge",
    "reasons_not_to_file",
    "reasons_not_to_propose",
    "reasons_not_to_propose_standing",
    "reasons_not_to_recover",
    "reasons_not_to_set_terms",
    "reasons_not_to_settle",
    "reasons_not_to_sign",
    "reasons_not_to_take_certificates",
    "reasons_not_to_trust_clock",
    "reasons_not_to_withdraw",
    "reasons_not_to_word",
    "reasons_of_box",
    "reasons_of_mismatch",
    "reasons_of_state",
    "reasons_of_version",
    "reasons_to_stop",
    "step_of",
]
