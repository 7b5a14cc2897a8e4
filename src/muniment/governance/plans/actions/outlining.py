"""Verbs on the outcomes and objectives of a plan: added, changed, put in order, removed."""

from datetime import datetime

from django.db.models import Max, QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.governance.plans import rules
from muniment.governance.plans.actions.keeping import (
    line_of,
    locked_heading,
    locked_plan,
    told_of_plan,
    touched,
)
from muniment.governance.plans.models import Action, Heading, Plan
from muniment.governance.plans.types import PlanState


@verb("plans:heading:add")
def add_heading(
    actor: Profile, reference: str, *, words: str, under: str = "", now: datetime
) -> Heading:
    """Add an outcome to a plan, or an objective under an outcome of it (by reference), after those
    that are there. Raises Refused with every reason, NotFound."""
    plan = locked_plan(actor, reference)
    outcome = _outcome(actor, plan, under) if under else None
    refuse_if([*rules.reasons_closed(PlanState(plan.state)), *rules.reasons_of_heading(words)])
    made = new_heading(plan, line_of(words), outcome)
    touched(actor, plan, now)
    told_of_plan("plans:heading:added", actor, plan, now, heading=made.reference)
    return made


def _outcome(actor: Profile, plan: Plan, reference: str) -> Heading:
    """The outcome of this plan. Raises NotFound, Refused."""
    _, found = locked_heading(actor, reference)
    if found.plan_id != plan.pk or found.outcome_id is not None:
        raise Refused(Reason("under", "An objective stands under an outcome of its plan.", "under"))
    return found


def new_heading(plan: Plan, words: str, outcome: Heading | None) -> Heading:
    """An outcome or objective at the end of those beside it; the plan is locked."""
    last = _beside(plan, outcome).aggregate(last=Max("place"))["last"] or 0
    return Heading.objects.create(
        reference=new_reference("OB" if outcome else "OC"),
        plan=plan,
        outcome=outcome,
        place=last + 1,
        words=words,
    )


def _beside(plan: Plan, outcome: Heading | None) -> QuerySet[Heading]:
    return Heading.objects.filter(plan=plan, outcome=outcome)


@verb("plans:heading:change")
def change_heading(actor: Profile, reference: str, *, words: str, now: datetime) -> Heading:
    """Say otherwise what an outcome or objective is. Raises Refused with every reason, and where
    nothing would change."""
    plan, one = locked_heading(actor, reference)
    refuse_if([*rules.reasons_closed(PlanState(plan.state)), *rules.reasons_of_heading(words)])
    if one.words == line_of(words):
        raise Refused(Reason("same", "That is what it says already."))
    one.words = line_of(words)
    one.save(update_fields=["words"])
    touched(actor, plan, now)
    told_of_plan("plans:heading:changed", actor, plan, now, heading=one.reference)
    return one


@verb("plans:heading:move")
def move_heading(actor: Profile, reference: str, *, up: bool, now: datetime) -> Heading:
    """Have an outcome or objective change places with the one above it, or below. Raises Refused
    where it is the first or last already."""
    plan, one = locked_heading(actor, reference)
    refuse_if(rules.reasons_closed(PlanState(plan.state)))
    row = list(_beside(plan, one.outcome).order_by("place", "pk"))
    at = [each.pk for each in row].index(one.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(row):
        raise Refused(Reason("same", f"It is the {'first' if up else 'last'} already."))
    row[at], row[to] = row[to], row[at]
    for place, each in enumerate(row, start=1):
        Heading.objects.filter(pk=each.pk).update(place=place)
    touched(actor, plan, now)
    told_of_plan("plans:heading:moved", actor, plan, now, heading=one.reference, up=up)
    return one


@verb("plans:heading:remove")
def remove_heading(actor: Profile, reference: str, *, now: datetime) -> Plan:
    """Remove an outcome or objective under which nothing stands. Raises Refused."""
    plan, one = locked_heading(actor, reference)
    wrong = rules.reasons_closed(PlanState(plan.state))
    if one.objectives.exists() or Action.objects.filter(objective=one).exists():
        said = "Something stands under it. Move or remove that first."
        wrong = [*wrong, Reason("used", said)]
    refuse_if(wrong)
    gone = one.reference
    one.delete()
    touched(actor, plan, now)
    told_of_plan("plans:heading:removed", actor, plan, now, heading=gone)
    return plan
