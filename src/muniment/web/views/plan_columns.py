"""Importing a plan that was laid out as a table elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.errors import refuse_if
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import PlanState, Understood
from muniment.web.door import Request
from muniment.web.forms.plans import PlanColumnsForm
from muniment.web.views.list_columns import Listing, Looked, bring_in_list, sheet_of
from muniment.web.views.plans import PLANS
from muniment.web.views.plans_keeping import plan_to_keep
from muniment.web.views.sheet_kinds import Rows, Step
from muniment.web.words import count, day

HOW = (
    "Four columns: outcome, objective, actions, timeline. A status and an owner can stand beside "
    "them. Each action is a line of its cell, with as many timelines beside them. Or give each "
    "action a row; an empty outcome or objective is that of the row above. "
    "What the plan has already is left as it is."
)


@dataclass(frozen=True, slots=True)
class Taking:
    """A table that comes into one plan."""

    plan: Any

    def look(self, request: Request, rows: Rows, form: PlanColumnsForm) -> Looked:
        """What the plan would take over, and what is left out."""
        refuse_if(rules.reasons_closed(PlanState(self.plan.state)))
        found, left, same = queries.look_at(
            request.actor,
            self.plan,
            rows,
            form.chosen(),
            otherwise=form.cleaned_data["otherwise"],
        )
        parts = [
            f"{count(len(found), 'action')} to add" if found else "",
            f"{count(same, 'action')} there already" if same else "",
        ]
        return Looked(", ".join(filter(None, parts)), [_step(one) for one in found], left)

    def bring(self, request: Request, rows: Rows, form: PlanColumnsForm) -> str:
        """Have the plan take it over; what is said then."""
        made, left = actions.import_plan(
            request.actor,
            self.plan.reference,
            rows,
            form.chosen(),
            otherwise=form.cleaned_data["otherwise"],
            now=request.now,
        )
        out = f", {count(len(left), 'row')} left out" if left else ""
        return f"{count(len(made), 'action')} added{out}."


def _step(one: Understood) -> Step:
    said = one.said
    due = f"due {day(one.read.due)}" if one.read.due else "no date in its timeline"
    note = f"{one.status.label}, {due}. {said.outcome}: {said.objective}"
    return Step(f"Line {said.line}", said.words, "to make", note=note)


def import_plan(request: Request, reference: str) -> HttpResponseBase:
    """Choose a table, say which column is which, look at what it would do, and take it over."""
    one = plan_to_keep(request, reference)
    taking = Taking(one)
    sheet = sheet_of(
        f"Import into {one.title}",
        "objective",
        "objectives",
        home=(one.title, "plan"),
        left_out=HOW,
        above=(PLANS,),
        at=(one.reference,),
    )
    listing = Listing(
        "import_plan",
        sheet,
        PlanColumnsForm,
        rules.columns_of,
        taking.look,
        taking.bring,
        "Action",
        "How it would stand",
        too_long=actions.reasons_too_long,
    )
    return bring_in_list(request, listing)
