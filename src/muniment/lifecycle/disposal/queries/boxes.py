"""How a box of papers stands: when it could go as a whole, and what is in the way."""

from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.physical import queries as physical
from muniment.lifecycle.disposal.rules.boxes import BoxItem, BoxStanding, standing_of
from muniment.lifecycle.holds import queries as holds

if TYPE_CHECKING:
    from muniment.holdings.physical.models import Box


def box_standing(actor: Profile, box: "Box", *, now: datetime) -> BoxStanding:
    """When the whole box could go and why not today, as far as the actor sees what is in it."""
    inside = list(physical.in_box(actor, box))
    held = holds.holding([one.pk for one in inside])
    places = access.places_of({one.audience_id for one in inside})
    items = [
        BoxItem(
            one.reference,
            one.due_on,
            one.due_action,
            tuple(hold.reference for hold in held.get(one.pk, [])),
            may(actor, Permission.HOLD_SEE, places[one.audience_id]),
        )
        for one in inside
    ]
    return standing_of(items, today=civil_date(now))
