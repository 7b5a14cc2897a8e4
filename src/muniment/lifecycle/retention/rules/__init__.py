"""Pure decisions about retention: dates, their explanation, and what a rule must say."""

from muniment.lifecycle.retention.rules.comparing import Effect
from muniment.lifecycle.retention.rules.dating import (
    clock_of,
    compute,
    day_in,
    end_of_year,
    event_of,
    may_destroy_from,
    start_of,
)
from muniment.lifecycle.retention.rules.explaining import explain, in_words
from muniment.lifecycle.retention.rules.finding import Entry, Finder
from muniment.lifecycle.retention.rules.mapping import (
    FOREVER,
    OURS,
    Mapped,
    Mapping,
    map_rows,
    reasons_not_to_map,
)
from muniment.lifecycle.retention.rules.notation import Unreadable, parse, written
from muniment.lifecycle.retention.rules.opening import reasons_not_to_open
from muniment.lifecycle.retention.rules.phrases import read_phrase
from muniment.lifecycle.retention.rules.publishing import (
    reasons_not_to_end_year,
    reasons_not_to_publish,
    reasons_not_to_record_event,
)
from muniment.lifecycle.retention.rules.reading import (
    STAGES,
    as_cells,
    as_lines,
    is_simple,
    read_rows,
    reasons_not_to_read,
    step_of,
)
from muniment.lifecycle.retention.rules.telling import awaited, told
from muniment.lifecycle.retention.rules.timeline import moments_of

__all__ = [
    "FOREVER",
    "OURS",
    "STAGES",
    "Effect",
    "Entry",
    "Finder",
    "Mapped",
    "Mapping",
    "Unreadable",
    "as_cells",
    "as_lines",
    "awaited",
    "clock_of",
    "compute",
    "day_in",
    "end_of_year",
    "event_of",
    "explain",
    "in_words",
    "is_simple",
    "map_rows",
    "may_destroy_from",
    "moments_of",
    "parse",
    "read_phrase",
    "read_rows",
    "reasons_not_to_end_year",
    "reasons_not_to_map",
    "reasons_not_to_open",
    "reasons_not_to_publish",
    "reasons_not_to_read",
    "reasons_not_to_record_event",
    "start_of",
    "step_of",
    "told",
    "written",
]
