"""Pure decisions of the file plan."""

from muniment.holdings.fileplan.rules.deciding import (
    effective,
    narrow_within,
    reasons_closed,
    reasons_not_to_delete,
    reasons_not_to_file,
    reasons_not_to_move,
    reasons_not_to_name,
    reasons_not_to_set,
    resolve_audience,
)
from muniment.holdings.fileplan.rules.importing import (
    changes,
    depth,
    parent_of,
    reasons_not_to_import,
)
from muniment.holdings.fileplan.rules.reading import as_cells, read_rows, reasons_not_to_read

__all__ = [
    "as_cells",
    "changes",
    "depth",
    "effective",
    "narrow_within",
    "parent_of",
    "read_rows",
    "reasons_closed",
    "reasons_not_to_delete",
    "reasons_not_to_file",
    "reasons_not_to_import",
    "reasons_not_to_move",
    "reasons_not_to_name",
    "reasons_not_to_read",
    "reasons_not_to_set",
    "resolve_audience",
]
