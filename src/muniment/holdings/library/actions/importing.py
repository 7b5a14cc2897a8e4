"""Bringing a list of resources in: what is understood of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.library import queries
from muniment.holdings.library.actions.indexing import BATCH, index
from muniment.holdings.library.actions.keeping import new_resource, require
from muniment.holdings.library.actions.licensing import give_licence


@verb("library:resources:import")
def import_resources(
    actor: Profile,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    now: datetime,
) -> list[str]:
    """Bring in what is understood of a list and is not here already; the references. `chosen`:
    for each of our columns its heading. Raises Refused where nothing is."""
    require(actor)
    found, left = queries.look_at(actor, rows, chosen)
    refuse_if(_nothing(len(found), left))
    made = []
    for one in found:
        resource = new_resource(actor, one.resource, now)
        if one.licence:
            give_licence(actor, resource, one.licence, now)
        made.append(resource)
    for start in range(0, len(made), BATCH):
        index([one.pk for one in made[start : start + BATCH]])
    detail: dict[str, JSON] = {"resources": len(made), "left_out": len(left)}
    event = EventDraft("library:resources:imported", actor.reference, "library", detail=detail)
    tell(event, at=now)
    return [one.reference for one in made]


def _nothing(found: int, left: Sequence[Any]) -> list[Reason]:
    if found:
        return []
    why = f" Line {left[0].line}: {left[0].reason}" if left else " It is empty."
    return [Reason("nothing", f"Nothing of this list can be brought in.{why}", "file")]
