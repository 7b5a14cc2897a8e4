"""Folders: what is in them, and opening, closing and moving them."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies.types import Screen
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.habits.types import Way
from muniment.holdings.library import queries as library
from muniment.holdings.records import actions, queries
from muniment.people.directory import queries as directory
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.records import TitledForm
from muniment.web.tables import Table, show
from muniment.web.views import at_work, columns, ways
from muniment.web.views.fileplan import PLAN, above, awaited, open_to
from muniment.web.views.suggesting import suggested, suggesting
from muniment.web.words import day


def way_to(found: Any) -> list[tuple[str, str]]:
    """The way from the file plan to the folder, the folder left out."""
    own = found.file_class
    return [PLAN, *above(own), (own.title, reverse("class", args=[own.reference]))]


def folder(request: Request, reference: str) -> HttpResponseBase:
    """One folder and the records in it."""
    found = queries.folder_named(request.actor, reference)
    key = access.audience_key(found.audience_id)
    rows = queries.in_folder(request.actor, found)
    titles, prepare = columns.told_apart()
    listed = columns.of_records(titles)
    table = Table(request, listed, rows, order="title", caption="Records", prepare=prepare)
    history = EventFilter(object_prefix=f"folder:{found.reference}")
    may_log = P.AUDIT_SEE in request.actor.permissions
    return show(
        request,
        "records/folder.html",
        table,
        name=f"records-{found.reference}",
        one=found,
        rows=_facts(found, key),
        reasons=fileplan.reasons_not_to_file(found.file_class, on=civil_date(request.now)),
        can={
            "capture": access_rules.may(request.actor, P.RECORDS_CAPTURE),
            "manage": access_rules.may(request.actor, P.FOLDER_MANAGE, key.place),
            "narrow": access_rules.may(request.actor, P.RECORDS_NARROW, key.place)
            and access_rules.may(request.actor, P.FOLDER_MANAGE, key.place),
            "hold": access_rules.may(request.actor, P.HOLD_MANAGE, key.place),
            "edit": access_rules.may(request.actor, P.RECORDS_EDIT, key.place),
        },
        people=directory.people_of(request.actor, found.file_class, civil_date(request.now)),
        awaited=awaited(fileplan.effective(found.file_class)),
        beside=library.beside(request.actor, found.file_class),
        history=events.timeline(audit.events(history, limit=20), linked=may_log),
        destroyed=queries.destroyed_in_folder(request.actor, found).count(),
        crumbs=crumbs(*way_to(found)),
    )


def _facts(found: Any, key: Any) -> list[dict[str, str]]:
    part = f"Part {found.part_number}" if found.part_of_id or found.part_number > 1 else ""
    return [
        {"label": "Reference", "text": found.reference, "note": part},
        *columns.mail_address(
            found.reference,
            is_open=not found.closed_on and ways.offered(key.place, Way.ADDRESS),
        ),
        *([] if found.closed_on else ways.told(key.place)),
        {"label": "Opened", "text": day(found.opened_on)},
        {"label": "Closed", "text": day(found.closed_on) or "No: it takes new records"},
        {"label": "Marking", "text": key.marking.label},
        {"label": "Open to", "text": open_to(key.open_to)},
        *([{"label": "Found at", "text": found.source_path}] if found.source_path else []),
    ]


def open_folder(request: Request, reference: str) -> HttpResponseBase:
    """Open a folder in a class."""
    own = fileplan.class_named(reference)
    here = reverse("class", args=[own.reference])
    form = suggesting(request, filled(request, TitledForm))

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_folder(request.actor, own.reference, **values, now=request.now)
        return see_other(request, "folder", "The folder has been opened.", made.reference)

    return ask(
        request,
        form,
        do,
        template="records/change.html",
        suggested=lambda: suggested(form, own.reference, civil_date(request.now), of_folder=True),
        title="Open a folder",
        caption=f"{own.reference} {own.title}",
        button="Open folder",
        back=here,
        crumbs=crumbs(PLAN, *above(own), (own.title, here)),
    )


def _page(found: Any) -> dict[str, Any]:
    here = reverse("folder", args=[found.reference])
    return {
        "caption": found.title,
        "back": here,
        "crumbs": crumbs(*way_to(found), (found.title, here)),
    }


def change_folder(request: Request, reference: str) -> HttpResponseBase:
    """Give a folder another title."""
    found = queries.folder_named(request.actor, reference)
    own = found.file_class.reference
    form = suggesting(request, filled(request, TitledForm, initial={"title": found.title}))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_folder(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "folder", "The folder has been changed.", found.reference)

    return ask(
        request,
        form,
        do,
        template="records/change.html",
        suggested=lambda: suggested(form, own, civil_date(request.now), of_folder=True),
        title="Change a folder",
        button="Save changes",
        **_page(found),
    )


class CloseForm(forms.Form):
    """When the folder closes."""

    on = DayField(label="Closed on (optional)", required=False, help_text="Today, if left empty.")


def close_folder(request: Request, reference: str) -> HttpResponseBase:
    """Close a folder."""
    found = queries.folder_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close_folder(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "folder", "The folder has been closed.", found.reference)

    return ask(
        request,
        filled(request, CloseForm),
        do,
        title="Close a folder",
        button="Close folder",
        intro=["Nothing new goes in, and rules that wait for its closing start to run."],
        says=at_work.says(request, Screen.CLOSE),
        **_page(found),
    )


def reopen_folder(request: Request, reference: str) -> HttpResponseBase:
    """Open a closed folder again."""
    found = queries.folder_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen_folder(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "folder", "The folder is open again.", found.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Open a folder again",
        button="Open again",
        **_page(found),
    )


class MoveFolderForm(ReasonForm):
    """Where the folder goes, and why."""

    file_class = forms.ChoiceField(
        label="To the class", error_messages={"required": "Choose a class."}
    )
    field_order = ["file_class", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("Choose a class")  # type: ignore[attr-defined]


def move_folder(request: Request, reference: str) -> HttpResponseBase:
    """Move a folder with all its records to another class."""
    found = queries.folder_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.move_folder(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "folder", "The folder has been moved.", found.reference)

    return ask(
        request,
        filled(request, MoveFolderForm),
        do,
        title="Move a folder",
        button="Move folder",
        warning="Who may see its records, and their dates, follow the new class.",
        **_page(found),
    )


def start_part(request: Request, reference: str) -> HttpResponseBase:
    """Close a folder and go on in a new part."""
    made = actions.start_part(request.actor, reference, now=request.now)
    return see_other(request, "folder", f"Part {made.part_number} is open.", made.reference)
