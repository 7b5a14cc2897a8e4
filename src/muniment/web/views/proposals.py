"""Values that documents propose for fields that are empty: the list to work through."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.types import PROPERTIES
from muniment.holdings.records import queries
from muniment.web.door import Request, crumbs
from muniment.web.forms.bulk import PROPOSED
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.fileplan import PLAN
from muniment.web.words import day

FIELDS_PAGE = ("Fields", "/file-plan/fields/")


class ProposedFilter(forms.Form):
    """Narrows the list to one field."""

    field = forms.ChoiceField(label="Field", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [one for one, _ in metadata.proposed_somewhere()]
        offered = [("", "Any"), *((one.code, one.title) for one in every)]
        self.fields["field"].choices = offered  # type: ignore[attr-defined]


def in_words_of(proposed: Iterable[Any], *, origin: bool = True) -> list[str]:
    """What is proposed, each as a line to be read, with where it comes from."""
    return [
        f"{one.title}: {', '.join(_value(one))}"
        + (f" ({PROPERTIES[one.source]})" if origin else "")
        for one in proposed
    ]


def _value(one: Any) -> list[str]:
    """The values as pages write them."""
    pairs = zip(one.texts, one.values, strict=True)
    return [day(value.day) if value.day else text for text, value in pairs]


def proposed_values(request: Request) -> HttpResponseBase:
    """The records whose documents propose something, of one field (`?field=`) or of any."""
    form = ProposedFilter(request.GET or None)
    code = form.cleaned_data["field"] if form.is_valid() else ""
    field = metadata.field_named(code) if code else None
    edits = P.RECORDS_EDIT in request.actor.permissions
    begin = None
    if field and edits:
        begin = {
            "text": "Accept many at once",
            "href": f"{reverse('look_at_bulk')}?{PROPOSED}={field.code}",
        }
    said = [
        "Read off the documents, where a field is empty. Nothing is saved before it is accepted."
    ]
    if field and field.proposed_from:
        said.append(f"It is {PROPERTIES[field.proposed_from]}.")
    if edits and not field:
        said.append("Narrow the list to one field to accept many of its values at once.")
    return show(
        request,
        "list.html",
        _table(request, queries.with_proposals(request.actor, field), code, edits=edits),
        name="proposed-values",
        title=f"Proposed values: {field.title}" if field else "Proposed values",
        intro=said,
        one="record",
        action=begin,
        filters=form,
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )


def _table(request: Request, rows: Any, code: str, *, edits: bool) -> Table[Any]:
    titles, tell_apart = columns.told_apart()
    found: dict[int, list[Any]] = {}

    def prepare(records: Any) -> None:
        tell_apart(records)
        found.update(queries.proposals(request.actor, records))

    def proposed(one: Any) -> str:
        some = [each for each in found.get(one.pk, []) if code in ("", each.code)]
        return "; ".join(in_words_of(some, origin=False)) or "Nothing that the field can hold"

    def look(one: Any) -> Cell:
        href = f"{reverse('describe_record', args=[one.reference])}?proposed=yes"
        return Cell("Look and accept", href) if found.get(one.pk) else Cell("")

    listed: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("proposed", "Proposed", proposed),
    ]
    listed += [Column("accept", "What to do", look)] if edits else []
    return Table(
        request,
        listed,
        rows.select_related("file_class"),
        caption="Records",
        empty="No document that you can see proposes a value for an empty field.",
        prepare=prepare,
    )
