"""Figures of the body and its units, as their reader may see them."""

from muniment.assurance.indicators.queries import of_governance, of_holdings, of_lifecycle
from muniment.assurance.indicators.queries.formulas import FORMULAS
from muniment.assurance.indicators.queries.reading import (
    by_unit,
    counted,
    indicator_named,
    manages,
    people_below,
    readings,
    require_unit,
    scorecard,
    sees,
    stored,
    targets_of,
    units_seen,
)

__all__ = [
    "FORMULAS",
    "by_unit",
    "counted",
    "indicator_named",
    "manages",
    "of_governance",
    "of_holdings",
    "of_lifecycle",
    "people_below",
    "readings",
    "require_unit",
    "scorecard",
    "sees",
    "stored",
    "targets_of",
    "units_seen",
]
