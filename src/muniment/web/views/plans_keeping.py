"""Making action plans, changing them, agreeing them, closing them and taking them up again."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.plans import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.plans import ChangePlanForm, PlanForm
from muniment.web.views.plans import PLANS

OTHERS = (
    "It is for the owner of the plan, and for those who keep the plans of its unit. Ask a records "
    "manager."
)


def page_of(one: Any) -> dict[str, Any]:
    """What the forms about a plan say of where they are."""
    here = reverse("plan", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(PLANS, (one.title, here))}


def plan_to_keep(request: Request, reference: str) -> Any:
    """The plan. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.plan_named(request.actor, reference)
    if not queries.keeps_plan(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def require_some_unit(request: Request) -> None:
    """Raise NotPermitted for whoever keeps the plans of no unit, whatever their role allows."""
    if not queries.managed(request.actor):
        said = "You keep the plans of no unit. Ask a records manager."
        raise NotPermitted(Reason("not_permitted", said))


def add_plan(request: Request) -> HttpResponseBase:
    """Begin a plan, as a draft."""
    require_some_unit(request)
    form = filled(request, PlanForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.make_plan(request.actor, form.draft(), now=request.now)
        return see_other(request, "plan", f"{made.title} has been begun.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Begin an action plan",
        button="Begin the plan",
        intro=["It begins as a draft. Its outcomes, objectives and actions come next."],
        back=reverse("plans"),
        crumbs=crumbs(PLANS),
    )


def change_plan(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a plan is, whose, and for which period."""
    one = plan_to_keep(request, reference)
    names = ("title", "purpose", "starts_on", "ends_on")
    initial = {name: getattr(one, name) for name in names} | {
        "unit": one.unit.reference,
        "owner": one.owner.username,
        "seen": one.version,
    }
    form = filled(
        request, ChangePlanForm, actor=request.actor, now=one.unit.reference, initial=initial
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_plan(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return see_other(request, "plan", "The plan has been changed.", one.reference)

    return ask(request, form, do, title="Change the plan", button="Save changes", **page_of(one))


def agree_plan(request: Request, reference: str) -> HttpResponseBase:
    """Record that a plan is agreed."""
    one = plan_to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.agree_plan(request.actor, one.reference, now=request.now)
        return see_other(request, "plan", "The plan is agreed.", one.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Record that the plan is agreed",
        button="It is agreed",
        intro=["There is something to do under each objective. It can still be changed."],
        **page_of(one),
    )


def close_plan(request: Request, reference: str) -> HttpResponseBase:
    """Close a plan."""
    one = plan_to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close_plan(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "plan", "The plan is closed.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Close the plan",
        button="Close the plan",
        intro=[
            "Everything in it is done, dropped or in place. What is in place goes on being checked."
        ],
        **page_of(one),
    )


def reopen_plan(request: Request, reference: str) -> HttpResponseBase:
    """Take a closed plan up again."""
    one = plan_to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen_plan(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "plan", "The plan is open again.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Reopen the plan",
        button="Reopen the plan",
        intro=["It comes back as a draft, to be agreed again."],
        **page_of(one),
    )
