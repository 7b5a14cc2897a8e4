"""Adding documents, describing them, and writing their next version."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason
from muniment.governance.policies import actions, queries, rules
from muniment.governance.policies.types import Kind, State
from muniment.web.door import Request, ask, crumbs, filled, put_on, render, see_other
from muniment.web.forms.policies import (
    AddPolicyForm,
    BeginForm,
    DescribeForm,
    WriteForm,
    filled_from,
)
from muniment.web.forms.policy_deeds import WhyForm
from muniment.web.views import policy_text
from muniment.web.views.policies import REGISTER

OTHERS = "It is for who answers for the document, and for those who keep the documents of its unit."


def page_of(one: Any) -> dict[str, Any]:
    """Where a form about a document stands, and the way back."""
    here = reverse("policy", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(REGISTER, (one.title, here))}


def to_read(request: Request, reference: str) -> Any:
    """The document. Raises NotFound."""
    return queries.policy_named(request.actor, reference, civil_date(request.now))


def to_keep(request: Request, reference: str) -> Any:
    """The document. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = to_read(request, reference)
    if not queries.keeps(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def open_of(one: Any) -> Any:
    """The version that is on its way. Raises NotFound."""
    found = queries.on_its_way(one)
    if found is None:
        raise NotFound("new version", one.reference)
    found.policy = one
    return found


def to_version(request: Request, one: Any, said: str, number: str) -> HttpResponse:
    """Go to a version of a document, which says what was done."""
    here = f"{reverse('policy', args=[one.reference])}?version={number}"
    return see_other(request, here, said)


def add_policy(request: Request) -> HttpResponseBase:
    """Begin a document, with its first draft: of an empty text, or of that of a policy on records
    (`?template=yes`)."""
    initial: dict[str, Any] = {"review_months": 12}
    if request.GET.get("template", ""):
        initial |= {"kind": Kind.POLICY, "text": rules.TEMPLATE}
    form = filled(request, AddPolicyForm, actor=request.actor, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.make(request.actor, form.draft(), values["text"], now=request.now)
        return see_other(request, "policy", f"{made.title} is a draft.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Add a document",
        button="Add it as a draft",
        intro=["It becomes version 1.0, as a draft. Nobody follows it until it is published."],
        back=reverse("policies"),
        crumbs=crumbs(REGISTER),
    )


def describe_policy(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a document is."""
    one = to_keep(request, reference)
    unit = one.unit.reference if one.unit else ""
    form = filled(request, DescribeForm, actor=request.actor, now=unit, initial=filled_from(one))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.describe(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return see_other(request, "policy", "It has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Change what is said of the document",
        button="Save changes",
        intro=["Its text is another matter: begin a new version to change that."],
        **page_of(one),
    )


def begin_version(request: Request, reference: str) -> HttpResponseBase:
    """Begin the next version of a document."""
    one = to_keep(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.begin(request.actor, one.reference, **values, now=request.now)
        said = f"Version {made.number} is a draft, with the text that is in force."
        return see_other(request, "write_policy", said, one.reference)

    return ask(
        request,
        filled(request, BeginForm),
        do,
        title="Begin a new version",
        button="Begin it",
        intro=["What is in force stays in force until the new version is published."],
        **page_of(one),
    )


def write_policy(request: Request, reference: str) -> HttpResponseBase:
    """Write the text of the draft; a second button shows it as it would be read."""
    one = to_keep(request, reference)
    version = open_of(one)
    initial = {"text": version.text, "note": version.note, "seen": version.digest}
    form = filled(request, WriteForm, initial=initial)
    page = {
        "title": "Write the draft",
        "button": "Save the draft",
        "written": version.state == State.DRAFT,
        "version": version,
        **page_of(one),
    }
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        return _previewed(request, form, page)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.write(request.actor, one.reference, **values, now=request.now)
        return to_version(request, one, f"Version {made.number} has been saved.", made.number)

    return ask(request, form, do, template="policies/write.html", preview=None, **page)


def _previewed(request: Request, form: WriteForm, page: dict[str, Any]) -> HttpResponseBase:
    text = form.cleaned_data["text"]
    put_on(form, rules.reasons_against_text(text))
    shown = policy_text.shown(text[:200_000]) if not form.errors else None
    return render(request, "policies/write.html", form=form, preview=shown, **page)


def withdraw_policy(request: Request, reference: str) -> HttpResponseBase:
    """Give up the version that is on its way."""
    one = to_keep(request, reference)
    version = open_of(one)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.actor, one.reference, **values, now=request.now)
        said = f"Version {version.number} has been withdrawn."
        return see_other(request, "policy", said, one.reference)

    return ask(
        request,
        filled(request, WhyForm),
        do,
        title=f"Withdraw version {version.number}",
        button="Withdraw it",
        intro=["What is in force stays in force. The text that is withdrawn is kept."],
        **page_of(one),
    )
