"""Verbs that put an action into a plan or the register, change it and put it in order."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Max

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person, Unit
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.governance.plans import queries, rules
from muniment.governance.plans.actions.keeping import (
    KEEPERS,
    kept,
    line_of,
    locked_heading,
    locked_to_keep,
    name_at,
    new_action,
    person_meant,
    refuse,
    require_manager,
    said_of,
    tell_owner,
    text_of,
    told,
    unit_meant,
)
from muniment.governance.plans.models import Action, Heading
from muniment.governance.plans.types import ActionDraft, PlanState, Stage


@verb("plans:action:add")
def add_action(actor: Profile, draft: ActionDraft, *, objective: str = "", now: datetime) -> Action:
    """Put an action into a plan, under an objective of it (by reference), or into the register
    without a plan, for a unit. Its owner is told. Raises Refused with every gap and fault."""
    if objective:
        plan, heading = locked_heading(actor, objective)
        wrong = rules.reasons_closed(PlanState(plan.state))
        wrong += [] if heading.outcome_id else [Reason("objective", OF_PLAN, "objective")]
        return _made(actor, replace(draft, unit=plan.unit.reference), heading, "", wrong, now)
    unit = unit_meant(draft.unit)
    if unit:
        require_manager(actor, unit)
    else:
        access.require(actor, Permission.PLANS_MANAGE)
    return _made(actor, draft, None, "", [] if unit else [_no_unit()], now)


OF_PLAN = "An action stands under an objective, not under an outcome."


def _no_unit() -> Reason:
    return Reason("unit", "Choose the unit whose action it is.", "unit")


@verb("plans:action:raise")
def raise_action(actor: Profile, draft: ActionDraft, *, source: str, now: datetime) -> Action:
    """Put an action that comes of something else into the register: for the verbs of other rooms,
    in their transactions. `source`: what it comes of (`risk:RK-1`). Whether the actor may, the
    calling room has seen to: nothing is asked here. The unit is that of its owner, or the actor's,
    where the draft names none. Ends with events in the log, as `notices.tell` does. Raises Refused
    with every gap and fault."""
    owner = person_meant(draft.owner)
    own = owner.unit.reference if owner and owner.unit else next(iter(actor.unit_lineage), "")
    unit = draft.unit.strip() or own
    there = unit in access.unit_lineages()
    wrong = [*rules.reasons_of_source(source), *([] if there else [_no_unit()])]
    return _made(actor, replace(draft, unit=unit), None, source, wrong, now)


def _made(
    actor: Profile,
    draft: ActionDraft,
    objective: Heading | None,
    source: str,
    wrong: list[Reason],
    now: datetime,
) -> Action:
    owner, status = person_meant(draft.owner), queries.status_named(draft.status)
    whose = owner.reference if owner else ""
    refuse_if([*wrong, *rules.reasons_not_to_keep_action(draft, owner=whose, status=status)])
    if status is None:
        raise AssertionError("reasons_not_to_keep_action says so")
    one = new_action(
        actor,
        draft,
        status,
        rules.read_timeline(draft.timeline),
        unit=access.unit_named(draft.unit.strip()),
        owner=owner,
        now=now,
        today=civil_date(now),
        objective=objective,
        place=last_place(objective) + 1 if objective else 0,
        source=source,
    )
    told("plans:action:made", actor.reference, one, now)
    tell_owner(one, "", actor, now)
    return one


def last_place(objective: Heading) -> int:
    """The place of the last action under an objective; 0 for none."""
    rows = Action.objects.filter(objective=objective)
    return rows.aggregate(last=Max("place"))["last"] or 0


@verb("plans:action:change")
def change_action(
    actor: Profile,
    reference: str,
    draft: ActionDraft,
    *,
    objective: str | None = None,
    reason: str = "",
    seen: int | None = None,
    now: datetime,
) -> Action:
    """Say otherwise what an action is, when, and whose; how it stands `turn` says. `objective`:
    where it stands from now on, of any plan that the actor keeps (None: where it stands). To make
    it due later takes a reason. `seen`: the version that was looked at. Raises Refused with every
    gap and fault, where its plan is closed, and where nothing would change."""
    one = locked_to_keep(actor, reference)
    before, was = said_of(one), one.owner.reference if one.owner else ""
    heading = _heading(actor, one, objective)
    owner, read = _owner(draft, one), rules.read_timeline(draft.timeline)
    # How it stands is not said here: whatever it is called, it may stay so.
    judged = replace(draft, status=one.status)
    known = queries.status_named(one.status)
    status = replace(known, retired=False, stage=Stage.UNDER_WAY) if known else None
    whose = owner.reference if owner else ""
    refuse_if(
        [
            *rules.reasons_of_order(seen, one.version, name_at(one.changed_by)),
            *_closed(one, heading),
            *rules.reasons_not_to_keep_action(judged, owner=whose, status=status),
            *rules.reasons_of_move(one.due_on, read.due, reason),
        ]
    )
    unit = _unit(actor, one, heading, draft)
    moved = heading is not None and heading.pk != one.objective_id
    if moved and heading is not None:
        one.objective, one.plan = heading, heading.plan
        one.place = last_place(heading) + 1
    one.unit, one.owner = unit, owner
    one.what, one.confidential = text_of(draft.words), draft.confidential
    one.timeline, one.due_on = line_of(draft.timeline), read.due
    one.answers = "" if owner else line_of(draft.answers)
    if said_of(one) == before:
        raise Refused(Reason("same", "That is what it says already."))
    step = kept(actor, one, "changed", before, now, note=line_of(reason))
    told("plans:action:changed", actor.reference, one, now, step)
    tell_owner(one, was, actor, now)
    return one


def _owner(draft: ActionDraft, one: Action) -> Person | None:
    """Who is meant; somebody who has left since stays where nobody else is named."""
    same = one.owner is not None and draft.owner in (one.owner.reference, one.owner.username)
    return one.owner if same else person_meant(draft.owner)


def _heading(actor: Profile, one: Action, objective: str | None) -> Heading | None:
    """The objective that an action is to stand under; None where it stands in no plan."""
    if objective is None:
        return one.objective
    if not objective:
        if one.plan is not None:
            raise Refused(Reason("objective", "An action of a plan stays in a plan.", "objective"))
        return None
    _, heading = locked_heading(actor, objective)
    if heading.outcome_id is None:
        raise Refused(Reason("objective", OF_PLAN, "objective"))
    return heading


def _closed(one: Action, heading: Heading | None) -> list[Reason]:
    plans = {one.plan.pk: one.plan} if one.plan else {}
    if heading is not None:
        plans[heading.plan.pk] = heading.plan
    return [each for plan in plans.values() for each in rules.reasons_closed(PlanState(plan.state))]


def _unit(actor: Profile, one: Action, heading: Heading | None, draft: ActionDraft) -> Unit:
    """The unit of an action: its plan's, or the one that is named and the actor keeps."""
    if heading is not None:
        return heading.plan.unit
    wanted = draft.unit.strip() or one.unit.reference
    if wanted == one.unit.reference:
        return one.unit
    if not unit_meant(wanted):
        raise Refused(_no_unit())
    require_manager(actor, wanted)
    return access.unit_named(wanted)


@verb("plans:action:move")
def move_action(actor: Profile, reference: str, *, up: bool, now: datetime) -> Action:
    """Have an action of a plan change places with the one above it, or below. Raises Refused where
    it is the first or last already."""
    one = locked_to_keep(actor, reference)
    if one.plan is None or one.objective is None:
        raise Refused(Reason("no_plan", "It stands in no plan, and has no place there."))
    if not queries.keeps_plan(actor, one.plan):
        refuse(KEEPERS)
    refuse_if(rules.reasons_closed(PlanState(one.plan.state)))
    rows = Action.objects.select_for_update(of=("self",)).filter(objective=one.objective)
    row = list(rows.order_by("place", "pk"))
    at = [each.pk for each in row].index(one.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(row):
        raise Refused(Reason("same", f"It is the {'first' if up else 'last'} already."))
    row[at], row[to] = row[to], row[at]
    for place, each in enumerate(row, start=1):
        Action.objects.filter(pk=each.pk).update(place=place)
    told("plans:action:moved", actor.reference, one, now)
    return one
