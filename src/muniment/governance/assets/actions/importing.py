"""Taking over a register that was kept elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.governance.assets import queries, rules
from muniment.governance.assets.actions.keeping import (
    changed_entry,
    event_of,
    locked,
    new_entry,
    tell_owner_of,
)
from muniment.governance.assets.models import Asset, AssetVersion
from muniment.governance.assets.queries import Row
from muniment.governance.assets.types import Left

Taken = tuple[Asset, AssetVersion, str]


@verb("assets:register:import")
def import_assets(
    actor: Profile,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    always: Mapping[str, str] | None = None,
    now: datetime,
) -> tuple[list[str], list[Left]]:
    """Make and change entries as a list says: their references, and what was left out with every
    reason. `chosen`: for each of our columns its heading in the list; `always`: what holds for
    every row that says nothing itself. New entries are drafts. Raises Refused where nothing would
    change, or the list is longer than 10,000 rows."""
    refuse_if(reasons_too_long(rows))
    found, left, _ = queries.look_at(actor, rows, chosen, always or {}, today=civil_date(now))
    refuse_if(_nothing(found, left))
    taken = [one for row in found if (one := _take_over(actor, row, now))]
    detail: dict[str, JSON] = {"entries": len(taken), "left_out": len(left)}
    events = [
        event_of(f"assets:asset:{version.deed}", actor.reference, one, version)
        for one, version, _ in taken
    ]
    whole = EventDraft("assets:register:imported", actor.reference, "assets", detail=detail)
    record([*events, whole], at=now)
    _tell_owners(taken, now)
    return [one.reference for one, _, _ in taken], left


def _tell_owners(taken: Sequence[Taken], now: datetime) -> None:
    """Tell each owner once, of one asset or of how many."""
    new: dict[str, list[Asset]] = {}
    for one, _, before in taken:
        if one.owner is not None and one.owner.reference != before:
            new.setdefault(one.owner.reference, []).append(one)
    for person, some in new.items():
        tell_owner_of(person, some, now)


def _take_over(actor: Profile, row: Row, now: datetime) -> Taken | None:
    """The entry that a row makes or changes, its version, and who was its owner until now; None
    where somebody has said the same meanwhile."""
    if row.entry is None:
        return *new_entry(actor, row.values, now), ""
    one, _ = locked(actor, row.entry.reference, civil_date(now))
    before = queries.said_of(one)
    after = {**before, **{name: row.values.get(name, "") for name in row.changed}}
    version = changed_entry(actor, one, before, after, now)
    return (one, version, before.get("owner", "")) if version else None


def reasons_too_long(rows: Sequence[Any]) -> list[Reason]:
    """Why a list has too many rows to be taken over at once."""
    if len(rows) <= rules.MOST:
        return []
    said = f"The list has {len(rows):,} rows, and may have at most {rules.MOST:,}."
    return [Reason("too_long", said, "file")]


def _nothing(found: Sequence[Any], left: Sequence[Left]) -> list[Reason]:
    if found:
        return []
    why = f" Line {left[0].line}: {left[0].reason}" if left else ""
    return [Reason("nothing", f"Nothing of this list changes the register.{why}", "file")]
