"""Verbs on retention rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.actions.recalculating import recalculate_later
from muniment.lifecycle.retention.models import Rule, RuleVersion, Schedule
from muniment.lifecycle.retention.types import Imported, RuleDraft, RuleState

ADDED, CHANGED, SAME = "added", "changed", "same"


@verb("retention:rule:import")
def import_rules(
    actor: Profile, rows: Sequence[Mapping[str, object]], *, now: datetime
) -> Imported:
    """Import rules from rows of text (columns as in `rules.read_rows`): all of them or none.

    A rule that is there already gets a new version where its terms differ. Raises Refused with
    every fault of every row.
    """
    require(actor, Permission.RETENTION_MANAGE)
    drafts, faults = decide.read_rows(rows, today=civil_date(now))
    if not rows:
        faults.append(Reason("empty", "There are no rules in what was given."))
    refuse_if([*faults, *queries.reasons_not_to_change_alone(drafts)])
    done = [put_in_force(actor, draft, None, now) for draft in drafts]
    counts = Imported(done.count(ADDED), done.count(CHANGED), done.count(SAME))
    detail: dict[str, JSON] = {ADDED: counts.added, CHANGED: counts.changed, SAME: counts.same}
    record(EventDraft("retention:rules:imported", actor.reference, "rules", detail=detail), at=now)
    return counts


@verb("retention:rule:save")
def save_rule(
    actor: Profile, draft: RuleDraft, *, seen: int | None = None, now: datetime
) -> RuleVersion:
    """Make a rule, or a new version of one. The dates of its records follow by a job. `seen` is
    the version that the person was looking at, 0 for a new rule; None: whatever there is.

    Raises Refused with every gap in the rule.
    """
    require(actor, Permission.RETENTION_MANAGE)
    faults = decide.reasons_not_to_publish(draft, today=civil_date(now))
    faults += queries.reasons_not_to_change_alone([draft])
    rule = _locked(draft.code)
    newest = rule.versions.count() if rule else 0
    refuse_if([*faults, *decide.reasons_seen(draft.code, newest, seen)])
    done = put_in_force(actor, draft, None, now)
    if seen == 0 and done != ADDED:  # somebody made it in the meantime
        refuse_if(decide.reasons_seen(draft.code, 1, seen))
    saved = queries.history(draft.code)[0]
    detail: dict[str, JSON] = {"version": saved.version, "done": done}
    record(
        EventDraft("retention:rule:saved", actor.reference, f"rule:{draft.code}", detail=detail),
        at=now,
    )
    return saved


def put_in_force(actor: Profile, draft: RuleDraft, schedule: Schedule | None, now: datetime) -> str:
    """Make the rule, or a new version where it differs, in the caller's verb. A rule of no schedule
    becomes one of `schedule`. What was done: ADDED, CHANGED or SAME."""
    first = {"schedule": schedule, "created_at": now}
    rule, made = Rule.objects.select_for_update().get_or_create(code=draft.code, defaults=first)
    if made:
        _add_version(actor, rule, draft, 1, now)
        recalculate_later(actor, rule=draft.code, now=now)  # records may wait for it by name
        return ADDED
    if rule.schedule is None and schedule is not None:
        rule.schedule = schedule
        rule.save(update_fields=["schedule"])
    last = rule.versions.order_by("-version")[0]
    if rule.state == RuleState.ACTIVE and queries.draft_of(last) == draft:
        return SAME
    _add_version(actor, rule, draft, last.version + 1, now)
    rule.state, rule.retired_at = RuleState.ACTIVE, None
    rule.save(update_fields=["state", "retired_at"])
    recalculate_later(actor, rule=draft.code, now=now)
    return CHANGED


def _locked(code: str) -> Rule | None:
    return Rule.objects.select_for_update().filter(code=code).first()


def _add_version(actor: Profile, rule: Rule, draft: RuleDraft, number: int, now: datetime) -> None:
    RuleVersion.objects.create(
        rule=rule, version=number, made_at=now, made_by=actor.reference, **columns_of(draft)
    )


def columns_of(draft: RuleDraft) -> dict[str, Any]:
    """What a rule says, as the database keeps it."""
    return {
        "title": draft.title,
        "description": draft.description,
        "examples": draft.examples,
        "scope_note": draft.scope_note,
        "authority": draft.authority,
        "life": decide.written(draft.steps),
        "action": draft.steps[0].action,
        "review_stages": decide.STAGES.join(draft.review_stages),
        "why": draft.why,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


@verb("retention:rule:retire")
def retire_rule(actor: Profile, reference: str, *, reason: str, now: datetime) -> Rule:
    """Retire a rule. What was dated by it becomes open-ended, and protected, until its class is
    given another. Raises Refused where the rule is retired already or no reason is given."""
    require(actor, Permission.RETENTION_MANAGE)
    rule = _locked(reference)
    if rule is None:
        raise NotFound("rule", reference)
    faults = []
    if rule.state == RuleState.RETIRED:
        faults.append(Reason("retired", f"Rule {reference} is retired already."))
    if not reason.strip():
        faults.append(Reason("reason", "Say why the rule is retired.", "reason"))
    refuse_if([*faults, *queries.reasons_in_schedule(rule)])
    put_out_of_force(actor, rule, reason, now)
    return rule


def put_out_of_force(actor: Profile, rule: Rule, reason: str, now: datetime) -> None:
    """Retire the rule, in the caller's verb. What it dated becomes open-ended, and protected: a
    disposal review that has it already destroys nothing of it."""
    rule.state, rule.retired_at = RuleState.RETIRED, now
    rule.save(update_fields=["state", "retired_at"])
    recalculate_later(actor, rule=rule.code, now=now)
    record(
        EventDraft("retention:rule:retired", actor.reference, f"rule:{rule.code}", reason), at=now
    )


@verb("retention:rule:delete")
def delete_rule(actor: Profile, reference: str, *, now: datetime) -> None:
    """Delete a rule that was entered by mistake. Refused once it has been used: retire it."""
    require(actor, Permission.RETENTION_MANAGE)
    rule = _locked(reference)
    if rule is None:
        raise NotFound("rule", reference)
    refuse_if(queries.reasons_in_schedule(rule))
    if is_used(rule):
        said = f"Rule {reference} has been used. It can be retired, not deleted."
        raise Refused(Reason("used", said))
    # The tables refuse deletion through the models, to everybody else.
    models.QuerySet(RuleVersion).filter(rule=rule).delete()
    models.QuerySet(Rule).filter(pk=rule.pk).delete()
    record(EventDraft("retention:rule:deleted", actor.reference, f"rule:{reference}"), at=now)


def is_used(rule: Rule) -> bool:
    """Whether a class has the rule, a record was dated by it, or it had more than one version."""
    return (
        fileplan.classes().filter(rule=rule.code).exists()
        or records.every_record().filter(rule=rule.code).exists()
        or rule.versions.count() > 1
        or rule.state == RuleState.RETIRED
    )
