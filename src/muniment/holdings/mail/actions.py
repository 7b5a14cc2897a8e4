"""Setting what captures do with kinds of mail that seldom are records."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mail import rules
from muniment.holdings.mail.models import EphemeraRule
from muniment.holdings.mail.types import RuleDraft


@verb("mail:rule:set")
def set_rule(actor: Profile, draft: RuleDraft, *, now: datetime) -> EphemeraRule:
    """Say what captures do with a kind of message in a class and all below it, or in the whole
    body. What was left by another rule is looked at again by the next run of its capture.

    Raises Refused with every reason, NotFound for a class that is not there.
    """
    access.require(actor, Permission.FILEPLAN_MANAGE)
    reasons = rules.reasons_not_to_set(draft)
    where = fileplan.class_named(draft.file_class) if draft.file_class.strip() else None
    into = fileplan.class_named(draft.into) if draft.into.strip() else None
    access.require(
        actor, Permission.FILEPLAN_MANAGE, at=fileplan.effective(where).place if where else Place()
    )
    if into:
        reasons += fileplan.reasons_not_to_file(into, on=civil_date(now))
    refuse_if(reasons)
    made, _ = EphemeraRule.objects.update_or_create(
        kind=draft.kind,
        file_class=where,
        defaults={
            "choice": draft.choice,
            "into": into,
            "set_by": actor.reference,
            "set_at": now,
        },
    )
    capture.weigh_again(draft.kind)
    detail: dict[str, JSON] = {
        "kind": draft.kind,
        "choice": draft.choice,
        "class": where.reference if where else "",
        "into": into.reference if into else "",
    }
    tell(EventDraft("mail:rule:set", actor.reference, f"mail:{draft.kind}", detail=detail), at=now)
    return made
