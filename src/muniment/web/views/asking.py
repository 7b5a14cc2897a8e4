"""What waits for an event, and asking after it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.asking import Asking, Waiting
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.asking import HAPPENED, AnswerForm, AskingForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.fields import code_for
from muniment.web.words import count, day, number, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")


def waiting_places(request: Request) -> HttpResponseBase:
    """What waits for which event, by folder."""
    today, due = civil_date(request.now), request.GET.get("ask") == "due"
    rows = queries.to_ask(request.actor, today) if due else queries.waiting_places(request.actor)
    terms = queries.asking_terms()
    intro = [
        "Records wait here for something to happen, or for a date that nobody has entered. They "
        "are kept and protected until then. "
        f"After {count(terms.first_years, 'year')}, and then again after "
        f"{count(terms.again_years, 'year')}, people are asked whether it has happened."
    ]
    action = None
    if P.RETENTION_MANAGE in request.actor.permissions:
        action = {"href": reverse("set_asking"), "text": "Change how often"}
    return show(
        request,
        "list.html",
        _table(request, rows, today),
        name="waiting-for-events",
        title="You are asked: has it happened?" if due else "To ask after",
        intro=intro,
        action=action,
        one="folder",
        crumbs=crumbs(LIFECYCLE),
    )


def _table(request: Request, rows: list[Waiting], today: Any) -> Table[Any]:
    def answer(one: Waiting) -> Cell:
        if one.field:
            return _enter(request, one)
        asked = "Ask now" if one.ask_on <= today else f"Ask on {day(one.ask_on)}"
        if not one.may_answer:
            return Cell(asked, note=one.answer)
        return Cell(
            "Answer now" if one.ask_on <= today else "Answer",
            reverse("answer_waiting", args=[one.folder, one.event]),
            note=" ".join(filter(None, [f"{asked}.", one.answer])),
        )

    found: list[Column[Any]] = [
        Column(
            "folder",
            "Folder",
            lambda one: Cell(one.folder_title, reverse("folder", args=[one.folder])),
        ),
        Column("class", "Class", lambda one: Cell(one.file_class, note=one.title)),
        Column("event", "Waits for", lambda one: sentence(one.words)),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("since", "Oldest of", lambda one: day(one.since), tight=True),
        Column("answer", "Has it happened?", answer),
    ]
    return Table(
        request,
        found,
        rows,
        caption="What waits for an event or a date",
        empty="Nothing that you can see waits for an event or a date.",
    )


def _enter(request: Request, one: Waiting) -> Cell:
    """Where the date that records lack is entered; or that no field takes it yet."""
    permissions = request.actor.permissions
    if one.defined:
        many = urlencode({"folder": one.folder, "field": one.defined})
        href = f"{reverse('look_at_bulk')}?{many}" if P.RECORDS_EDIT in permissions else ""
        return Cell("Enter the date for them", href)
    if P.FILEPLAN_MANAGE not in permissions:
        return Cell(f"No field is defined for “{one.field}”")
    wanted = {"title": sentence(one.field), "kind": "date", "code": code_for(one.field)}
    href = f"{reverse('define_field')}?{urlencode(wanted)}"
    return Cell("Define the field", href, note=f"No field has the date “{one.field}”.")


def answer_waiting(request: Request, reference: str, event: str) -> HttpResponseBase:
    """Say that something has happened, or that it has not yet."""
    folder = records.folder_named(request.actor, reference)
    file_class = folder.file_class
    scopes = [
        (folder.reference, f"The folder {folder.title}"),
        (file_class.reference, f"The whole class {file_class.reference} {file_class.title}"),
    ]
    form = filled(request, AnswerForm, scopes=scopes, initial={"scope": folder.reference})

    def do(values: dict[str, Any]) -> HttpResponse:
        given = {"name": event, "reason": values["reason"], "now": request.now}
        if values["answer"] == HAPPENED:
            actions.record_event(request.actor, values["scope"], on=values["on"], **given)
            said = "Entered. The dates of its records follow within minutes."
        else:
            made = actions.not_yet(request.actor, values["scope"], **given)
            said = f"Noted. It is asked again on {day(made.ask_again_on)}."
        return see_other(request, "waiting_places", said)

    return ask(
        request,
        form,
        do,
        title=f"{sentence(event)}: has it happened?",
        caption=folder.title,
        button="Save answer",
        intro=["Its records are kept and protected until it has happened."],
        back=reverse("waiting_places"),
        crumbs=crumbs(LIFECYCLE, ("To ask after", reverse("waiting_places"))),
    )


def set_asking(request: Request) -> HttpResponseBase:
    """Set after how many years it is asked."""
    before = queries.asking_terms()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_asking(request.actor, Asking(**values), now=request.now)
        return see_other(request, "waiting_places", "It is asked so from now on.")

    return ask(
        request,
        filled(
            request,
            AskingForm,
            initial={"first_years": before.first_years, "again_years": before.again_years},
        ),
        do,
        title="How often it is asked",
        button="Set it",
        intro=["Whoever may enter the event is asked whether it has happened."],
        back=reverse("waiting_places"),
        crumbs=crumbs(LIFECYCLE, ("To ask after", reverse("waiting_places"))),
    )
