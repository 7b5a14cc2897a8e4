"""Asking the library, each as far as they may know of it."""

from muniment.holdings.library.queries.exporting import EXPORTED, export_rows, ris_of
from muniment.holdings.library.queries.finding import find
from muniment.holdings.library.queries.looking import look_at
from muniment.holdings.library.queries.scope import manages, resource_named, visible
from muniment.holdings.library.queries.shelves import (
    alike,
    beside,
    classes_of,
    draft_of,
    has_reported,
    licence_draft_of,
    licences_of,
    licences_to_warn_of,
    numbered,
    numbers_after,
    open_reports,
    reports,
    subject_called,
    subjects_known,
    subjects_of,
    units_of,
    who_manages,
)
from muniment.holdings.library.queries.usage import (
    COUNTED,
    counted_unit,
    every_count,
    months_of,
    units_using,
    use_line,
    used,
)

__all__ = [
    "COUNTED",
    "EXPORTED",
    "alike",
    "beside",
    "classes_of",
    "counted_unit",
    "draft_of",
    "every_count",
    "export_rows",
    "find",
    "has_reported",
    "licence_draft_of",
    "licences_of",
    "licences_to_warn_of",
    "look_at",
    "manages",
    "months_of",
    "numbered",
    "numbers_after",
    "open_reports",
    "reports",
    "resource_named",
    "ris_of",
    "subject_called",
    "subjects_known",
    "subjects_of",
    "units_of",
    "units_using",
    "use_line",
    "used",
    "visible",
    "who_manages",
]
