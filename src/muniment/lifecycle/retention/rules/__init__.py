"""Pure decisions about retention: dates, their explanation, and what a rule must say."""

from muniment.lifecycle.retention.rules.dating import compute, may_destroy_from, start_of
from muniment.lifecycle.retention.rules.explaining import explain, in_words
from muniment.lifecycle.retention.rules.publishing import (
    reasons_not_to_publish,
    reasons_not_to_record_event,
)
from muniment.lifecycle.retention.rules.reading import as_cells, read_rows, reasons_not_to_read

__all__ = [
    "as_cells",
    "compute",
    "explain",
    "in_words",
    "may_destroy_from",
    "read_rows",
    "reasons_not_to_publish",
    "reasons_not_to_read",
    "reasons_not_to_record_event",
    "start_of",
]
