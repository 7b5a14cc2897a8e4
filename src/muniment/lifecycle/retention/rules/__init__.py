"""Pure decisions about retention: dates, their explanation, and what a rule must say."""

from muniment.lifecycle.retention.rules.changes import changes_between, differing
from muniment.lifecycle.retention.rules.clauses import (
    CITED,
    as_clause_cells,
    as_document,
    cited,
    read_clauses,
    reasons_against_clauses,
)
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
from muniment.lifecycle.retention.rules.editions import (
    CODE,
    MOST_RULES,
    reasons_not_to_answer,
    reasons_not_to_approve,
    reasons_not_to_call_it,
    reasons_not_to_change,
    reasons_not_to_comment,
    reasons_not_to_consult,
    reasons_not_to_create,
    reasons_not_to_draft,
    reasons_not_to_drop,
    reasons_not_to_end,
    reasons_not_to_put_in_force,
    reasons_not_to_return,
    reasons_not_to_start,
    reasons_not_whole,
    reasons_of_others,
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
from muniment.lifecycle.retention.rules.modelling import merged, reasons_not_to_take_over
from muniment.lifecycle.retention.rules.notation import Unreadable, parse, written
from muniment.lifecycle.retention.rules.opening import reasons_not_to_open
from muniment.lifecycle.retention.rules.phrases import read_phrase
from muniment.lifecycle.retention.rules.plain import AIM, Plainness, plainness, plainness_in_words
from muniment.lifecycle.retention.rules.publishing import (
    reasons_not_to_end_year,
    reasons_not_to_publish,
    reasons_not_to_record_event,
    reasons_seen,
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
    "AIM",
    "CITED",
    "CODE",
    "FOREVER",
    "MOST_RULES",
    "OURS",
    "STAGES",
    "Effect",
    "Entry",
    "Finder",
    "Mapped",
    "Mapping",
    "Plainness",
    "Unreadable",
    "as_cells",
    "as_clause_cells",
    "as_document",
    "as_lines",
    "awaited",
    "changes_between",
    "cited",
    "clock_of",
    "compute",
    "day_in",
    "differing",
    "end_of_year",
    "event_of",
    "explain",
    "in_words",
    "is_simple",
    "map_rows",
    "may_destroy_from",
    "merged",
    "moments_of",
    "parse",
    "plainness",
    "plainness_in_words",
    "read_clauses",
    "read_phrase",
    "read_rows",
    "reasons_against_clauses",
    "reasons_not_to_answer",
    "reasons_not_to_approve",
    "reasons_not_to_call_it",
    "reasons_not_to_change",
    "reasons_not_to_comment",
    "reasons_not_to_consult",
    "reasons_not_to_create",
    "reasons_not_to_draft",
    "reasons_not_to_drop",
    "reasons_not_to_end",
    "reasons_not_to_end_year",
    "reasons_not_to_map",
    "reasons_not_to_open",
    "reasons_not_to_publish",
    "reasons_not_to_put_in_force",
    "reasons_not_to_read",
    "reasons_not_to_record_event",
    "reasons_not_to_return",
    "reasons_not_to_start",
    "reasons_not_to_take_over",
    "reasons_not_whole",
    "reasons_of_others",
    "reasons_seen",
    "start_of",
    "step_of",
    "told",
    "written",
]
