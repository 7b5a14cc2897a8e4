"""The policy by which clashes of rules are settled."""

from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions.recalculating import recalculate_later
from muniment.lifecycle.retention.models import ClashPolicy
from muniment.lifecycle.retention.rules.clashing import Policy, reasons_not_to_set_policy


@verb("retention:policy:set")
def set_policy(actor: Profile, wanted: Policy, *, now: datetime) -> Policy:
    """Say which of several rules wins. The dates of the classes where rules clash follow by jobs
    [checklist 52]. Raises Refused for the policy that is in force already."""
    require(actor, Permission.RETENTION_MANAGE)
    refuse_if(reasons_not_to_set_policy(wanted, queries.clash_policy()))
    ClashPolicy.objects.create(policy=wanted, set_by=actor.reference, set_at=now)
    found = fileplan.effective_of(fileplan.classes())
    for one in fileplan.classes():
        if one.rule and found[one.pk].rules_above:
            recalculate_later(actor, file_class=one.reference, now=now)
    detail = {"policy": wanted.value}
    record(
        EventDraft("retention:policy:set", actor.reference, "schedule:policy", detail=detail),
        at=now,
    )
    return wanted
