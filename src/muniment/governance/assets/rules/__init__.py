"""Pure decisions about information assets."""

from muniment.governance.assets.rules.delegating import (
    fields_of,
    reasons_beyond,
    reasons_not_to_attest,
    reasons_not_to_delegate,
)
from muniment.governance.assets.rules.importing import COLUMNS, MOST, columns_of, read_row
from muniment.governance.assets.rules.judging import (
    changed,
    gaps,
    is_due,
    lacking,
    names_of,
    reasons_not_to_approve,
    reasons_not_to_change,
    reasons_not_to_keep,
    reasons_not_to_restore,
    reasons_not_to_retire,
    reasons_of_order,
)
from muniment.governance.assets.rules.tables import (
    OF_CONTROLLER,
    OF_PROCESSOR,
    processing,
    public,
    public_columns,
    references,
    whole,
)
from muniment.governance.assets.rules.values import day, in_words, read, read_one

__all__ = [
    "COLUMNS",
    "MOST",
    "OF_CONTROLLER",
    "OF_PROCESSOR",
    "changed",
    "columns_of",
    "day",
    "fields_of",
    "gaps",
    "in_words",
    "is_due",
    "lacking",
    "names_of",
    "processing",
    "public",
    "public_columns",
    "read",
    "read_one",
    "read_row",
    "reasons_beyond",
    "reasons_not_to_approve",
    "reasons_not_to_attest",
    "reasons_not_to_change",
    "reasons_not_to_delegate",
    "reasons_not_to_keep",
    "reasons_not_to_restore",
    "reasons_not_to_retire",
    "reasons_of_order",
    "references",
    "whole",
]
