"""Saying what may be filed by itself, and that it may no longer."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.advice import queries
from muniment.holdings.advice.models import SortingRule
from muniment.holdings.advice.queries.sorting import is_undecided
from muniment.holdings.advice.rules import sorting
from muniment.holdings.advice.types import RuleDraft
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.actions import lock_classes
from muniment.holdings.records.rules import printable


@verb("advice:rule:set")
def set_rule(actor: Profile, draft: RuleDraft, *, now: datetime) -> SortingRule:
    """Have what captures bring into an in-tray filed by itself where it is sure enough: into a
    class and all below it, or into any. It takes the place of the rule that stood for the same.

    Raises Refused with every reason, NotFound for a class that is not there.
    """
    access.require(actor, Permission.FILEPLAN_MANAGE)
    reasons = sorting.reasons_not_to_set(draft)
    tray = fileplan.class_named(draft.in_tray) if draft.in_tray.strip() else None
    where = fileplan.class_named(draft.file_class) if draft.file_class.strip() else None
    places = [fileplan.effective(one).place for one in (tray, where) if one]
    for place in places if where else [*places, Place()]:
        access.require(actor, Permission.FILEPLAN_MANAGE, at=place)
    if tray:
        reasons += sorting.reasons_not_a_tray(tray.reference, is_undecided(tray))
    if where and is_undecided(where):
        words = "Nothing is filed in a class whose retention rule is undecided."
        reasons.append(Reason("undecided", words, "file_class"))
    refuse_if(reasons)
    assert tray is not None
    lock_classes([tray.path])
    before = queries.rules_in_force().filter(in_tray=tray, file_class=where).first()
    if before:
        before.ended_by, before.ended_at = actor.reference, now
        before.save(update_fields=["ended_by", "ended_at"])
    reason = printable(draft.reason.strip())
    made = SortingRule.objects.create(
        reference=new_reference("SR"),
        in_tray=tray,
        file_class=where,
        sure=draft.sure,
        runner_up=draft.runner_up,
        reason=reason,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {
        "in_tray": tray.reference,
        "class": where.reference if where else "",
        "sure": made.sure,
        "runner_up": made.runner_up,
        "instead_of": before.reference if before else "",
    }
    about = f"advice:{made.reference}"
    tell(
        EventDraft("advice:rule:set", actor.reference, about, reason=reason, detail=detail), at=now
    )
    return made


@verb("advice:rule:end")
def end_rule(actor: Profile, reference: str, *, reason: str, now: datetime) -> SortingRule:
    """Have nothing more filed by a rule. What it filed stays. Raises Refused, NotFound."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    found = queries.rule_named(reference)
    lock_classes([found.in_tray.path])
    found = queries.rule_named(reference)
    where = found.file_class
    place = fileplan.effective(where).place if where else Place()
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place)
    reasons = []
    if found.ended_at:
        reasons.append(Reason("ended", "It has been ended already."))
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why nothing more is filed by it.", "reason"))
    refuse_if(reasons)
    found.ended_by, found.ended_at = actor.reference, now
    found.save(update_fields=["ended_by", "ended_at"])
    about = f"advice:{found.reference}"
    why = printable(reason.strip())
    tell(EventDraft("advice:rule:ended", actor.reference, about, reason=why), at=now)
    return found
