"""Owners have stewards keep parts of an entry, and say that the whole is right."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.assets import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.asset_stewards import AttestForm, DelegationForm, EndDelegationForm
from muniment.web.views.assets import REGISTER
from muniment.web.words import day


def _own(request: Request, reference: str) -> Any:
    """The entry. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.asset_named(request.actor, reference)
    if not queries.answers_for(request.actor, one):
        said = "It is for the owner of the asset alone, or who stands in for them."
        raise NotPermitted(Reason("not_permitted", said))
    return one


def _page(one: Any) -> dict[str, Any]:
    here = reverse("asset", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(REGISTER, (one.title, here))}


def delegate_asset(request: Request, reference: str) -> HttpResponseBase:
    """Have a steward keep parts of an entry."""
    one = _own(request, reference)
    form = filled(request, DelegationForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.delegate(request.actor, one.reference, form.draft(), now=request.now)
        return see_other(request, "asset", f"{made.steward.name} has been told.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Name a data steward",
        button="Name the steward",
        intro=[
            "You go on answering for the asset. The steward may change what you choose here, and "
            "nothing else. Who the owner is, and when the entry is reviewed, stays with you."
        ],
        **_page(one),
    )


def end_delegation(request: Request, reference: str) -> HttpResponseBase:
    """End a delegation."""
    found = queries.delegation_named(request.actor, reference)
    one = _own(request, found.asset.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_delegation(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "asset", "The delegation ends.", one.reference)

    return ask(
        request,
        filled(request, EndDelegationForm),
        do,
        title="End a delegation",
        button="End it",
        intro=[f"{found.steward.name} keeps: {', '.join(found.labels)}."],
        **_page(one),
    )


def attest_asset(request: Request, reference: str) -> HttpResponseBase:
    """Say that an entry is right."""
    one = _own(request, reference)
    next_year = add_period(civil_date(request.now), 12, "months")
    form = filled(request, AttestForm, initial={"review_on": next_year, "seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.attest(request.actor, one.reference, **values, now=request.now)
        said = f"Thank you. The next review is on {day(made.review_on)}."
        return see_other(request, "asset", said, one.reference)

    return ask(
        request,
        form,
        do,
        title="Say that the entry is right",
        button="It is right",
        intro=[
            "You say that you have looked at what the entry says, how long the asset is kept, who "
            "needs it and what could go wrong, and that it is right.",
            "What the entry says now is kept with your name. Is something wrong? Change it first.",
        ],
        **_page(one),
    )
