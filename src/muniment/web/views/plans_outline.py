"""What stands in a plan: outcomes and objectives added, changed, put in order and removed."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.plans import actions, queries
from muniment.governance.plans.types import PlanState
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.plans import HeadingForm
from muniment.web.views.plans import PLANS
from muniment.web.views.plans_keeping import OTHERS, page_of, plan_to_keep


def outline(request: Request, reference: str) -> HttpResponseBase:
    """All that stands in a plan, to be changed and put in order."""
    one = plan_to_keep(request, reference)
    page = page_of(one)
    return render(
        request,
        "plans/outline.html",
        one=one,
        closed=one.state == PlanState.CLOSED,
        branches=queries.laid_out(request.actor, one),
        crumbs=crumbs(PLANS, (one.title, page["back"])),
    )


def _heading(request: Request, reference: str) -> Any:
    """The outcome or objective. Raises NotPermitted for whom its verbs would refuse."""
    one = queries.heading_named(request.actor, reference)
    if not queries.keeps_plan(request.actor, one.plan):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def _word(one: Any) -> str:
    return "objective" if one.outcome_id else "outcome"


def add_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Add an outcome to a plan."""
    one = plan_to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.add_heading(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "plan_outline", "The outcome has been added.", one.reference)

    return ask(
        request,
        filled(request, HeadingForm),
        do,
        title="Add an outcome",
        button="Add the outcome",
        intro=["What will be so when the plan has worked."],
        **page_of(one),
    )


def add_objective(request: Request, reference: str) -> HttpResponseBase:
    """Add an objective under an outcome."""
    outcome = _heading(request, reference)
    plan = outcome.plan

    def do(values: dict[str, Any]) -> HttpResponse:
        under = {"under": outcome.reference, "now": request.now}
        actions.add_heading(request.actor, plan.reference, **values, **under)
        return see_other(request, "plan_outline", "The objective has been added.", plan.reference)

    return ask(
        request,
        filled(request, HeadingForm),
        do,
        title="Add an objective",
        button="Add the objective",
        intro=[f"Under the outcome: {outcome.words}"],
        **page_of(plan),
    )


def change_heading(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what an outcome or objective is."""
    one = _heading(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_heading(request.actor, one.reference, **values, now=request.now)
        said = f"The {_word(one)} has been changed."
        return see_other(request, "plan_outline", said, one.plan.reference)

    return ask(
        request,
        filled(request, HeadingForm, initial={"words": one.words}),
        do,
        title=f"Change the {_word(one)}",
        button="Save changes",
        **page_of(one.plan),
    )


def remove_heading(request: Request, reference: str) -> HttpResponseBase:
    """Remove an outcome or objective under which nothing stands."""
    one = _heading(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.remove_heading(request.actor, one.reference, now=request.now)
        said = f"The {_word(one)} has been removed."
        return see_other(request, "plan_outline", said, one.plan.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title=f"Remove the {_word(one)}",
        button="Remove it",
        intro=[one.words, "It can be removed while nothing stands under it."],
        **page_of(one.plan),
    )


def move_heading(request: Request, reference: str) -> HttpResponseBase:
    """Have an outcome or objective change places with the one above it, or below."""
    one = _heading(request, reference)
    up = request.POST.get("to") == "up"
    said = f"The {_word(one)} has been moved {'up' if up else 'down'}."
    actions.move_heading(request.actor, one.reference, up=up, now=request.now)
    return see_other(request, "plan_outline", said, one.plan.reference)
