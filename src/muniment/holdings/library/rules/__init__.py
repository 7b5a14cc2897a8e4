"""Pure decisions about the library: identifiers and addresses, licences, lists brought in."""

from muniment.holdings.library.rules.citing import citation
from muniment.holdings.library.rules.identifiers import (
    address_key,
    doi_of,
    fault_of_address,
    isbn_of,
    issn_of,
)
from muniment.holdings.library.rules.importing import (
    COLUMNS,
    MOST,
    NEEDED,
    columns_of,
    read_row,
)
from muniment.holdings.library.rules.judging import (
    reasons_known,
    reasons_not_to_keep,
    reasons_not_to_open,
    reasons_not_to_restore,
    reasons_not_to_withdraw,
    reasons_of_words,
)
from muniment.holdings.library.rules.licences import (
    STEPS,
    due_warning,
    line_of,
    reasons_not_to_license,
    spoken,
    state_of,
    words_of_warning,
)
from muniment.holdings.library.rules.months import cost_of_each, month_of, year_before

__all__ = [
    "COLUMNS",
    "MOST",
    "NEEDED",
    "STEPS",
    "address_key",
    "citation",
    "columns_of",
    "cost_of_each",
    "doi_of",
    "due_warning",
    "fault_of_address",
    "isbn_of",
    "issn_of",
    "line_of",
    "month_of",
    "read_row",
    "reasons_known",
    "reasons_not_to_keep",
    "reasons_not_to_license",
    "reasons_not_to_open",
    "reasons_not_to_restore",
    "reasons_not_to_withdraw",
    "reasons_of_words",
    "spoken",
    "state_of",
    "words_of_warning",
    "year_before",
]
