"""Vocabularies: lists of terms to choose from, narrower ones below broader ones."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.holdings.metadata import actions, queries
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.metadata import MergeForm, TermForm, VocabularyForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.fields import FIELDS_PAGE
from muniment.web.views.fileplan import PLAN
from muniment.web.words import number

VOCABULARIES = ("Vocabularies", "/file-plan/vocabularies/")
LISTED: list[Column[Any]] = [
    Column(
        "title",
        "Vocabulary",
        lambda one: Cell(one.title, reverse("vocabulary", args=[one.code]), note=one.note),
        "title",
    ),
    Column("code", "Code", lambda one: one.code, "code"),
    Column("held", "Terms", lambda one: number(one.held), "held", numeric=True),
]


def vocabularies(request: Request) -> HttpResponseBase:
    """All vocabularies."""
    manages = P.FILEPLAN_MANAGE in request.actor.permissions
    opening = {"href": reverse("open_vocabulary"), "text": "Open a vocabulary"}
    empty = "No vocabularies."
    rows = queries.vocabularies()
    table = Table(request, LISTED, rows, order="title", caption="Vocabularies", empty=empty)
    return show(
        request,
        "list.html",
        table,
        name="vocabularies",
        title="Vocabularies",
        intro=["Lists of terms that a field is chosen from. A term can be renamed at any time."],
        action=opening if manages else None,
        links=[
            *([{"href": reverse("import_terms"), "text": "Import terms"}] if manages else []),
            {"href": reverse("export_terms", args=["csv"]), "text": "Export all terms (CSV)"},
        ],
        one="vocabulary",
        many="vocabularies",
        begin=opening if manages else None,
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )


def vocabulary(request: Request, code: str) -> HttpResponseBase:
    """One vocabulary with its terms."""
    found = queries.vocabulary_named(code)
    linked = P.AUDIT_SEE in request.actor.permissions
    wanted = EventFilter(object_prefix=f"vocabulary:{found.code}")
    return render(
        request,
        "metadata/vocabulary.html",
        one=found,
        terms=[{"depth": depth, "term": term} for depth, term in queries.term_tree(found)],
        fields=list(found.fields.order_by("title")),
        manages=P.FILEPLAN_MANAGE in request.actor.permissions,
        history=events.timeline(audit.events(wanted, limit=20), linked=linked) if linked else [],
        crumbs=crumbs(PLAN, FIELDS_PAGE, VOCABULARIES),
    )


def open_vocabulary(request: Request) -> HttpResponseBase:
    """Open a vocabulary."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_vocabulary(
            request.actor,
            values["code"],
            title=values["title"],
            note=values["note"],
            now=request.now,
        )
        return see_other(request, "vocabulary", "It is open. Add its terms.", made.code)

    return ask(
        request,
        filled(request, VocabularyForm),
        do,
        title="Open a vocabulary",
        button="Open vocabulary",
        back=reverse("vocabularies"),
        crumbs=crumbs(PLAN, FIELDS_PAGE, VOCABULARIES),
    )


def _page(found: Any) -> dict[str, Any]:
    here = reverse("vocabulary", args=[found.code])
    return {
        "caption": found.title,
        "back": here,
        "crumbs": crumbs(PLAN, FIELDS_PAGE, VOCABULARIES, (found.title, here)),
    }


def add_term(request: Request, code: str) -> HttpResponseBase:
    """Add a term."""
    found = queries.vocabulary_named(code)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.add_term(request.actor, found.code, **values, now=request.now)
        return see_other(request, "vocabulary", f"{values['label']} has been added.", found.code)

    return ask(
        request,
        filled(request, TermForm, code=found.code),
        do,
        title="Add a term",
        button="Add term",
        **_page(found),
    )


def change_term(request: Request, code: str, number: int) -> HttpResponseBase:
    """Rename or move a term."""
    found = queries.vocabulary_named(code)
    term = queries.term_numbered(found, number)
    others = [name for name in queries.names_of(term) if name != term.label]
    initial = {
        "label": term.label,
        "broader": term.broader.label if term.broader else "",
        "also_called": "\n".join(others),
    }

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_term(request.actor, found.code, term=term.label, **values, now=request.now)
        return see_other(request, "vocabulary", "The term has been changed.", found.code)

    return ask(
        request,
        filled(request, TermForm, code=found.code, initial=initial),
        do,
        title="Rename or move a term",
        button="Save changes",
        intro=["Records that have it show the new name at once, and are found by both."],
        **_page(found),
    )


def merge_term(request: Request, code: str, number: int) -> HttpResponseBase:
    """Merge a term into another."""
    found = queries.vocabulary_named(code)
    term = queries.term_numbered(found, number)

    def do(values: dict[str, Any]) -> HttpResponse:
        target = values["into"]
        actions.merge_terms(
            request.actor, found.code, term=term.label, into=target, now=request.now
        )
        words = f"{term.label} has become {target}."
        return see_other(request, "vocabulary", words, found.code)

    return ask(
        request,
        filled(request, MergeForm, code=found.code, term=term.label),
        do,
        title=f"Merge {term.label} into another term",
        button="Merge",
        warning="It cannot be undone: which records had which of the two is no longer shown.",
        **_page(found),
    )


def retire_term(request: Request, code: str, number: int) -> HttpResponseBase:
    """Offer a term no more."""
    term = queries.term_numbered(queries.vocabulary_named(code), number)
    actions.retire_term(request.actor, code, term=term.label, now=request.now)
    return see_other(request, "vocabulary", f"{term.label} is offered no more.", code)


def restore_term(request: Request, code: str, number: int) -> HttpResponseBase:
    """Offer a retired term again."""
    term = queries.term_numbered(queries.vocabulary_named(code), number)
    actions.restore_term(request.actor, code, term=term.label, now=request.now)
    return see_other(request, "vocabulary", f"{term.label} is offered again.", code)
