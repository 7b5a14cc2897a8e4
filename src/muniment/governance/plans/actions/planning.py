"""Verbs that make a plan, change it, agree it, close it and reopen it."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import fold, words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.plans import queries, rules
from muniment.governance.plans.actions.keeping import (
    found_by,
    line_of,
    locked_plan,
    name_at,
    person_meant,
    require_manager,
    text_of,
    told_of_plan,
    touched,
    unit_meant,
)
from muniment.governance.plans.models import Action, Plan
from muniment.governance.plans.types import ENDED, PlanDraft, PlanState, Stage


@verb("plans:plan:make")
def make_plan(actor: Profile, draft: PlanDraft, *, now: datetime) -> Plan:
    """Begin a plan of action, as a draft. Its owner is told. Raises Refused with every gap and
    fault, NotPermitted for whoever does not keep the plans of that unit."""
    unit, owner = unit_meant(draft.unit), person_meant(draft.owner)
    if unit:
        require_manager(actor, unit)
    else:
        access.require(actor, Permission.PLANS_MANAGE)
    whose = owner.reference if owner else ""
    refuse_if(rules.reasons_not_to_keep_plan(draft, unit=unit, owner=whose))
    plan = Plan(reference=new_reference("AP"), state=PlanState.DRAFT, version=0, made_at=now)
    _fill(plan, draft)
    touched(actor, plan, now)
    told_of_plan("plans:plan:made", actor, plan, now)
    _tell_owner(plan, "", actor, now)
    return plan


def _fill(plan: Plan, draft: PlanDraft) -> None:
    owner = person_meant(draft.owner)
    if owner is None or draft.starts_on is None or draft.ends_on is None:
        raise AssertionError("reasons_not_to_keep_plan says so")
    plan.title, plan.purpose = line_of(draft.title), text_of(draft.purpose)
    plan.sort_key = fold(plan.title)[:200]
    plan.unit, plan.owner = access.unit_named(draft.unit.strip()), owner
    plan.starts_on, plan.ends_on = draft.starts_on, draft.ends_on
    said = " ".join([plan.reference, plan.title, plan.purpose])
    plan.words = " ".join(["", *sorted(set(words_of(said))), ""])


@verb("plans:plan:change")
def change_plan(
    actor: Profile,
    reference: str,
    draft: PlanDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Plan:
    """Say otherwise what a plan is, whose, and for which period. `seen`: the version that was
    looked at. Whoever moves it to another unit keeps the plans there too. Raises Refused with
    every gap and fault, where it is closed, and where nothing would change."""
    plan = locked_plan(actor, reference)
    unit, owner = unit_meant(draft.unit), person_meant(draft.owner)
    before, was = _said(plan), plan.owner.reference
    # A unit that has been closed since stays, where it is not changed.
    unit = unit or (plan.unit.reference if draft.unit == plan.unit.reference else "")
    whose = owner.reference if owner else ""
    refuse_if(
        [
            *rules.reasons_of_order(seen, plan.version, name_at(plan.changed_by)),
            *rules.reasons_closed(PlanState(plan.state)),
            *rules.reasons_not_to_keep_plan(draft, unit=unit, owner=whose),
        ]
    )
    if unit != plan.unit.reference:
        require_manager(actor, unit)
    _fill(plan, draft)
    fields = [name for name, value in _said(plan).items() if value != before[name]]
    if not fields:
        raise Refused(Reason("same", "That is what the plan says already."))
    touched(actor, plan, now)
    _carry(plan, fields)
    told_of_plan("plans:plan:changed", actor, plan, now, fields=list(fields))
    _tell_owner(plan, was, actor, now)
    return plan


def _said(plan: Plan) -> dict[str, object]:
    names = ("title", "purpose", "starts_on", "ends_on")
    said: dict[str, object] = {name: getattr(plan, name) for name in names}
    return {**said, "unit": plan.unit.reference, "owner": plan.owner.reference}


def _carry(plan: Plan, fields: list[str]) -> None:
    """Have the actions of a plan belong to its unit, and be found by its title."""
    if "unit" in fields:
        Action.objects.filter(plan=plan).update(unit=plan.unit)
    if "title" in fields:
        for one in Action.objects.filter(plan=plan).select_related("plan"):
            Action.objects.filter(pk=one.pk).update(words=found_by(one))


@verb("plans:plan:agree")
def agree_plan(actor: Profile, reference: str, *, now: datetime) -> Plan:
    """Record that a plan is agreed: something is to be done under each of its objectives. Raises
    Refused with every reason."""
    plan = locked_plan(actor, reference)
    rows = Action.objects.filter(plan=plan)
    under = set(rows.values_list("objective_id", flat=True))
    every = queries.headings(plan)
    filled = {one.outcome_id for one in every if one.pk in under}
    empty = [one.words for one in every if one.pk not in under | filled]
    refuse_if(rules.reasons_not_to_agree(PlanState(plan.state), rows.count(), empty))
    plan.state, plan.agreed_at, plan.agreed_by = PlanState.AGREED, now, actor.reference
    touched(actor, plan, now)
    told_of_plan("plans:plan:agreed", actor, plan, now, actions=rows.count())
    return plan


@verb("plans:plan:close")
def close_plan(actor: Profile, reference: str, *, reason: str, now: datetime) -> Plan:
    """Close a plan: all of it is done, dropped, or in place to be maintained. What is in place is
    looked at as before. Raises Refused with every reason."""
    plan = locked_plan(actor, reference)
    over = (*ENDED, Stage.MAINTAIN)
    left = Action.objects.filter(plan=plan).exclude(stage__in=over).count()
    refuse_if(rules.reasons_not_to_close(PlanState(plan.state), left, reason))
    plan.state, plan.closed_at, plan.closed_why = PlanState.CLOSED, now, line_of(reason)
    touched(actor, plan, now)
    told_of_plan("plans:plan:closed", actor, plan, now, reason=plan.closed_why)
    return plan


@verb("plans:plan:reopen")
def reopen_plan(actor: Profile, reference: str, *, reason: str, now: datetime) -> Plan:
    """Take a closed plan up again, as a draft to be agreed anew. Raises Refused with every
    reason."""
    plan = locked_plan(actor, reference)
    state = PlanState(plan.state)
    refuse_if([*rules.reasons_out_of(state, "reopen"), *rules.reasons_of_words(reason)])
    plan.state, plan.closed_at, plan.closed_why = PlanState.DRAFT, None, ""
    plan.agreed_at, plan.agreed_by = None, ""
    touched(actor, plan, now)
    told_of_plan("plans:plan:reopened", actor, plan, now, reason=line_of(reason))
    return plan


def _tell_owner(plan: Plan, before: str, actor: Profile, now: datetime) -> None:
    if plan.owner.reference in (before, actor.reference):
        return
    notices.tell(
        plan.owner.reference,
        kind="plans.plan_owner",
        about=f"plan:{plan.reference}",
        words=f"You now answer for the action plan “{plan.title}”.",
        key=f"plan-owner:{plan.reference}:{plan.version}",
        now=now,
    )
