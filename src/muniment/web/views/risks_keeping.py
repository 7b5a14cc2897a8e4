"""Putting risks into the register, changing, scoring, opening, reviewing and closing them."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.types import Authority
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.risks import (
    AcceptForm,
    AddRiskForm,
    ChangeRiskForm,
    ReviewForm,
    ScoreForm,
    filled_from,
)
from muniment.web.views.risks import REGISTER
from muniment.web.words import day

OTHERS = (
    "It is for the owner of the risk or of an asset it concerns, and for those who keep the risks"
    " of that unit. Ask a records manager."
)
ACCEPTS = (
    "The senior information risk owner accepts it. The owner of the risk may while its current"
    " score is within the appetite."
)


def page_of(one: Any) -> dict[str, Any]:
    """What a form about a risk says of where it is."""
    here = reverse("risk", args=[one.reference])
    return {"caption": one.title, "back": here, "crumbs": crumbs(REGISTER, (one.title, here))}


def kept(request: Request, reference: str) -> Any:
    """The risk. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.risk_named(request.actor, reference)
    if not queries.manages(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def add_risk(request: Request) -> HttpResponseBase:
    """Put a risk into the register, as a draft."""
    initial = {name: request.GET.get(name, "") for name in ("assets", "unit")}
    form = filled(request, AddRiskForm, actor=request.actor, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.make(request.actor, form.values(), now=request.now)
        return see_other(request, "risk", f"{made.title} is in the register.", made.reference)

    return ask(
        request,
        form,
        do,
        template="risks/form.html",
        title="Add a risk",
        button="Add it as a draft",
        intro=[
            "A name and a unit are enough to begin. Before the risk is opened it needs an owner, a "
            "next review and all its scores. What is missing is shown when you open it."
        ],
        back=reverse("risks"),
        scales=True,
        crumbs=crumbs(REGISTER),
    )


def change_risk(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a risk is."""
    one = kept(request, reference)
    said = queries.said_of(one)
    initial = filled_from(said, one.owner.username if one.owner else "") | {"seen": one.version}
    form = filled(request, ChangeRiskForm, actor=request.actor, now=said, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        seen = values["seen"]
        actions.change(request.actor, one.reference, form.values(), seen=seen, now=request.now)
        return see_other(request, "risk", "The risk has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        template="risks/form.html",
        title="Change the risk",
        button="Save changes",
        intro=["What it said before is kept, with your name and the time."],
        **page_of(one),
    )


def score_risk(request: Request, reference: str) -> HttpResponseBase:
    """Score a risk anew."""
    one = kept(request, reference)
    initial = {**queries.said_of(one), "seen": one.version}
    form = filled(request, ScoreForm, actor=request.actor, initial=initial)
    standing = one.acceptances.filter(ended_at=None).exists()

    def do(values: dict[str, Any]) -> HttpResponse:
        why, seen = values["why"], values["seen"]
        actions.score_risk(
            request.actor, one.reference, form.values(), why=why, seen=seen, now=request.now
        )
        return see_other(request, "risk", "The risk has been scored.", one.reference)

    return ask(
        request,
        form,
        do,
        template="risks/form.html",
        title="Score the risk",
        button="Save the scores",
        intro=[
            "Every score is kept for ever, with your name, the time and the reason.",
            *(
                ["Another current score makes the acceptance of the risk stale."]
                if standing
                else []
            ),
        ],
        scales=True,
        **page_of(one),
    )


def open_risk(request: Request, reference: str) -> HttpResponseBase:
    """Open a draft."""
    one = kept(request, reference)
    missing = [each.message for each in rules.gaps(queries.said_of(one))]

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.open_risk(request.actor, one.reference, now=request.now)
        return see_other(request, "risk", "The risk is open.", one.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Open the risk",
        button="Open it",
        intro=[
            "An open risk is counted, reviewed and shown to the senior information risk owner.",
            *([f"Still missing: {' '.join(missing)}"] if missing else []),
        ],
        **page_of(one),
    )


def review_risk(request: Request, reference: str) -> HttpResponseBase:
    """Say that a risk was looked at."""
    one = kept(request, reference)
    soon = add_period(civil_date(request.now), 3, "months")
    form = filled(request, ReviewForm, initial={"review_on": soon, "seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.review(request.actor, one.reference, **values, now=request.now)
        said = f"Thank you. The next review is on {day(made.review_on)}."
        return see_other(request, "risk", said, one.reference)

    return ask(
        request,
        form,
        do,
        title="Review the risk",
        button="Save the review",
        intro=["Has the score changed? Score the risk first, then review it."],
        **page_of(one),
    )


def accept_risk(request: Request, reference: str) -> HttpResponseBase:
    """Accept what is left of a risk."""
    one = queries.risk_named(request.actor, reference)
    authority = queries.authority(request.actor, one)
    if authority is None:
        raise NotPermitted(Reason("not_permitted", ACCEPTS))
    scales = queries.scales()
    initial = {
        "expires_on": add_period(civil_date(request.now), 6, "months"),
        "seen": one.version,
    }

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.accept(request.actor, one.reference, **values, now=request.now)
        said = f"The risk is accepted until {day(made.expires_on)}."
        return see_other(request, "risk", said, one.reference)

    as_what = (
        "You accept it as senior information risk owner."
        if authority is Authority.SIRO
        else "You accept it as its owner. Its score is within the appetite."
    )
    return ask(
        request,
        filled(request, AcceptForm, initial=initial),
        do,
        title="Accept the risk",
        button="Accept it",
        intro=[
            f"The current score is {one.current}. The appetite for this category is "
            f"{scales.appetite(one.category)}. {as_what}",
            f"It lasts {scales.acceptance_months} months at most. It ends at once if the current "
            "score changes.",
        ],
        **page_of(one),
    )


def withdraw_risk(request: Request, reference: str) -> HttpResponseBase:
    """Take back the acceptance of a risk."""
    one = queries.risk_named(request.actor, reference)
    standing = one.acceptances.filter(ended_at=None).first()
    gave = standing is not None and standing.by == request.actor.reference
    if not gave and queries.authority(request.actor, one) is None:
        raise NotPermitted(Reason("not_permitted", ACCEPTS))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "risk", "The acceptance is withdrawn.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Withdraw the acceptance",
        button="Withdraw it",
        intro=["The risk stays open. Somebody has to decide about it anew."],
        **page_of(one),
    )


def close_risk(request: Request, reference: str) -> HttpResponseBase:
    """Close a risk."""
    one = kept(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "risk", "The risk is closed.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Close the risk",
        button="Close it",
        intro=["Do so when the risk is no more, or has come about. What was said of it is kept."],
        **page_of(one),
    )


def reopen_risk(request: Request, reference: str) -> HttpResponseBase:
    """Bring a closed risk back."""
    one = kept(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "risk", "The risk is back, as a draft.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Bring the risk back",
        button="Bring it back",
        intro=["It comes back as a draft. Look whether its scores are right, then open it."],
        **page_of(one),
    )
