"""Putting assets into the register, changing, approving, retiring them and bringing them back."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.assets import actions, queries, rules
from muniment.governance.policies.types import Screen
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.assets import AssetForm, ChangeAssetForm, filled_from
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.views import at_work
from muniment.web.views.assets import REGISTER, decides

OTHERS = (
    "It is for the owner of the asset, and for those who keep the register of its unit. Ask a "
    "records manager."
)


def _page(one: Any) -> dict[str, Any]:
    here = reverse("asset", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(REGISTER, (one.title, here))}


def _to_decide(request: Request, reference: str) -> Any:
    """The entry. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.asset_named(request.actor, reference)
    if not decides(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def add_asset(request: Request) -> HttpResponseBase:
    """Put an asset into the register, as a draft."""
    form = filled(request, AssetForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.make(request.actor, form.values(), now=request.now)
        return see_other(request, "asset", f"{made.title} is in the register.", made.reference)

    return ask(
        request,
        form,
        do,
        template="assets/form.html",
        title="Add an information asset",
        button="Add it as a draft",
        intro=[
            "It takes a name, a kind and a unit to begin. Save it, and fill in the rest when you "
            "know it. What is missing is shown on its page."
        ],
        says=at_work.says(request, Screen.ASSET),
        back=reverse("assets"),
        crumbs=crumbs(REGISTER),
    )


def change_asset(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what an asset is."""
    one = queries.asset_named(request.actor, reference)
    names = queries.changeable(request.actor, one, civil_date(request.now))
    if not names:
        raise NotPermitted(Reason("not_permitted", OTHERS))
    owner = one.owner.username if one.owner else ""
    initial = {**filled_from(queries.said_of(one), owner), "seen": one.version}
    form = filled(
        request,
        ChangeAssetForm,
        actor=request.actor,
        names=names,
        unit=one.unit.reference,
        initial=initial,
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change(
            request.actor, one.reference, form.values(), seen=values["seen"], now=request.now
        )
        return see_other(request, "asset", "The entry has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        template="assets/form.html",
        title="Change the entry",
        button="Save changes",
        intro=["What it said before is kept, with your name and the time."],
        says=at_work.says(request, Screen.ASSET),
        **_page(one),
    )


def approve_asset(request: Request, reference: str) -> HttpResponseBase:
    """Approve an entry."""
    one = _to_decide(request, reference)
    missing = rules.names_of(queries.gaps(one)[0])

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.approve(request.actor, one.reference, now=request.now)
        return see_other(request, "asset", "The entry is approved.", one.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Approve the entry",
        button="Approve",
        intro=[
            "You say that the entry is right and complete. It has to stay complete from then.",
            *([f"Still missing: {missing}."] if missing else []),
        ],
        **_page(one),
    )


def retire_asset(request: Request, reference: str) -> HttpResponseBase:
    """Take an entry out of use."""
    one = _to_decide(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.retire(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "asset", "The entry is retired.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Retire the entry",
        button="Retire",
        intro=[
            "Do so when the asset is no more, or belongs to another body. Nothing of what it covers"
            " is destroyed, and what was said of it is kept."
        ],
        **_page(one),
    )


def restore_asset(request: Request, reference: str) -> HttpResponseBase:
    """Bring a retired entry back."""
    one = _to_decide(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.restore(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "asset", "The entry is back, as a draft.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Bring the entry back",
        button="Bring it back",
        intro=["It comes back as a draft, to be approved again."],
        **_page(one),
    )
