"""Where records may belong: suggestions with their reasons, one press to take one, and how often
they were right."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.advice import actions, queries
from muniment.holdings.advice.types import Accuracy, Suggestion
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.folders import way_to
from muniment.web.views.records import way_of
from muniment.web.words import count, number

AT_ONCE = 20  # records on one page of a folder: each is compared with many


class TakeForm(forms.Form):
    """Which suggestion is taken."""

    folder = forms.ChoiceField(
        label="Where it belongs",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a folder.",
            "invalid_choice": "That is not suggested for it any more.",
        },
    )

    def __init__(self, *given: Any, offered: list[Suggestion], **options: Any) -> None:
        super().__init__(*given, **options)
        choices = [
            (one.folder, f"{one.file_class} {one.title}: {one.folder_title}")
            for one in offered
            if one.folder
        ]
        self.fields["folder"].choices = choices  # type: ignore[attr-defined]


def of_record(request: Request, reference: str) -> HttpResponseBase:
    """Where one record may belong, and why."""
    found = records.record_named(request.actor, reference)
    offered = queries.suggestions(request.actor, reference, on=civil_date(request.now))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.take_suggestion(request.actor, reference, **values, now=request.now)
        return see_other(request, "record", "The record has been filed there.", reference)

    return ask(
        request,
        filled(request, TakeForm, offered=offered),
        do,
        template="records/advice.html",
        title="Where it may belong",
        caption=found.title,
        offered=offered,
        may_take=may_reach(request, P.RECORDS_EDIT),
        button="File it there",
        back=reverse("record", args=[reference]),
        crumbs=crumbs(*way_of(found)),
    )


def of_folder(request: Request, reference: str) -> HttpResponseBase:
    """The records of a folder (an inbox, say), each with the class it may belong in."""
    folder = records.folder_named(request.actor, reference)
    known: dict[str, list[Suggestion]] = {}

    def prepare(rows: Any) -> None:
        for one in rows:
            day = civil_date(request.now)
            known[one.reference] = queries.suggestions(request.actor, one.reference, on=day)

    def best(row: Any) -> Cell | str:
        if not known[row.reference]:
            return "Nothing is like it"
        first = known[row.reference][0]
        words = f"Words: {', '.join(first.words)}." if first.words else ""
        return Cell(f"{first.file_class} {first.title}", note=f"Rule {first.rule}. {words}".strip())

    def near(row: Any) -> Cell | str:
        like = known[row.reference][0].near if known[row.reference] else ()
        if not like:
            return ""
        return Cell(like[0].title, reverse("record", args=[like[0].reference]))

    def take(row: Any) -> Cell | str:
        if not known[row.reference]:
            return ""
        return Cell("Look and file", reverse("advice", args=[row.reference]))

    columns: list[Column[Any]] = [
        Column("title", "Record", lambda one: Cell(one.title, _page(one)), "title"),
        Column("class", "May belong in", best),
        Column("near", "Most like", near),
        Column("take", "What to do", take),
    ]
    rows = records.in_folder(request.actor, folder).filter(state="declared")
    table = Table(
        request,
        columns,
        rows,
        order="title",
        caption="Where the records may belong",
        prepare=prepare,
        per_page=AT_ONCE,
        empty="Nothing is in this folder.",
    )
    intro = ["Nothing on this page is filed by itself. Learnt from the records that you may see."]
    place = (folder.title, reverse("folder", args=[reference]))
    way = crumbs(*way_to(folder), place)
    heads = {"title": "Where the records may belong", "intro": intro, "crumbs": way}
    return show(request, "list.html", table, name="advice", one="record", **heads)


def _page(one: Any) -> str:
    return reverse("record", args=[one.reference])


def accuracy(request: Request) -> HttpResponseBase:
    """How often the suggestions were right, by class."""
    rows = queries.accuracy(request.actor)
    columns: list[Column[Accuracy]] = [
        Column("class", "Class", lambda one: f"{one.file_class} {one.title}"),
        Column("tried", "Held back", lambda one: number(one.tried), numeric=True),
        Column("first", "First suggestion right", lambda one: _share(one.first, one), numeric=True),
        Column(
            "three", "Among first three", lambda one: _share(one.among_three, one), numeric=True
        ),
    ]
    table = Table(
        request,
        columns,
        rows,
        caption="How often the suggestions were right",
        empty="Nothing was learnt yet from records that you may see.",
    )
    every, right = sum(one.tried for one in rows), sum(one.first for one in rows)
    intro = [
        "One record in ten is held back: it teaches nothing, and shows whether its class would have"
        " been suggested. Only records that you may see count here.",
    ]
    if every:
        said = f"The first suggestion was right for {number(right)} of {count(every, 'record')}"
        intro.append(f"{said} ({right / every:.0%}).")
    way = crumbs(("File plan", reverse("fileplan")))
    rules = {"href": reverse("sorting_rules"), "text": "Rules that file by themselves"}
    heads = {"title": "How often the suggestions were right", "intro": intro, "crumbs": way}
    heads["action"] = rules  # type: ignore[assignment]
    return show(request, "list.html", table, name="accuracy", one="class", many="classes", **heads)


def _share(right: int, one: Accuracy) -> str:
    return f"{number(right)} ({right / one.tried:.0%})"
