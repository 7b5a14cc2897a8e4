"""Setting what captures do with kinds of mail that seldom are records, and judging suggestions."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mail import queries, rules
from muniment.holdings.mail.models import EphemeraRule, JudgedMessage
from muniment.holdings.mail.types import RuleDraft
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable

FILED_AS_IMPORTANT = "Filed from the messages that seem important."


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


@verb("mail:suggestion:judge")
def judge_suggestion(
    actor: Profile, reference: str, *, folder: str = "", note: str = "", now: datetime
) -> JudgedMessage:
    """Say of a message that was suggested as important where it belongs: file it in a folder (by
    reference), or, without one, leave it where it is. It is not suggested again.

    Raises Refused with every reason, such as a hold, and nothing is changed then.
    """
    record = record_queries.record_named(actor, reference)
    place = fileplan.effective(record.file_class).place
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    records.lock_record(record.pk)
    found = queries.suggestion_named(actor, reference, on=civil_date(now))
    if found is None:
        words = "It is not suggested, or no longer: it was filed or judged, or is private."
        refuse_if([Reason("not_suggested", words)])
    assert found is not None
    whys, reason = [str(one.why) for one in found.clues], printable(note.strip())[:500]
    if folder.strip():
        why = reason or FILED_AS_IMPORTANT
        records.move_record(actor, reference, folder=folder, reason=why, now=now)
    judged = JudgedMessage.objects.create(
        record=record,
        accepted=bool(folder.strip()),
        whys=whys,
        judged_by=actor.reference,
        judged_at=now,
    )
    detail: dict[str, JSON] = {"accepted": judged.accepted, "reasons": [*whys]}
    about = f"record:{record.reference}"
    event = EventDraft(
        "mail:suggestion:judged", actor.reference, about, reason=reason, detail=detail
    )
    tell(event, at=now)
    return judged
