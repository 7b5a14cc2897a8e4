"""Figures of mailboxes, as far as their reader may see them."""

from muniment.holdings.habits.queries.campaigns import (
    campaign_named,
    campaigns,
    effect_of,
    told_in,
    whom_to_tell,
)
from muniment.holdings.habits.queries.figures import (
    by_unit,
    figures,
    import_named,
    imports,
    large,
    latest,
    moments,
    own,
    to_empty,
)
from muniment.holdings.habits.queries.owners import Owned, look_at
from muniment.holdings.habits.queries.scope import limits, unit_names, units_seen
from muniment.holdings.habits.queries.tips import (
    card_of,
    filed_by,
    opted_out,
    tips_effects,
    wants_no_tips,
)

__all__ = [
    "Owned",
    "by_unit",
    "campaign_named",
    "campaigns",
    "card_of",
    "effect_of",
    "figures",
    "filed_by",
    "import_named",
    "imports",
    "large",
    "latest",
    "limits",
    "look_at",
    "moments",
    "opted_out",
    "own",
    "tips_effects",
    "to_empty",
    "told_in",
    "unit_names",
    "units_seen",
    "wants_no_tips",
    "whom_to_tell",
]
