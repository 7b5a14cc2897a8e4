"""What a document goes with, what it says again, who may read it, and where it is shown."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import Screen
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.policy_deeds import (
    ConfirmExtractForm,
    ExtractForm,
    LinkForm,
    OpenForm,
    PointForm,
    UnlinkForm,
    UnpointForm,
    WhyForm,
)
from muniment.web.views.policies import REGISTER
from muniment.web.views.policy_text import anchor_of
from muniment.web.views.policy_writing import page_of, to_keep

SHOWN = ("What is shown where", "/governance/policies/shown/")


def link_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say that a document goes with another thing."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.link(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "It is linked.", one.reference)

    return ask(
        request,
        filled(request, LinkForm),
        do,
        title="Link the document",
        button="Link it",
        intro=[
            "Link it to the documents that it goes with, the retention rules that it is about, the "
            "assets that it covers, and the principles and indicators that it serves."
        ],
        **page_of(one),
    )


def unlink_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say no more that a document goes with a thing."""
    one = to_keep(request, reference)
    form = filled(request, UnlinkForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.unlink(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "It is linked to that no more.", one.reference)

    return ask(
        request,
        form,
        do,
        title="End a link",
        button="End it",
        intro=[f"The link to: {form['target'].value() or 'nothing'}"],
        **page_of(one),
    )


def extract_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say that a document says again a paragraph of another."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.extract(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "It follows that paragraph now.", one.reference)

    return ask(
        request,
        filled(request, ExtractForm),
        do,
        title="Name what it says again",
        button="Save",
        intro=[
            "Which paragraph of which document it says again in short. When that paragraph changes,"
            " you are told, and its page says so."
        ],
        **page_of(one),
    )


def confirm_extract(request: Request, reference: str) -> HttpResponseBase:
    """Say that what a document says again is right still."""
    one = to_keep(request, reference)
    form = filled(request, ConfirmExtractForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.confirm_extract(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "It is right still.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Say that it is right still",
        button="It is right",
        intro=[
            f"Paragraph {form['paragraph'].value() or ''} of the source has changed. You say that "
            "what this document says of it is right all the same."
        ],
        **page_of(one),
    )


def open_policy(request: Request, reference: str) -> HttpResponseBase:
    """Let the public read a document."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.open_to_public(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "The public can read it.", one.reference)

    return ask(
        request,
        filled(request, OpenForm, initial={"slug": one.slug or ""}),
        do,
        title="Let the public read it",
        button="Open it to the public",
        intro=[
            "Anybody can read the version in force, without signing in, under the Open Government "
            "Licence. The post of who answers for it is shown, and no name."
        ],
        **page_of(one),
    )


def shut_policy(request: Request, reference: str) -> HttpResponseBase:
    """Let the public read a document no more."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.shut(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "policy", "The public can read it no more.", one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title="Take it from the public",
        button="Take it away",
        intro=["Its address stays, and says that it was there and is no more."],
        **page_of(one),
    )


def _keeps_all(request: Request) -> None:
    """Raises NotPermitted for whom the verbs would refuse in any case."""
    if not queries.manages(request.actor, ""):
        said = "It is for those who keep the documents of the whole organisation."
        raise NotPermitted(Reason("not_permitted", said))


def pointers(request: Request) -> HttpResponseBase:
    """Which paragraph is shown at which place of work, to whom."""
    _keeps_all(request)
    found = queries.pointers(request.actor)
    rows = {screen: [each for each in found if each.screen == screen] for screen in Screen}
    return render(
        request,
        "policies/pointers.html",
        screens=[
            {"label": screen.label, "rows": [_pointer(each) for each in some]}
            for screen, some in rows.items()
        ],
        crumbs=crumbs(REGISTER),
    )


def _pointer(one: Any) -> dict[str, str]:
    here, cited = reverse("policy", args=[one.policy.reference]), one.paragraph
    return {
        "title": one.policy.title,
        "href": f"{here}#{anchor_of(cited)}" if cited[:1].isdigit() else here,
        "paragraph": cited,
        "role": Role(one.role).label if one.role else "Everybody",
        "policy": one.policy.reference,
        "screen": one.screen,
        "role_code": one.role,
    }


def point(request: Request) -> HttpResponseBase:
    """Show a document at a place of work."""
    _keeps_all(request)
    current = queries.in_force(request.actor, civil_date(request.now))
    documents = [(each.policy.reference, each.policy.title) for each in current]
    form = filled(request, PointForm, documents=documents)

    def do(values: dict[str, Any]) -> HttpResponse:
        reference = values.pop("policy")
        actions.point(request.actor, reference, **values, now=request.now)
        return see_other(request, "policy_pointers", "It is shown there from now.")

    return ask(
        request,
        form,
        do,
        title="Show a document at work",
        button="Show it",
        intro=["People find a link to it on that page, where they need it."],
        back=SHOWN[1],
        crumbs=crumbs(REGISTER, SHOWN),
    )


def unpoint(request: Request) -> HttpResponseBase:
    """Show a document at a place of work no more."""
    _keeps_all(request)
    form = filled(request, UnpointForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        reference = values.pop("policy")
        actions.unpoint(request.actor, reference, **values, now=request.now)
        return see_other(request, "policy_pointers", "It is shown there no more.")

    return ask(
        request,
        form,
        do,
        title="Show it there no more",
        button="Show it no more",
        intro=_of_pointer(form),
        back=SHOWN[1],
        crumbs=crumbs(REGISTER, SHOWN),
    )


def _of_pointer(form: forms.Form) -> list[str]:
    named, screen = form["policy"].value() or "", form["screen"].value() or ""
    title = queries.titles([named]).get(named, named)
    place = Screen(screen).label if screen in list(Screen) else screen
    return [f"{title}. {place}."]
