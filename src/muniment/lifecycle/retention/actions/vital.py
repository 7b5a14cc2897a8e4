"""Verbs on vital records: mark, review, and end the mark."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, refuse_if
from muniment.lifecycle.retention.actions.events import scope_of
from muniment.lifecycle.retention.models import Vital, VitalReview
from muniment.lifecycle.retention.queries import vital as queries
from muniment.lifecycle.retention.rules import vital as rules
from muniment.lifecycle.retention.rules.vital import VitalDraft


@verb("retention:vital:mark")
def mark_vital(actor: Profile, reference: str, draft: VitalDraft, *, now: datetime) -> Vital:
    """Mark a class with all below it, a folder or a record as vital. Its first review is a cycle
    from today. Raises Refused with every gap in the draft, or where it is marked already."""
    scope, place, _ = scope_of(actor, reference)
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    refuse_if(rules.reasons_not_to_mark(draft, is_marked=queries.is_marked(scope)))
    made = Vital.objects.create(
        scope=scope,
        why=draft.why.strip(),
        copy_kept=draft.copy_kept.strip(),
        cycle_months=draft.cycle_months,
        reviewed_on=civil_date(now),
        reviewed_by=actor.reference,
        marked_by=actor.reference,
        marked_at=now,
    )
    _tell("retention:vital:marked", actor, made, now)
    return made


@verb("retention:vital:review")
def review_vital(actor: Profile, number: int, *, note: str, now: datetime) -> Vital:
    """Note that what is vital was reviewed, and what was found. The next review is a cycle from
    today. Raises Refused without a note, or where it is not marked any more."""
    found = _locked(actor, number)
    refuse_if(rules.reasons_not_to_go_on(note, "note", is_ended=found.ended_at is not None))
    VitalReview.objects.create(
        vital=found, note=note.strip(), reviewed_by=actor.reference, reviewed_at=now
    )
    found.reviewed_on, found.reviewed_by = civil_date(now), actor.reference
    found.save(update_fields=["reviewed_on", "reviewed_by"])
    _tell("retention:vital:reviewed", actor, found, now)
    return found


@verb("retention:vital:end")
def end_vital(actor: Profile, number: int, *, reason: str, now: datetime) -> Vital:
    """End a mark: it is vital no more. The mark and its reviews stay in the history."""
    found = _locked(actor, number)
    refuse_if(rules.reasons_not_to_go_on(reason, "reason", is_ended=found.ended_at is not None))
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _tell("retention:vital:ended", actor, found, now, reason)
    return found


def _locked(actor: Profile, number: int) -> Vital:
    found = Vital.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise NotFound("vital mark", str(number))
    _, place, _ = scope_of(actor, found.scope)
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    return found


def _tell(kind: str, actor: Profile, mark: Vital, now: datetime, reason: str = "") -> None:
    detail = {"number": mark.pk}
    record(EventDraft(kind, actor.reference, mark.scope, reason, detail=detail), at=now)
