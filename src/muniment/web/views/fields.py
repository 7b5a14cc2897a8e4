"""The fields that the body defined: the list, one field, and where it is asked for."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import actions, queries, rules
from muniment.holdings.metadata.types import KIND_LABELS, PROPERTIES, SOURCES, WHOLE_BODY, FieldKind
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.metadata import AskForm, FieldForm, NewFieldForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.field_sheets import FIELDS, TERMS
from muniment.web.views.fileplan import PLAN
from muniment.web.views.sheets import bring_in, export
from muniment.web.words import count, number, sentence

FIELDS_PAGE = ("Fields", "/file-plan/fields/")
LISTED: list[Column[Any]] = [
    Column(
        "title",
        "Field",
        lambda one: Cell(one.title, reverse("field", args=[one.code]), note=one.code),
        "title",
    ),
    Column("kind", "Holds", lambda one: _kind(one), "kind"),
    Column("where", "Asked for in", lambda one: _where(one)),
    Column(
        "refused", "Forms refused", lambda one: Cell(_rate(one.sent, one.refused)), numeric=True
    ),
    Column("state", "", lambda one: Cell("Retired", tag="grey") if one.retired_at else Cell("")),
]


def fields(request: Request) -> HttpResponseBase:
    """All fields."""
    manages = P.FILEPLAN_MANAGE in request.actor.permissions
    table = Table(
        request,
        LISTED,
        queries.fields().prefetch_related("askings__file_class", "tallies"),
        order="title",
        caption="Fields",
        empty="No fields have been defined.",
        prepare=_prepare,
    )
    defining = {"href": reverse("define_field"), "text": "Define a field"}
    return show(
        request,
        "list.html",
        table,
        name="fields",
        title="Fields",
        intro=["What your body asks for when a record is filed, besides its title and date."],
        action=defining if manages else None,
        links=[
            {
                "href": reverse("vocabularies"),
                "text": "Vocabularies: lists of terms to choose from",
            },
            {"href": reverse("proposed_values"), "text": "Proposed values"},
            *(_managing() if manages else []),
            {"href": reverse("export_fields", args=["csv"]), "text": "Export fields (CSV)"},
        ],
        one="field",
        begin=defining if manages else None,
        crumbs=crumbs(PLAN),
    )


def _managing() -> list[dict[str, str]]:
    return [
        {"href": reverse("refused_forms"), "text": "Fields that stop people"},
        {"href": reverse("import_fields"), "text": "Import fields"},
    ]


def _prepare(rows: Any) -> None:
    for one in rows:
        every = list(one.tallies.all())
        one.sent = sum(tally.sent for tally in every)
        one.refused = sum(tally.refused for tally in every)


def _rate(sent: int, refused: int) -> str:
    """How many forms with the field were refused because of it."""
    if not sent:
        return "None sent"
    return f"{number(refused)} of {number(sent)} ({100 * refused / sent:.0f}%)"


def _kind(one: Any) -> str:
    words = sentence(KIND_LABELS[FieldKind(one.kind)])
    return f"{words}: {one.vocabulary.title}" if one.vocabulary else words


def _where(one: Any) -> str:
    places = [
        row.file_class.reference if row.file_class else "the whole body"
        for row in one.askings.all()
    ]
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")


def field(request: Request, code: str) -> HttpResponseBase:
    """One field: what it is, where it is asked for, and how often it stops people."""
    found = queries.field_named(code)
    linked = P.AUDIT_SEE in request.actor.permissions
    wanted = EventFilter(object_prefix=f"field:{found.code}")
    return render(
        request,
        "metadata/field.html",
        one=found,
        rows=_facts(found),
        askings=[_asking(row) for row in queries.askings(found)],
        tallies=[
            {"form": sentence(one.form), "rate": _rate(one.sent, one.refused)}
            for one in queries.tallies(found)
        ],
        manages=P.FILEPLAN_MANAGE in request.actor.permissions,
        lacking=_lacking(request, found),
        history=events.timeline(audit.events(wanted, limit=20), linked=linked) if linked else [],
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )


def _lacking(request: Request, found: Any) -> int:
    """How many records that the person may see must have the field and do not."""
    if P.RECORDS_SEE not in request.actor.permissions or found.retired_at:
        return 0
    return records.incomplete(request.actor, found).count()


def _facts(found: Any) -> list[dict[str, str]]:
    several = "A record can have several" if found.several else ""
    rows = [
        {"label": "Code", "text": found.code, "note": f"In a search: {found.code}:value"},
        {"label": "Holds", "text": _kind(found), "note": several},
    ]
    said = (
        ("Help", found.help, ""),
        ("Pattern", found.pattern, found.pattern_help),
        ("Filled in from", sentence(SOURCES.get(found.fills_from, "")), ""),
        ("Proposed from", sentence(PROPERTIES.get(found.proposed_from, "")), ""),
    )
    rows += [{"label": name, "text": text, "note": note} for name, text, note in said if text]
    return rows


def _asking(row: Any) -> dict[str, Any]:
    where = row.file_class
    three = {True: "Yes", False: "No", None: "As further up" if where else "No"}
    return {
        "reference": where.reference if where else WHOLE_BODY,
        "title": str(where) if where else "The whole body",
        "href": reverse("class", args=[where.reference]) if where else "",
        "mandatory": three[row.mandatory],
        "default": row.default or "",
        "position": "" if row.position is None else str(row.position),
        "dropped": bool(row.dropped),
    }


def _page(found: Any) -> dict[str, Any]:
    here = reverse("field", args=[found.code])
    return {
        "caption": found.title,
        "back": here,
        "crumbs": crumbs(PLAN, FIELDS_PAGE, (found.title, here)),
    }


def code_for(name: str) -> str:
    """A code for a field that a retention rule calls so."""
    return "".join(one for one in name.lower() if one.isascii() and one.isalnum())[:40]


def define_field(request: Request) -> HttpResponseBase:
    """Define a field."""
    said = {name: request.GET[name] for name in ("title", "code", "kind") if name in request.GET}
    form = filled(request, NewFieldForm, initial=said)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.define_field(request.actor, form.terms(values["code"]), now=request.now)
        return see_other(
            request, "ask_for_field", f"{made.title} is defined. Where is it asked for?", made.code
        )

    return ask(
        request,
        form,
        do,
        title="Define a field",
        button="Define field",
        intro=["Next you say in which classes it is asked for."],
        back=reverse("fields"),
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )


def change_field(request: Request, code: str) -> HttpResponseBase:
    """Change what a field is."""
    found = queries.field_named(code)
    form = filled(request, FieldForm, initial=asdict(queries.terms_of(found)))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_field(
            request.actor, found.code, terms=form.terms(found.code), now=request.now
        )
        return see_other(request, "field", "The field has been changed.", found.code)

    return ask(request, form, do, title="Change a field", button="Save changes", **_page(found))


def ask_for_field(request: Request, code: str) -> HttpResponseBase:
    """Say where a field is asked for."""
    found = queries.field_named(code)
    form = filled(request, AskForm, initial=_said_of(found, request.GET.get("class", "")))

    def do(values: dict[str, Any]) -> HttpResponse:
        where = values["file_class"]
        if _would_surprise(request, form, found):
            return render(request, "form.html", form=form, **page)
        actions.ask_for(
            request.actor, found.code, file_class=where, asking=form.asking(), now=request.now
        )
        return see_other(request, "field", "That is how it is asked for now.", found.code)

    page: dict[str, Any] = {
        "title": "Where a field is asked for",
        "button": "Save",
        "intro": [
            "What you leave as further up comes from the class above, or from the whole body."
        ],
        **_page(found),
    }
    return ask(request, form, do, **page)


def _would_surprise(request: Request, form: AskForm, found: Any) -> bool:
    """Whether records would not be complete any more and the person has not been told how many:
    they are told on the form, which they can then send again."""
    values = form.cleaned_data
    if values["mandatory"] != "yes":
        return False
    where = values["file_class"]
    path = "" if where == WHOLE_BODY else fileplan.class_named(where).path
    lacking = records.would_lack(request.actor, found, path)
    if not lacking or values["seen"] == lacking:
        return False
    form.data = request.POST.copy()
    form.data["seen"] = str(lacking)
    words = f"{count(lacking, 'record')} there would not be complete, and would be listed so."
    form.add_error(None, f"{words} Nothing has been changed yet: save again if that is wanted.")
    return True


def _said_of(found: Any, where: str) -> dict[str, Any]:
    """What is said of the field there already."""
    flags = {True: "yes", False: "no", None: ""}
    for row in queries.askings(found):
        if where and where == (row.file_class.reference if row.file_class else WHOLE_BODY):
            return {
                "file_class": where,
                "mandatory": flags[row.mandatory],
                "default": row.default or "",
                "position": row.position,
                "dropped": flags[row.dropped],
            }
    return {"file_class": where or WHOLE_BODY}


def stop_asking(request: Request, code: str) -> HttpResponseBase:
    """Take back what a class says of a field."""
    where = request.POST.get("class", "")
    actions.stop_asking(request.actor, code, file_class=where, now=request.now)
    return see_other(request, "field", "It is not said there any more.", code)


def retire_field(request: Request, code: str) -> HttpResponseBase:
    """Retire a field."""
    made = actions.retire_field(request.actor, code, now=request.now)
    return see_other(
        request, "field", "It is asked for no more. What records hold stays.", made.code
    )


def restore_field(request: Request, code: str) -> HttpResponseBase:
    """Ask for a retired field again."""
    made = actions.restore_field(request.actor, code, now=request.now)
    return see_other(request, "field", "It is asked for again.", made.code)


def delete_field(request: Request, code: str) -> HttpResponseBase:
    """Delete a field that was never used."""
    found = queries.field_named(code)
    actions.delete_field(request.actor, found.code, now=request.now)
    return see_other(request, "fields", "The field has been deleted. No record had a value of it.")


def import_fields(request: Request) -> HttpResponseBase:
    """Bring in fields."""
    return bring_in(request, FIELDS)


def export_fields(request: Request, kind: str) -> HttpResponseBase:
    """Every field, in the form that import takes."""
    return export(rules.as_rows(queries.definitions()), FIELDS.columns, "fields", kind)


def import_terms(request: Request) -> HttpResponseBase:
    """Bring in vocabularies."""
    return bring_in(request, TERMS)


def export_terms(request: Request, kind: str) -> HttpResponseBase:
    """Every vocabulary, in the form that import takes."""
    return export(queries.term_rows(), TERMS.columns, "vocabularies", kind)
