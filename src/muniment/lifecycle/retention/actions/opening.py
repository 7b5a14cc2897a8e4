"""Opening the schedule to everybody, or closing it again."""

from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention import models, queries, rules
from muniment.lifecycle.retention.types import Publication


@verb("retention:schedule:open")
def publish_schedule(actor: Profile, wanted: Publication, *, now: datetime) -> Publication:
    """Say whether everybody may read the schedule without signing in, on what terms, and whom
    they can ask. Raises Refused with every gap, and where nothing would change.

    A class of information that a publication scheme under section 19 of the Freedom of
    Information Act 2000 commonly has.
    """
    require(actor, Permission.RETENTION_MANAGE)
    before, count = queries.publication(), queries.rules().count()
    refuse_if(rules.reasons_not_to_open(wanted, before, rules=count))
    models.Publication.objects.create(
        is_open=wanted.is_open,
        licence=wanted.licence,
        contact=wanted.contact,
        statement=wanted.statement,
        with_destroyed=wanted.with_destroyed,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {"open": wanted.is_open, "licence": wanted.licence.value}
    detail["with_destroyed"] = wanted.with_destroyed
    about = "schedule:publication"
    record(EventDraft("retention:schedule:opened", actor.reference, about, detail=detail), at=now)
    return wanted
