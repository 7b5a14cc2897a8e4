"""Settling what destructions leave behind."""

from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import models, queries, rules
from muniment.lifecycle.disposal.types import Practice


@verb("disposal:practice:set")
def set_practice(actor: Profile, wanted: Practice, *, now: datetime) -> Practice:
    """Settle which folder takes the certificates, what stays on the stubs of what is destroyed
    from now on, and for how many days it is set aside first [checklist 69, 70, 74]. What is set
    aside already keeps the date that it was given. Raises Refused with every reason, and where
    nothing would change."""
    require(actor, Permission.RETENTION_MANAGE)
    if wanted.certificates_in:
        _folder(actor, wanted.certificates_in)
    refuse_if(rules.reasons_not_to_settle(wanted, queries.practice()))
    models.Practice.objects.create(
        certificates_in=wanted.certificates_in,
        surviving=[one.value for one in wanted.kept.fields],
        metadata=list(wanted.kept.metadata),
        window=wanted.window,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {
        "certificates_in": wanted.certificates_in,
        "surviving": [one.value for one in wanted.kept.fields],
        "metadata": list(wanted.kept.metadata),
        "window": wanted.window,
    }
    about = "disposal:practice"
    record(EventDraft("disposal:practice:set", actor.reference, about, detail=detail), at=now)
    return wanted


def _folder(actor: Profile, reference: str) -> None:
    try:
        found = records.folder_named(actor, reference)
    except NotFound as missing:
        said = missing.reasons[0]
        raise Refused(Reason(said.code, said.message, "certificates_in")) from missing
    refuse_if(rules.reasons_not_to_take_certificates(found.closed_on is not None))
