"""Verbs on the statuses that a body has of its own."""

import re
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.words import fold
from muniment.governance.plans import queries, rules
from muniment.governance.plans.actions.keeping import line_of
from muniment.governance.plans.models import OwnStatus
from muniment.governance.plans.types import SHIPPED


@verb("plans:status:add")
def add_status(
    actor: Profile, *, label: str, stage: str, dated: bool = False, now: datetime
) -> OwnStatus:
    """Add a status of the body's own, which stands for a stage. `dated`: its words go on with the
    day that the action is due. One of that name that was retired comes back. Raises Refused with
    every reason; NotPermitted for whoever does not keep the plans of the whole body."""
    access.require(actor, Permission.PLANS_MANAGE, at=Place())
    name = line_of(label)
    taken = {one.label.casefold() for one in queries.statuses()}
    refuse_if(rules.reasons_not_to_add_status(name, stage, taken))
    # Retired under this name, it stays what it was: actions keep it.
    key = _key(name, {one.key for one in queries.statuses(retired=True)})
    made = OwnStatus.objects.create(
        key=key, label=name, stage=stage, dated=dated, added_at=now, added_by=actor.reference
    )
    _told("plans:status:added", actor, made, now)
    return made


def _key(label: str, taken: set[str]) -> str:
    """A key that no status has, of the letters of a label."""
    bare = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30] or "status"
    number, key = 1, bare
    while key in taken:
        number += 1
        key = f"{bare}_{number}"
    return key


@verb("plans:status:retire")
def retire_status(actor: Profile, key: str, *, now: datetime) -> OwnStatus:
    """Have a status of the body's own be given no more. Actions that have it keep it. Raises
    Refused, NotFound."""
    access.require(actor, Permission.PLANS_MANAGE, at=Place())
    if key in {one.key for one in SHIPPED}:
        raise Refused(Reason("shipped", "This status came with the program and stays."))
    one = OwnStatus.objects.select_for_update().filter(key=key).first()
    if one is None:
        raise NotFound("status", key)
    if one.retired_at is not None:
        raise Refused(Reason("same", "It is retired already."))
    one.retired_at = now
    one.save(update_fields=["retired_at"])
    _told("plans:status:retired", actor, one, now)
    return one


def _told(kind: str, actor: Profile, one: OwnStatus, now: datetime) -> None:
    detail: dict[str, JSON] = {"key": one.key, "label": one.label, "stage": one.stage}
    record(EventDraft(kind, actor.reference, "statuses", detail=detail), at=now)
