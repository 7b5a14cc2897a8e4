"""Corrective actions of an incident: added, done, dropped, or not needed."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.governance.incidents import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.incidents import TaskForm, WhyForm, WordsForm
from muniment.web.views.incidents import MINE
from muniment.web.views.incidents_handling import done, handled, page_of


def add_incident_task(request: Request, reference: str) -> HttpResponseBase:
    """Add a corrective action."""
    one = handled(request, reference)
    form = filled(request, TaskForm, actor=request.actor, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.add_task(
            request.actor, one.reference, form.draft(), seen=values["seen"], now=request.now
        )
        return done(request, one, f"{made.person.name} has been told.")

    return ask(
        request,
        form,
        do,
        title="Add a corrective action",
        button="Add it",
        intro=["Who does it reads what is to be done, and not the incident."],
        **page_of(one),
    )


def no_incident_task(request: Request, reference: str) -> HttpResponseBase:
    """Say why there is nothing to put right."""
    one = handled(request, reference)
    form = filled(request, WhyForm, initial={"seen": one.version, "why": one.no_task_why})

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.say_no_task(request.actor, one.reference, **values, now=request.now)
        return done(request, one, "The reason is kept.")

    return ask(
        request, form, do, title="Why is nothing to be put right?", button="Save", **page_of(one)
    )


def finish_incident_task(request: Request, reference: str) -> HttpResponseBase:
    """Say that a corrective action is done."""
    task = queries.task_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.finish_task(request.actor, task.reference, **values, now=request.now)
        return _back(request, task, "It is done. Thank you.")

    return ask(
        request,
        filled(request, WordsForm),
        do,
        title="A corrective action is done",
        button="It is done",
        intro=[task.what],
        back=reverse("my_incidents"),
        crumbs=crumbs(MINE),
    )


def drop_incident_task(request: Request, reference: str) -> HttpResponseBase:
    """Say that a corrective action is not done after all."""
    task = queries.task_named(request.actor, reference)
    one = handled(request, task.incident.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.drop_task(request.actor, task.reference, **values, now=request.now)
        return _back(request, task, "It is dropped.")

    return ask(
        request,
        filled(request, WordsForm, label="Why is it dropped?"),
        do,
        title="Drop a corrective action",
        button="Drop it",
        intro=[task.what],
        **page_of(one),
    )


def _back(request: Request, task: Any, said: str) -> HttpResponse:
    if queries.visible(request.actor).filter(pk=task.incident.pk).exists():
        return done(request, task.incident, said)
    return see_other(request, "my_incidents", said)
