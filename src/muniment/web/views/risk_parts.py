"""The controls of a risk, and the options that were looked at."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.governance.risks import actions, queries
from muniment.governance.risks.types import OptionDraft
from muniment.web.door import Request, ask, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.risks import ControlForm, OptionForm
from muniment.web.views.risks_keeping import kept, page_of


def add_control(request: Request, reference: str) -> HttpResponseBase:
    """Say what keeps a risk down."""
    one = kept(request, reference)
    form = filled(request, ControlForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.add_control(request.actor, one.reference, **form.values(), now=request.now)
        return see_other(request, "risk", "The control is added.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Add a control",
        button="Add the control",
        intro=["A control is what is done already to keep the risk down."],
        **page_of(one),
    )


def change_control(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what a control is, who looks after it, or how sure it is."""
    found = queries.control_named(request.actor, reference)
    one = kept(request, found.risk.reference)
    initial = {
        "words": found.words,
        "owner": found.owner.username,
        "confidence": found.confidence,
    }
    form = filled(request, ControlForm, actor=request.actor, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_control(request.actor, found.reference, **form.values(), now=request.now)
        return see_other(request, "risk", "The control has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Change the control",
        button="Save changes",
        **page_of(one),
    )


def end_control(request: Request, reference: str) -> HttpResponseBase:
    """Say that a control is no more."""
    found = queries.control_named(request.actor, reference)
    one = kept(request, found.risk.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_control(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "risk", "The control has ended.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="End the control",
        button="End it",
        intro=[found.words, "Look whether the current score is still right."],
        **page_of(one),
    )


def add_option(request: Request, reference: str) -> HttpResponseBase:
    """Say which way out of a risk was looked at."""
    one = kept(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        draft = OptionDraft(**values)
        actions.add_option(request.actor, one.reference, draft, now=request.now)
        return see_other(request, "risk", "The option is added.", one.reference)

    return ask(
        request,
        filled(request, OptionForm),
        do,
        title="Add an option",
        button="Add the option",
        intro=["Weigh what the unit needs against what the policy asks for."],
        **page_of(one),
    )


def choose_option(request: Request, reference: str) -> HttpResponseBase:
    """Decide on an option."""
    found = queries.option_named(request.actor, reference)
    one = kept(request, found.risk.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.choose_option(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "risk", "The decision is kept.", one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Decide on this option",
        button="Decide",
        intro=[
            found.words,
            f"Local need: {found.local_need}",
            f"Policy: {found.policy}",
            "If it departs from a rule, ask for a waiver next.",
        ],
        **page_of(one),
    )
