"""What the body sets about the directory."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.people.directory import queries, rules
from muniment.people.directory.models import DirectoryTerms
from muniment.people.directory.types import FIELDS, Terms


@verb("directory:terms:set")
def set_terms(actor: Profile, terms: Terms, *, now: datetime) -> Terms:
    """Set which fields count, after how many months entries are to be confirmed, and where people
    see their own staff record. Raises Refused with every reason."""
    access.require(actor, Permission.PEOPLE_MANAGE, at=Place())
    refuse_if(rules.reasons_not_to_set(terms))
    counted = tuple(name for name in FIELDS if name in terms.counted)
    terms = Terms(counted, terms.months, terms.staff_record.strip())
    if terms == queries.terms():
        raise Refused(Reason("same", "That is what is set already."))
    detail: dict[str, JSON] = {
        "counted": list(counted),
        "months": terms.months,
        "staff_record": terms.staff_record,
    }
    said = {"counted": list(counted), "months": terms.months, "staff_record": terms.staff_record}
    DirectoryTerms.objects.create(**said, set_by=actor.reference, set_at=now)
    record(
        EventDraft("directory:terms:set", actor.reference, "directory:settings", detail=detail),
        at=now,
    )
    return terms
