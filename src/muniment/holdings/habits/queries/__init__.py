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
from muniment.holdings.habits.queries.pilots import (
    manages,
    measured,
    pilot_named,
    pilots,
    sees_figures,
    takes_part,
    to_answer,
    ways_for,
    ways_offered,
)
from muniment.holdings.habits.queries.scope import limits, unit_names, units_seen
from muniment.holdings.habits.queries.shares import (
    may_finish,
    mine_to_do,
    shares,
    unit_action_named,
    unit_actions,
)
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
    "manages",
    "may_finish",
    "measured",
    "mine_to_do",
    "moments",
    "opted_out",
    "own",
    "pilot_named",
    "pilots",
    "sees_figures",
    "shares",
    "takes_part",
    "tips_effects",
    "to_answer",
    "to_empty",
    "told_in",
    "unit_action_named",
    "unit_actions",
    "unit_names",
    "units_seen",
    "wants_no_tips",
    "ways_for",
    "ways_offered",
    "whom_to_tell",
]
