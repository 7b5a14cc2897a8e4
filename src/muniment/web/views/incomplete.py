"""Records that lack a value which they must have: the list to work through."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.records import queries
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.fields import FIELDS_PAGE
from muniment.web.views.fileplan import PLAN
from muniment.web.views.proposals import in_words_of
from muniment.web.words import day


def incomplete(request: Request) -> HttpResponseBase:
    """The list, of one field (`?field=`) or of all."""
    code = request.GET.get("field", "")
    field = metadata.field_named(code) if code else None
    rows = queries.incomplete(request.actor, field).select_related("file_class")
    about = f" without {field.title}" if field else " that are not complete"
    return show(
        request,
        "list.html",
        _table(request, rows),
        name="incomplete-records",
        title=f"Records{about}",
        intro=["They were filed in bulk, or before the field was asked for. None of them is lost."],
        one="record",
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )


def _table(request: Request, rows: Any) -> Table[Any]:
    titles, tell_apart = columns.told_apart()
    missing: dict[int, list[str]] = {}
    proposed: dict[int, list[Any]] = {}

    def prepare(records: Any) -> None:
        tell_apart(records)
        missing.update(queries.missing_in(records))
        proposed.update(queries.proposals(request.actor, records))

    edits = P.RECORDS_EDIT in request.actor.permissions

    def lacks(one: Any) -> Cell:
        href = reverse("describe_record", args=[one.reference]) if edits else ""
        href += "?proposed=yes" if href and one.pk in proposed else ""
        return Cell(", ".join(missing.get(one.pk, [])) or "Nothing any more", href)

    def offered(one: Any) -> str:
        lacking = missing.get(one.pk, [])
        some = [each for each in proposed.get(one.pk, []) if each.title in lacking]
        return "; ".join(in_words_of(some, origin=False))

    found: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("lacks", "Lacks", lacks),
        Column("proposed", "Its document proposes", offered),
        Column("captured", "Captured", lambda r: day(r.captured_at), "captured_at", tight=True),
    ]
    empty = "Every record that you can see has what it must have."
    return Table(
        request, found, rows, order="-captured", caption="Records", empty=empty, prepare=prepare
    )
