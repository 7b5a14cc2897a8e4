"""Records of the same content that the same people see, and merging two records."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.duplicates.types import Twins
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.merging import StandsForForm
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.duplicates import PLAN, in_short
from muniment.web.words import day, moment, number, size


def same_content(request: Request) -> HttpResponseBase:
    """Records of the same content in one class, which could be merged."""
    said = [
        "Records that have the same content, to the last byte, and that the same people see. Each "
        "was filed by itself, or came into the class later. The content is stored once.",
        "Merging keeps one of them, with all places and details of both.",
    ]
    columns: list[Column[Any]] = [
        Column("oldest", "The oldest", lambda one: _named(one.records[0])),
        Column("others", "The same", _others),
        Column("many", "Records", lambda one: number(len(one.records)), numeric=True),
        Column("size", "Size of one", lambda one: size(one.size), numeric=True),
    ]
    if may_reach(request, P.RECORDS_EDIT):
        columns.append(Column("merge", "What to do", _merge))
    table = Table(
        request,
        columns,
        queries.twins(request.actor),
        caption="The same content more than once",
        empty="No two records that you can see could be merged.",
    )
    way = crumbs(PLAN, ("Duplicates", reverse("duplicates")))
    heads = {"title": "The same content more than once", "intro": said, "crumbs": way}
    return show(request, "list.html", table, name="same-content", one="group", **heads)


def _named(one: Any) -> Cell:
    href = reverse("record", args=[one.reference])
    return Cell(one.title, href, note=f"{one.reference}, in {one.folder.title}")


def _others(one: Twins) -> Cell:
    return in_short(list(one.records)[1:])


def _merge(one: Twins) -> Cell:
    pair = [record.reference for record in list(one.records)[:2]]
    return Cell("Look and merge", reverse("merge_records", args=pair))


def merge(request: Request, reference: str, other: str) -> HttpResponseBase:
    """What a merge of two records would do, and doing it. The first is kept."""
    found = queries.merging(request.actor, reference, other)
    kept, gone = found.kept, found.gone

    def do(values: dict[str, Any]) -> HttpResponse:
        one, two = kept.reference, gone.reference
        actions.merge(request.actor, one, two, **values, now=request.now)
        return see_other(request, "record", f"{two} has been merged into this record.", one)

    return ask(
        request,
        filled(request, ReasonForm if found.exact else StandsForForm),
        do,
        template="duplicates/merge.html",
        title="Merge two records",
        caption=kept.title,
        found=found,
        button="Merge them",
        back=reverse("record", args=[kept.reference]),
        crumbs=crumbs(
            PLAN, ("Duplicates", reverse("duplicates")), ("The same", reverse("same_content"))
        ),
    )


def merged_here(found: Any) -> list[dict[str, Any]]:
    """What the record's page says of those that were merged into it."""
    return [
        {
            "reference": one.record.reference,
            "when": moment(one.merged_at),
            "said": _said(one.said),
            "changes": one.said.get("changes", []),
        }
        for one in records.merged_here(found)
    ]


def brought_places(found: Any) -> set[int]:
    """The places (by number) that came with a record that was merged into this one."""
    return {place for one in records.merged_here(found) for place in one.said.get("places", [])}


def _said(said: dict[str, Any]) -> list[tuple[str, str]]:
    """What was known of a record, in words."""
    rows = [("Title", said.get("title", "")), ("File name", "; ".join(said.get("names", [])))]
    words = {"record_date": "Date", "modified_on": "Last changed", "keep_until": "Kept until"}
    for name, label in {**words, "due_on": "Was due"}.items():
        rows.append((label, day(date.fromisoformat(said[name])) if said.get(name) else ""))
    rows += [(name, str(text)) for name, text in said.get("metadata", {}).items()]
    rows += [(name, ", ".join(texts)) for name, texts in said.get("fields", {}).items()]
    return [(name, text) for name, text in rows if text]
