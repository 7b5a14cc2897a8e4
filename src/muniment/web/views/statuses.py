"""The statuses that actions can have: those of the program, and the body's own."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Place
from muniment.foundation.kernel.errors import NotFound
from muniment.governance.plans import actions, queries
from muniment.governance.plans.types import SHIPPED, STAGES, Status, Want
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.plans import StatusForm
from muniment.web.views.actions_register import REGISTER
from muniment.web.views.plans import STAGE_COLOURS

STATUSES = ("Statuses", "/governance/actions/statuses/")


def statuses(request: Request) -> HttpResponseBase:
    """What actions can be called, and adding to it."""
    access.require(request.actor, P.PLANS_MANAGE, at=Place())

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.add_status(request.actor, **values, now=request.now)
        return see_other(request, "action_statuses", f"{made.label} has been added.")

    return ask(
        request,
        filled(request, StatusForm),
        do,
        template="plans/statuses.html",
        title="Statuses of actions",
        button="Add the status",
        rows=[_row(one) for one in queries.statuses(retired=True)],
        back=reverse("actions"),
        crumbs=crumbs(REGISTER),
    )


def _row(one: Status) -> dict[str, Any]:
    return {
        "one": one,
        "label": f"{one.label} (its date)" if one.dated else one.label,
        "stage": STAGES[one.stage],
        "tag": STAGE_COLOURS[one.stage],
        "own": one not in SHIPPED,
        "href": reverse("actions", query={"status": one.key, "want": Want.ALL.value}),
    }


def retire_status(request: Request, key: str) -> HttpResponseBase:
    """Have a status of the body's own be given no more."""
    access.require(request.actor, P.PLANS_MANAGE, at=Place())
    one = queries.status_named(key)
    if one is None:
        raise NotFound("status", key)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.retire_status(request.actor, key, now=request.now)
        return see_other(request, "action_statuses", f"{one.label} is given no more.")

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Retire the status",
        button="Retire it",
        caption=one.label,
        intro=["It is given to no more actions. Those that have it keep it."],
        back=STATUSES[1],
        crumbs=crumbs(REGISTER, STATUSES),
    )
