"""Reporting an incident, triaging it, finding its cause, putting it right, checking and closing."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.incidents import actions, queries, rules
from muniment.governance.incidents.types import Kind, Stage
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.incidents import (
    FINDINGS,
    CheckForm,
    CheckOnForm,
    CloseForm,
    FindingsForm,
    ReportForm,
    SeenForm,
    TriageForm,
    WhyForm,
)
from muniment.web.views.incidents import MINE, REGISTER


def handled(request: Request, reference: str) -> Any:
    """The incident. Raises NotPermitted for whom its verbs would refuse in any case."""
    one = queries.incident_named(request.actor, reference)
    place = Place(units=access.unit_lineages().get(one.unit.reference, ()))
    access.require(request.actor, Permission.INCIDENTS_HANDLE, at=place)
    return one


def page_of(one: Any) -> dict[str, Any]:
    """What the page of a form about an incident says of where it is."""
    here = reverse("incident_case", args=[one.reference])
    caption = f"{one.reference}, {Kind(one.kind).label.lower()}"
    return {"caption": caption, "back": here, "crumbs": crumbs(REGISTER, (one.reference, here))}


def done(request: Request, one: Any, said: str) -> HttpResponse:
    """Back to the page of the incident."""
    return see_other(request, "incident_case", said, one.reference)


def report_incident(request: Request) -> HttpResponseBase:
    """Report a loss, damage, a breach or a near miss."""
    form = filled(request, ReportForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.report(request.actor, form.draft(), now=request.now)
        said = f"Thank you. Your report is {made.reference}. Those who handle it have been told."
        return see_other(request, "incident_case", said, made.reference)

    return ask(
        request,
        form,
        do,
        title="Report a loss, damage or breach",
        button="Send the report",
        intro=[
            "Report at once, even if you are not sure. Near misses count. Who reports is not to"
            " blame. It takes two minutes."
        ],
        back=reverse("home"),
        crumbs=crumbs(MINE),
    )


def triage_incident(request: Request, reference: str) -> HttpResponseBase:
    """Say how bad it is, who handles it, and whether it is a breach."""
    one = handled(request, reference)
    people = queries.all_handlers(civil_date(request.now))
    form = filled(request, TriageForm, handlers=people, initial=_as_triaged(request, one))

    def do(values: dict[str, Any]) -> HttpResponse:
        draft = form.draft()
        actions.triage(request.actor, one.reference, draft, seen=values["seen"], now=request.now)
        # It may have gone to a unit that the actor does not reach.
        if queries.visible(request.actor).filter(pk=one.pk).exists():
            return done(request, one, "The triage is kept.")
        return see_other(request, "incidents", f"{one.reference} has gone to another unit.")

    again = one.stage != Stage.REPORTED
    return ask(
        request,
        form,
        do,
        title="Change the triage" if again else "Triage the incident",
        button="Save",
        **page_of(one),
    )


def _as_triaged(request: Request, one: Any) -> dict[str, Any]:
    """What the form begins with: what is said, or else what is likely."""
    handler = one.handler.username if one.handler else ""
    if not handler and (me := access.find_person(request.actor.reference)):
        handler = me.username
    return {
        "severity": one.severity,
        "kind": one.kind,
        "breach": {True: "yes", False: "no", None: "" if one.aware_at else "no"}[one.breach],
        "handler": handler,
        "unit": one.unit.reference,
        "asset": one.asset,
        "seen": one.version,
    }


def find_incident(request: Request, reference: str) -> HttpResponseBase:
    """Say what the investigation found."""
    one = handled(request, reference)
    initial = {**{name: getattr(one, name) for name in FINDINGS}, "seen": one.version}
    damage = rules.is_damage(Kind(one.kind))
    form = filled(request, FindingsForm, damage=damage, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.find(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return done(request, one, "What was found is kept.")

    return ask(request, form, do, title="What was found", button="Save", **page_of(one))


ONWARDS = {
    Stage.TRIAGED: ("investigate", "Begin the investigation", "Begin"),
    Stage.INVESTIGATING: ("put_right", "Finish the investigation", "Finish"),
    Stage.PUTTING_RIGHT: ("check", "It is put right", "It is put right"),
}
INTRO = {
    "investigate": "You look for the cause, with those who were there.",
    "put_right": "The cause has to be said by now. What is to be changed is changed next.",
    "check": "Every corrective action has to be done by now, or there is a reason for none.",
}


def advance_incident(request: Request, reference: str) -> HttpResponseBase:
    """Have an incident go on to the next stage."""
    one = handled(request, reference)
    found = ONWARDS.get(Stage(one.stage))
    if found is None:
        said = f"It is {Stage(one.stage).label.lower()}: it cannot go on so."
        raise Refused(Reason("stage", said))
    deed, title, button = found
    kind = CheckOnForm if deed == "check" else SeenForm
    form = filled(request, kind, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        after = actions.advance(request.actor, one.reference, deed, **values, now=request.now)
        return done(request, one, f"It is {Stage(after.stage).label.lower()} now.")

    return ask(request, form, do, title=title, button=button, intro=[INTRO[deed]], **page_of(one))


def check_incident(request: Request, reference: str) -> HttpResponseBase:
    """Say whether what was done has worked."""
    one = handled(request, reference)
    form = filled(request, CheckForm, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.check(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        said = "It worked. You can close it." if values["worked"] else "It is open again."
        return done(request, one, said)

    return ask(
        request,
        form,
        do,
        title="Has it worked?",
        button="Save",
        intro=["If it has not, the incident is investigated again."],
        **page_of(one),
    )


def close_incident_case(request: Request, reference: str) -> HttpResponseBase:
    """Close an incident, with a lesson for others or a reason why there is none."""
    one = handled(request, reference)
    form = filled(request, CloseForm, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return done(request, one, "It is closed.")

    return ask(
        request,
        form,
        do,
        title="Close the incident",
        button="Close it",
        intro=[
            "What can others learn? A second person reads the lesson before everybody does.",
        ],
        **page_of(one),
    )


def reopen_incident(request: Request, reference: str) -> HttpResponseBase:
    """Open an incident again, since what was done did not work."""
    one = handled(request, reference)
    form = filled(request, WhyForm, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen(request.actor, one.reference, **values, now=request.now)
        return done(request, one, "It is open again.")

    return ask(
        request,
        form,
        do,
        title="Open it again",
        button="Open it again",
        intro=["What was done did not work. The incident is investigated again."],
        **page_of(one),
    )
