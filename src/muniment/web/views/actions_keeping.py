"""Adding actions, changing them, and saying how they stand."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import Stage
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.plan_actions import (
    ChangeActionForm,
    CheckForm,
    FreeActionForm,
    NewActionForm,
    NoteForm,
    TurnForm,
)
from muniment.web.views.actions_register import REGISTER
from muniment.web.views.plans_keeping import OTHERS, page_of, require_some_unit
from muniment.web.words import day

DOERS = "It is for the owner of the action, and for those who keep its plan. Ask a records manager."


def _page(one: Any) -> dict[str, Any]:
    here = reverse("action", args=[one.reference])
    caption = one.what if len(one.what) <= 100 else f"{one.what[:99]}…"
    return {"caption": caption, "back": here, "crumbs": crumbs(REGISTER, (one.reference, here))}


def _undated(timeline: str) -> str:
    """What is said of a timeline that names no day."""
    if not timeline.strip() or rules.read_timeline(timeline).due:
        return ""
    return " No date could be read from its timeline: it is kept as words."


def add_to_plan(request: Request, reference: str) -> HttpResponseBase:
    """Add an action under an objective of a plan."""
    heading = queries.heading_named(request.actor, reference)
    if not queries.keeps_plan(request.actor, heading.plan):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    form = filled(request, NewActionForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        draft, under = form.draft(), heading.reference
        actions.add_action(request.actor, draft, objective=under, now=request.now)
        said = f"The action has been added.{_undated(draft.timeline)}"
        return see_other(request, "plan_outline", said, heading.plan.reference)

    return ask(
        request,
        form,
        do,
        title="Add an action",
        button="Add the action",
        intro=[f"Under the objective: {heading.words}"],
        **page_of(heading.plan),
    )


def add_action(request: Request) -> HttpResponseBase:
    """Add an action that belongs to no plan."""
    require_some_unit(request)
    form = filled(request, FreeActionForm, actor=request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        draft = form.draft()
        made = actions.add_action(request.actor, draft, now=request.now)
        said = f"The action has been added.{_undated(draft.timeline)}"
        return see_other(request, "action", said, made.reference)

    return ask(
        request,
        form,
        do,
        title="Add an action",
        button="Add the action",
        intro=["Of a meeting, or of anything else that is no plan."],
        back=reverse("actions"),
        crumbs=crumbs(REGISTER),
    )


def _to_keep(request: Request, reference: str) -> Any:
    one = queries.action_named(request.actor, reference)
    if not queries.keeps(request.actor, one):
        raise NotPermitted(Reason("not_permitted", OTHERS))
    return one


def _to_do(request: Request, reference: str) -> Any:
    one = queries.action_named(request.actor, reference)
    if not queries.does(request.actor, one):
        raise NotPermitted(Reason("not_permitted", DOERS))
    return one


def change_action(request: Request, reference: str) -> HttpResponseBase:
    """Say otherwise what an action is, when and whose."""
    one = _to_keep(request, reference)
    initial = {
        "words": one.what,
        "timeline": one.timeline,
        "owner": one.owner.username if one.owner else "",
        "answers": one.answers,
        "confidential": one.confidential,
        "objective": one.objective.reference if one.objective else "",
        "unit": one.unit.reference,
        "seen": one.version,
    }
    form = filled(request, ChangeActionForm, actor=request.actor, one=one, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        draft = form.draft()
        actions.change_action(
            request.actor,
            one.reference,
            draft,
            objective=values.get("objective"),
            reason=values["reason"],
            seen=values["seen"],
            now=request.now,
        )
        said = f"The action has been changed.{_undated(draft.timeline)}"
        return see_other(request, "action", said, one.reference)

    return ask(
        request,
        form,
        do,
        title="Change the action",
        button="Save changes",
        intro=["What it said before is kept, with your name and the time."],
        **_page(one),
    )


def turn_action(request: Request, reference: str) -> HttpResponseBase:
    """Say how an action stands."""
    one = _to_do(request, reference)
    names = ("status", "evidence", "record", "every")
    initial = {name: getattr(one, name) for name in names} | {"seen": one.version}
    if one.check_on and one.check_on >= civil_date(request.now):
        initial["check_on"] = one.check_on
    form = filled(request, TurnForm, one=one, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.turn(
            request.actor, one.reference, form.turn(), seen=values["seen"], now=request.now
        )
        return see_other(request, "action", "Its status has been changed.", one.reference)

    return ask(
        request,
        form,
        do,
        title="Change its status",
        button="Save the status",
        **_page(one),
    )


def check_action(request: Request, reference: str) -> HttpResponseBase:
    """Say of what is in place that it is still so."""
    one = _to_do(request, reference)
    form = filled(request, CheckForm, initial={"seen": one.version})

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.still_so(request.actor, one.reference, **values, now=request.now)
        said = f"It is still so. The next check is on {day(made.check_on)}."
        return see_other(request, "action", said, one.reference)

    every = f"The next check is {one.every} months from today, unless you give a day."
    place = one.stage == Stage.MAINTAIN
    return ask(
        request,
        form,
        do,
        title="It is still so",
        button="Say that it is still so",
        intro=["You have looked, and what was put in place is still in place.", *[every] * place],
        **_page(one),
    )


def note_action(request: Request, reference: str) -> HttpResponseBase:
    """Say how an action goes."""
    one = _to_do(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.note_progress(request.actor, one.reference, **values, now=request.now)
        return see_other(request, "action", "Your note has been kept.", one.reference)

    return ask(
        request,
        filled(request, NoteForm),
        do,
        title="Add a note",
        button="Keep the note",
        intro=["It is kept for good, with your name and the time."],
        **_page(one),
    )


def move_action(request: Request, reference: str) -> HttpResponseBase:
    """Have an action of a plan change places with the one above it, or below."""
    one = _to_keep(request, reference)
    up = request.POST.get("to") == "up"
    actions.move_action(request.actor, one.reference, up=up, now=request.now)
    said = f"The action has been moved {'up' if up else 'down'}."
    return see_other(request, "plan_outline", said, one.plan.reference)
