"""The marks that a record bears, as its page shows them."""

from typing import Any

from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import queries as retention


def vital_mark(found: Any) -> list[dict[str, str]]:
    """That it is vital, why, and where a copy is kept."""
    mark = retention.vital_of(found) if found.state == RecordState.DECLARED else None
    if mark is None:
        return []
    own = mark.scope == found.reference
    note = f"Copy kept: {mark.copy_kept}" + ("" if own else f". From {mark.scope}")
    return [{"label": "Vital", "text": mark.why, "note": note}]


def value_mark(found: Any) -> list[dict[str, str]]:
    """That it is of value, and why."""
    mark = retention.of_value(found.reference) if found.state == RecordState.DECLARED else None
    note = "It is never destroyed as routine"
    return [{"label": "Of value", "text": mark.why, "note": note}] if mark else []
