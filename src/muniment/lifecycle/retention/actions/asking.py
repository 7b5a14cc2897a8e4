"""Verbs on what open-ended records wait for: not yet, and how often to ask."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention.actions.events import scope_of
from muniment.lifecycle.retention.models import AskingTerms, NotYet
from muniment.lifecycle.retention.queries import asking as queries
from muniment.lifecycle.retention.rules import asking as rules
from muniment.lifecycle.retention.rules.asking import Asking


@verb("retention:event:not_yet")
def not_yet(actor: Profile, reference: str, *, name: str, reason: str, now: datetime) -> NotYet:
    """Note that the event `name` has not happened yet to a class with all below it, a folder or a
    record, and how that is known. What waits there stays protected, and it is asked again after
    the years that the body has set [checklist 54].

    Raises Refused where nothing there waits for it, or it is answered already; NotPermitted
    without the right to enter the event.
    """
    scope, place, _ = scope_of(actor, reference)
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    today = civil_date(now)
    before = queries.answers_of(scope, name)
    refuse_if(
        rules.reasons_not_to_put_off(
            name,
            reason,
            waits=queries.waits_there(actor, scope, name),
            again_on=before[0].ask_again_on if before else None,
            today=today,
        )
    )
    made = NotYet.objects.create(
        name=name,
        scope=scope,
        ask_again_on=rules.ask_again_on(today, queries.asking_terms()),
        reason=reason.strip(),
        answered_by=actor.reference,
        answered_at=now,
    )
    detail: dict[str, JSON] = {"name": name, "ask_again_on": made.ask_again_on.isoformat()}
    told = EventDraft("retention:event:not_yet", actor.reference, scope, detail=detail)
    record(told, at=now)
    return made


@verb("retention:asking:set")
def set_asking(actor: Profile, wanted: Asking, *, now: datetime) -> Asking:
    """Set after how many years it is asked whether an awaited event has happened, and after how
    many again. Raises Refused for years that cannot be, or are set already."""
    access.require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_ask_so(wanted, queries.asking_terms()))
    AskingTerms.objects.create(
        first_years=wanted.first_years,
        again_years=wanted.again_years,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {"first": wanted.first_years, "again": wanted.again_years}
    told = EventDraft("retention:asking:set", actor.reference, "schedule:asking", detail=detail)
    record(told, at=now)
    return wanted
