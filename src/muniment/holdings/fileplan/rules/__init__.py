"""Pure decisions of the file plan."""

from muniment.holdings.fileplan.rules.deciding import (
    effective,
    reasons_not_to_delete,
    reasons_not_to_file,
    reasons_not_to_import,
    reasons_not_to_move,
    reasons_not_to_name,
    resolve_audience,
)
from muniment.holdings.fileplan.rules.reading import read_rows

__all__ = [
    "effective",
    "read_rows",
    "reasons_not_to_delete",
    "reasons_not_to_file",
    "reasons_not_to_import",
    "reasons_not_to_move",
    "reasons_not_to_name",
    "resolve_audience",
]
