"""What is decided about a personal data breach, and who was told of it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.errors import NotFound
from muniment.governance.incidents import actions, queries, rules
from muniment.governance.incidents.types import About
from muniment.web.door import Request, ask, filled
from muniment.web.forms.incident_breaches import AwareForm, DecisionForm, ToldForm
from muniment.web.forms.moments import typed_as
from muniment.web.views.incidents_handling import done, handled, page_of


def _about(text: str) -> About:
    if text not in list(About):
        raise NotFound("page", text)
    return About(text)


def _who(about: About) -> str:
    return queries.pack().authority if about is About.AUTHORITY else "the people concerned"


def _until(one: Any, about: About) -> list[str]:
    """The limit in words, for who decides about the authority."""
    if about is About.PEOPLE or one.limit_at is None:
        return []
    return [f"The limit is {rules.moment_in_words(one.limit_at)}."]


def aware_incident(request: Request, reference: str) -> HttpResponseBase:
    """Say that the body became aware at another moment."""
    one = handled(request, reference)
    initial = {**typed_as(one.aware_at, "aware_at"), "seen": one.version}
    form = filled(request, AwareForm, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        given = {"why": values["why"], "seen": values["seen"]}
        actions.set_aware(request.actor, one.reference, form.moment(), **given, now=request.now)
        return done(request, one, "The clock runs from another moment now.")

    return ask(
        request,
        form,
        do,
        title="When did the body become aware?",
        button="Save",
        intro=["The moment before is kept, with your name and the reason."],
        **page_of(one),
    )


def decide_breach(request: Request, reference: str, about: str) -> HttpResponseBase:
    """Decide whether the authority, or the people concerned, are told."""
    one, whom = handled(request, reference), _about(about)
    form = filled(request, DecisionForm, about=whom, initial={"seen": one.version})
    intro = {
        About.AUTHORITY: "They are told unless a risk to people’s rights and freedoms is unlikely. "
        "Either way the reason is kept (UK GDPR article 33).",
        About.PEOPLE: "They are told where the risk to their rights and freedoms is likely to be "
        "high (UK GDPR article 34).",
    }

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.decide(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return done(request, one, "The decision is kept, with its reason.")

    return ask(
        request,
        form,
        do,
        title=f"Is {_who(whom)} told?" if whom is About.AUTHORITY else f"Are {_who(whom)} told?",
        button="Save the decision",
        intro=[intro[whom], *_until(one, whom)],
        **page_of(one),
    )


def tell_breach(request: Request, reference: str, about: str) -> HttpResponseBase:
    """Say when and how the authority, or the people concerned, were told."""
    one, whom = handled(request, reference), _about(about)
    initial = {**typed_as(request.now, "told_at"), "seen": one.version}
    form = filled(request, ToldForm, about=whom, initial=initial)
    where = queries.pack().report_at if whom is About.AUTHORITY else ""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.tell(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return done(request, one, "That they were told is kept.")

    return ask(
        request,
        form,
        do,
        title=f"{_who(whom)[:1].upper()}{_who(whom)[1:]}: told",
        button="Save",
        intro=[*([f"They take notifications at {where}"] if where else []), *_until(one, whom)],
        **page_of(one),
    )
