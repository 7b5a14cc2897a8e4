"""Boxes of papers: the list, one box, and what is put in and taken out."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.physical import actions, queries
from muniment.holdings.physical.types import BoxDraft
from muniment.lifecycle.disposal import queries as disposal
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.physical import BoxFilter, BoxForm, BoxPlaceForm, PutInForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.fileplan import PLAN
from muniment.web.words import day, number

BOXES = ("Boxes", "/file-plan/boxes/")
LISTED: list[Column[Any]] = [
    Column(
        "label",
        "Box",
        lambda one: Cell(one.label, reverse("box", args=[one.reference]), note=one.contents),
        "label",
    ),
    Column("location", "Where it stands", lambda one: one.location, "location"),
    Column("unit", "Unit", lambda one: one.unit, "unit"),
    Column("held", "Papers", lambda one: number(one.held), "held", numeric=True),
]


def boxes(request: Request) -> HttpResponseBase:
    """The boxes that the person may see."""
    form = BoxFilter(request.GET or None)
    wanted = form.cleaned_data["label"] if form.is_valid() else ""
    rows = queries.boxes(request.actor)
    if wanted:
        rows = rows.filter(Q(label__icontains=wanted) | Q(location__icontains=wanted))
    manages = P.FOLDER_MANAGE in request.actor.permissions
    opening = {"href": reverse("open_box"), "text": "Register a box"}
    bringing = {"href": reverse("import_papers"), "text": "Import records on paper"}
    table = Table(request, LISTED, rows, order="label", caption="Boxes", empty="No boxes.")
    return show(
        request,
        "physical/boxes.html",
        table,
        name="boxes",
        title="Boxes",
        intro=[
            "Records on paper are registered in the folder that they belong to, and lie in boxes."
        ],
        action=opening if manages else None,
        further=[bringing] if P.RECORDS_CAPTURE in request.actor.permissions else [],
        filters=form,
        one="box",
        many="boxes",
        crumbs=crumbs(PLAN),
    )


def box(request: Request, reference: str) -> HttpResponseBase:
    """One box, what lies in it, and when it can go."""
    found = queries.box_named(request.actor, reference)
    place, titles = queries.place_of(found), columns.told_apart()
    rows = queries.in_box(request.actor, found)
    of_records = [one for one in columns.of_records(titles[0]) if one.key != "size"]
    table = Table(request, of_records, rows, order="title", caption="Papers", prepare=titles[1])
    history = EventFilter(object_prefix=f"box:{found.reference}")
    linked = P.AUDIT_SEE in request.actor.permissions
    return show(
        request,
        "physical/box.html",
        table,
        name=f"box-{found.reference}",
        one=found,
        rows=_facts(found),
        standing=disposal.box_standing(request.actor, found, now=request.now),
        today=civil_date(request.now),
        can={
            "manage": access_rules.may(request.actor, P.FOLDER_MANAGE, place),
            "edit": P.RECORDS_EDIT in request.actor.permissions,
            "hold": access_rules.may(request.actor, P.HOLD_MANAGE, place),
        },
        history=events.timeline(audit.events(history, limit=20), linked=linked) if linked else [],
        crumbs=crumbs(PLAN, BOXES),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    return [
        {"label": "Where it stands", "text": found.location},
        {"label": "Unit", "text": found.unit or "The whole body's"},
        *([{"label": "Contents", "text": found.contents}] if found.contents else []),
        {"label": "Reference", "text": found.reference},
        {"label": "Registered", "text": day(found.opened_at)},
    ]


def _page(found: Any) -> dict[str, Any]:
    here = reverse("box", args=[found.reference])
    return {
        "caption": f"Box {found.label}",
        "back": here,
        "crumbs": crumbs(PLAN, BOXES, (f"Box {found.label}", here)),
    }


def open_box(request: Request) -> HttpResponseBase:
    """Register a box."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_box(request.actor, BoxDraft(**values), now=request.now)
        return see_other(request, "box", "The box has been registered.", made.reference)

    return ask(
        request,
        filled(request, BoxForm),
        do,
        title="Register a box",
        button="Register box",
        back=reverse("boxes"),
        crumbs=crumbs(PLAN, BOXES),
    )


def change_box(request: Request, reference: str) -> HttpResponseBase:
    """Say where a box stands now."""
    found = queries.box_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_box(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "box", "The box has been changed.", found.reference)

    initial = {"location": found.location, "contents": found.contents}
    return ask(
        request,
        filled(request, BoxPlaceForm, initial=initial),
        do,
        title="Move or describe a box",
        button="Save changes",
        **_page(found),
    )


def put_in(request: Request, reference: str) -> HttpResponseBase:
    """Put papers into a box."""
    found = queries.box_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        listed = values["references"].split()
        actions.put_in(request.actor, found.reference, references=listed, now=request.now)
        return see_other(request, "box", "They are in the box.", found.reference)

    return ask(
        request,
        filled(request, PutInForm),
        do,
        title="Put papers into a box",
        button="Put them in",
        intro=["A new paper is registered in its folder, where its box is asked for, too."],
        **_page(found),
    )
