"""Verbs on what is routine: marking a rule so, and marking a record as of value in spite of it."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.models import OfValue, RoutineRule
from muniment.lifecycle.retention.rules import routine as rules


@verb("retention:routine:mark")
def mark_routine(actor: Profile, code: str, *, reason: str, now: datetime) -> RoutineRule:
    """Mark a rule as routine, so that a standing approval can cover what it dates. Raises Refused
    for a rule that does more than destroy, that names who signs, or is not in force."""
    access.require(actor, Permission.RETENTION_MANAGE)
    rule = queries.rule_named(code)
    marked = queries.routine_rules().filter(rule=rule.code).exists()
    terms = queries.terms_of([rule.code]).get(rule.code)
    refuse_if(rules.reasons_not_to_mark_routine(terms, is_marked=marked, reason=reason))
    made = RoutineRule.objects.create(
        rule=rule.code, reason=reason.strip(), set_by=actor.reference, set_at=now
    )
    about = f"rule:{rule.code}"
    record(EventDraft("retention:routine:marked", actor.reference, about, reason), at=now)
    return made


@verb("retention:routine:end")
def end_routine(actor: Profile, code: str, *, reason: str, now: datetime) -> None:
    """End the mark of a rule as routine. Standing approvals that cover it stop."""
    access.require(actor, Permission.RETENTION_MANAGE)
    rule = queries.rule_named(code)
    found = RoutineRule.objects.select_for_update().filter(rule=rule.code, ended_at=None)
    refuse_if(rules.reasons_not_to_unmark(is_marked=bool(list(found)), reason=reason))
    found.update(ended_at=now, ended_by=actor.reference)
    about = f"rule:{rule.code}"
    record(EventDraft("retention:routine:ended", actor.reference, about, reason), at=now)


@verb("retention:value:mark")
def mark_of_value(actor: Profile, reference: str, *, why: str, now: datetime) -> OfValue:
    """Mark a record that the actor may see as of value: it is not destroyed as routine."""
    access.require(actor, Permission.RECORDS_SEE)
    named = records.record_named(actor, reference)
    found = keeping.lock_for_disposal(named.pk)
    refuse_if(
        rules.reasons_not_to_value(
            is_marked=queries.of_value(found.reference) is not None,
            declared=found.state == RecordState.DECLARED,
            why=why,
        )
    )
    made = OfValue.objects.create(
        scope=found.reference, why=why.strip(), marked_by=actor.reference, marked_at=now
    )
    about = f"record:{found.reference}"
    record(EventDraft("retention:value:marked", actor.reference, about, why), at=now)
    return made


@verb("retention:value:end")
def end_of_value(actor: Profile, reference: str, *, reason: str, now: datetime) -> None:
    """End the mark of a record as of value: by whoever set it, or by those who may change the
    record."""
    named = records.record_named(actor, reference)
    found = OfValue.objects.select_for_update().filter(scope=named.reference, ended_at=None)
    mark = found.first()
    if mark is None or mark.marked_by != actor.reference:
        place = access.audience_key(named.audience_id).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    refuse_if(rules.reasons_not_to_unmark(is_marked=mark is not None, reason=reason))
    found.update(ended_at=now, ended_by=actor.reference)
    about = f"record:{named.reference}"
    record(EventDraft("retention:value:ended", actor.reference, about, reason), at=now)
